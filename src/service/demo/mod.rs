//! The demonstration office: invented people in an invented country, in every state of the work.
//!
//! The same seed gives the same people; keys and passphrases are fresh each time.

mod chance;
mod families;
mod household;
mod life;
mod return_case;

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    Service, ServiceError, Surroundings,
    command::{
        import::Table,
        office::{AddHeadquarters, Demonstration, Lock, MakeDemonstration, Unlock},
        people::AddPerson,
        places::ImportPlaces,
        release::{FreezeScheme, Release, SecondPerson},
    },
    job::Progress,
    permission::Permission,
    query::office::Signer,
    request::Job,
};
use crate::{
    assets::{self, DemoPlace},
    base::{Clock as _, Entropy as _, FixedClock, FormId, Instant, OsEntropy, Role, Sensitive},
    batch::{
        Destination, HqIdentity, HqRecipient, OfficeProfile, PROFILE_FORMAT, RecipientType,
        SignerKey, fingerprint_words,
    },
    crypto::{KdfCost, Limits},
    vault::{Compartment, NewOffice, NewPerson},
};

/// Login and role of the four people, the one who makes the office first.
const PEOPLE: [(&str, &str, Role); 4] = [
    ("admin", "Ada Demba", Role::Administrator),
    ("officer", "Olga Farah", Role::FieldOfficer),
    ("supervisor", "Samir Tekle", Role::Supervisor),
    ("data", "Dora Lind", Role::DataOfficer),
];

/// The code of the office: that of the invented country.
const CODE: &str = "XWA";

/// Days of work before today.
const DAYS: i64 = 56;

/// What making a demonstration needs from the program around it.
#[derive(Debug)]
pub struct DemoWork {
    folder: PathBuf,
    persons: usize,
    seed: u64,
    now: Instant,
    limits: Limits,
    cost: KdfCost,
}

impl Job for MakeDemonstration {
    type Answer = Demonstration;
    type Prepared = DemoWork;
    type Done = Demonstration;
    const NEEDS: Permission = Permission::Anybody;
    const COMMAND: Option<&'static str> = Some("office.demo");

    fn prepare(self, service: &mut Service) -> Result<DemoWork, ServiceError> {
        Ok(DemoWork {
            folder: self.folder,
            persons: self.persons,
            seed: self.seed,
            now: service.now(),
            limits: service.around.limits,
            // A demonstration holds nobody's data: the least cost that the program accepts will do.
            cost: service.around.cost.unwrap_or_else(KdfCost::floor),
        })
    }

    fn run(work: DemoWork, progress: &Progress) -> Result<Demonstration, ServiceError> {
        let folder = work.folder.clone();
        let making = Making::begin(work)?;
        making.fill(progress).inspect_err(|_err| empty(&folder))
    }

    fn finish(done: Demonstration, _: &mut Service) -> Result<Demonstration, ServiceError> {
        Ok(done)
    }
}

/// An office being made, with a service and a clock of its own.
struct Making {
    work: DemoWork,
    clock: Arc<FixedClock>,
    service: Service,
    passphrases: Vec<(&'static str, Sensitive<String>)>,
}

impl Making {
    fn begin(work: DemoWork) -> Result<Self, ServiceError> {
        let start = work.now.0 - DAYS * life::DAY_MS;
        let clock = Arc::new(FixedClock::at(Instant(start)));
        let service = Service::new(Surroundings {
            clock: Arc::<FixedClock>::clone(&clock),
            entropy: Box::new(|| Box::new(OsEntropy)),
            config: None,
            limits: work.limits,
            cost: Some(work.cost),
        });
        let passphrases = PEOPLE.iter().map(|(login, ..)| (*login, passphrase())).collect();
        let mut making = Self { work, clock, service, passphrases };
        making.found()?;
        Ok(making)
    }

    /// Founds the office with its first person.
    fn found(&mut self) -> Result<(), ServiceError> {
        let [(login, name, role), ..] = PEOPLE;
        let new = NewOffice {
            name: "Waranda demonstration office".to_owned(),
            code: CODE.to_owned(),
            demo: true,
            person: NewPerson {
                login: login.to_owned(),
                name: Sensitive::from(name),
                roles: vec![role],
                compartments: Compartment::of_a_new_office().to_vec(),
                passphrase: self.passphrase(login),
            },
            cost: self.work.cost,
        };
        // The recovery key of invented people is of no use to anybody.
        drop(self.service.create(&self.work.folder, &new)?);
        Ok(())
    }

    /// The other people, and the places.
    fn settle(&mut self) -> Result<(), ServiceError> {
        let [_founder, others @ ..] = PEOPLE;
        for (login, name, role) in others {
            self.service.ask(AddPerson {
                login: login.to_owned(),
                name: Sensitive::from(name),
                roles: vec![role],
                compartments: vec!["general".to_owned()],
                passphrase: self.passphrase(login),
            })?;
        }
        let table = Table::Csv(places());
        self.service.run(ImportPlaces { table, dry_run: false }, &Progress::default())?;
        Ok(())
    }

    /// Fills the office and leaves it locked, with what is needed to try it beside it.
    fn fill(mut self, progress: &Progress) -> Result<Demonstration, ServiceError> {
        self.settle()?;
        let folder = self.work.folder.join("demo");
        fs::create_dir_all(&folder).map_err(ServiceError::File)?;
        let identity = self.trust_headquarters(&folder)?;
        life::live(&mut self, progress)?;
        self.become_("data")?;
        self.freeze_schemes(progress)?;
        let signer = self.service.ask(Signer)?.public_key;
        let signer = write(&folder.join("office.pub"), signer.as_bytes())?;
        self.service.ask(Lock)?;
        let mut people = Vec::new();
        for (login, passphrase) in &self.passphrases {
            let file =
                write(&folder.join(format!("{login}.pass")), passphrase.expose().as_bytes())?;
            let role = PEOPLE.iter().find(|(it, ..)| it == login).map(|(_, _, role)| *role);
            people.push(((*login).to_owned(), role.into_iter().collect(), file));
        }
        self.become_("supervisor")?;
        let office = self.service.office()?;
        let records = crate::cases::State::ALL
            .into_iter()
            .map(|state| Ok((state, office.lines()?.iter().filter(|it| it.state == state).count())))
            .collect::<Result<_, ServiceError>>()?;
        self.service.ask(Lock)?;
        Ok(Demonstration { people, hq_identity: identity, signer, records })
    }

    /// The demonstration's own headquarters: its keys lie in the folder, so that the whole way can be tried.
    fn trust_headquarters(&mut self, folder: &Path) -> Result<PathBuf, ServiceError> {
        let root = SignerKey::make(&mut OsEntropy);
        let identity = HqIdentity::make();
        let profile = OfficeProfile {
            format: PROFILE_FORMAT.to_owned(),
            profile_seq: 1,
            prev: crate::batch::GENESIS.to_owned(),
            office: CODE.to_owned(),
            root: root.public().line(),
            hq_recipients: vec![HqRecipient {
                age_pk: identity.recipient().to_string(),
                from: self.clock.today(),
                to: None,
            }],
            recipient_type: RecipientType::X25519,
            office_batch_keys: vec![self.service.office()?.vault.batch_public_key()?],
            supervisors: Vec::new(),
            retention: Vec::new(),
            kdf_floor: None,
            min_app_version: None,
            destinations: vec![Destination {
                id: "headquarters".to_owned(),
                purpose: "research_stats".to_owned(),
                profile: "headquarters".to_owned(),
            }],
            new_root: None,
        };
        let (bytes, signature) = profile.sign(&root)?;
        write(&folder.join("headquarters.json"), &bytes)?;
        write(&folder.join("headquarters.json.minisig"), signature.as_bytes())?;
        let fingerprint = profile.fingerprint()?;
        self.service.ask(AddHeadquarters { profile: bytes, signature, fingerprint })?;
        write(&folder.join("hq.key"), identity.secret_text().as_bytes())
    }

    /// Two of the four freeze how each form leaves, so that the whole way can be tried; forms of which too little was
    /// approved are left for later.
    fn freeze_schemes(&mut self, progress: &Progress) -> Result<(), ServiceError> {
        for form in ["household_registration", "return_case"] {
            let release = Release { form: Some(FormId(form.to_owned())), ..Release::default() };
            let second = SecondPerson {
                login: "supervisor".to_owned(),
                passphrase: self.passphrase("supervisor"),
            };
            match self.service.run(FreezeScheme { release, second }, progress) {
                Ok(_) | Err(ServiceError::NothingToExport | ServiceError::Privacy(_)) => {}
                Err(err) => return Err(err),
            }
            progress.check()?;
        }
        Ok(())
    }

    /// Puts one of the four at the keyboard.
    fn become_(&mut self, login: &str) -> Result<(), ServiceError> {
        let unlock = Unlock {
            folder: self.work.folder.clone(),
            login: login.to_owned(),
            passphrase: self.passphrase(login),
        };
        self.service.ask(unlock).map(drop)
    }

    fn passphrase(&self, login: &str) -> Sensitive<String> {
        let found = self.passphrases.iter().find(|(it, _)| *it == login);
        found.map(|(_, passphrase)| passphrase.clone()).unwrap_or_default()
    }

    /// Moves the clock on to `at`; never back.
    fn wait_until(&self, at: Instant) {
        self.clock.advance_ms((at.0 - self.clock.now().0).max(0));
    }
}

/// Eight random words.
fn passphrase() -> Sensitive<String> {
    let mut bytes = [0; 32];
    OsEntropy.fill(&mut bytes);
    Sensitive::new(fingerprint_words(&bytes))
}

/// The invented country as the table that places are read from.
fn places() -> Vec<u8> {
    let mut table = vec!["code,name,level,parent,south,west,north,east".to_owned()];
    table.extend(assets::demo_places().iter().map(|it| {
        let [south, west, north, east] = it.bounds;
        let DemoPlace { code, name_en, level, parent, .. } = it;
        format!("{code},{name_en},{level},{parent},{south},{west},{north},{east}")
    }));
    table.join("\n").into_bytes()
}

/// Takes away what was made of a demonstration that was stopped: its folder was empty before.
fn empty(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        // The reason why it stopped is the one to tell.
        let _gone = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    }
}

fn write(path: &Path, bytes: &[u8]) -> Result<PathBuf, ServiceError> {
    fs::write(path, bytes).map_err(ServiceError::File)?;
    Ok(path.to_owned())
}
