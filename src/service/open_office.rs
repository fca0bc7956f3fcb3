//! The open office: what a request works on.

use std::{collections::BTreeMap, env, path::PathBuf, sync::Arc};

use crate::{
    base::{Clock, Entropy, FormKey, Instant, OsEntropy, RecordId, SystemClock, UserId},
    cases::{Permission, State},
    crypto::{KdfCost, Limits},
    forms::{Environment, Form, Path},
    vault::{Compartment, Host, PersonRow, RecordRow, Vault, VaultError, View},
};

use super::{
    Job, OfficeView, Request, ServiceError, SessionView, Thing, derive,
    index::{Index, Line},
    intake::{self, OwnEntries},
    job::Progress,
    library::{Facts, Library},
    places::PlaceTree,
    session::notice,
    settings,
};

/// What the program around a service gives it.
pub struct Surroundings {
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Makes sources of randomness: one for the service, one for each vault it opens.
    pub entropy: Box<dyn FnMut() -> Box<dyn Entropy> + Send>,
    /// The user's settings folder, for the witness of vaults; `None`: nothing is remembered.
    pub config: Option<PathBuf>,
    /// Costs of key stretching that are accepted.
    pub limits: Limits,
    /// The cost that new offices use; `None` measures this computer.
    pub cost: Option<KdfCost>,
}

impl std::fmt::Debug for Surroundings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Surroundings").finish_non_exhaustive()
    }
}

impl Surroundings {
    /// The computer's clock and randomness, the person's settings folder, full cost.
    #[must_use]
    pub fn of_this_computer() -> Self {
        Self {
            clock: Arc::new(SystemClock::default()),
            entropy: Box::new(|| Box::new(OsEntropy)),
            config: config_folder(),
            limits: Limits::product(),
            cost: None,
        }
    }

    /// For tests alone: the cheapest key stretching, which the program itself refuses.
    #[must_use]
    pub fn for_tests(clock: Arc<dyn Clock>) -> Self {
        Self {
            clock,
            limits: Limits::for_tests(),
            cost: Some(KdfCost::for_tests()),
            config: None,
            ..Self::of_this_computer()
        }
    }
}

/// Where this computer keeps a person's settings; `None` where it has no such place.
fn config_folder() -> Option<PathBuf> {
    let home = || env::var_os("HOME").map(PathBuf::from);
    let base = if cfg!(windows) {
        env::var_os("APPDATA").map(PathBuf::from)
    } else if cfg!(target_os = "macos") {
        home().map(|it| it.join("Library/Application Support"))
    } else {
        env::var_os("XDG_CONFIG_HOME").map(PathBuf::from).or_else(|| Some(home()?.join(".config")))
    };
    base.map(|it| it.join("waypost"))
}

/// An office as this program holds it: locked at first.
pub struct Service {
    pub(super) around: Surroundings,
    entropy: Box<dyn Entropy>,
    open: Option<Office>,
}

impl std::fmt::Debug for Service {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Service").field("open", &self.open.is_some()).finish_non_exhaustive()
    }
}

impl Service {
    /// A service with no vault open.
    #[must_use]
    pub fn new(mut around: Surroundings) -> Self {
        let entropy = (around.entropy)();
        Self { around, entropy, open: None }
    }

    /// Checks the permission, does it, answers.
    ///
    /// # Errors
    ///
    /// Whatever stopped it; nothing was changed.
    pub fn ask<R: Request>(&mut self, request: R) -> Result<R::Answer, ServiceError> {
        self.allow(R::NEEDS)?;
        request.handle(self)
    }

    /// Does long work here and now; for scripts and tests.
    ///
    /// # Errors
    ///
    /// Whatever stopped it; nothing was changed.
    pub fn run<J: Job>(&mut self, job: J, progress: &Progress) -> Result<J::Answer, ServiceError> {
        let prepared = self.prepare(job)?;
        let done = J::run(prepared, progress)?;
        self.finish::<J>(done)
    }

    pub(super) fn prepare<J: Job>(&mut self, job: J) -> Result<J::Prepared, ServiceError> {
        self.allow(J::NEEDS)?;
        job.prepare(self)
    }

    pub(super) fn finish<J: Job>(&mut self, done: J::Done) -> Result<J::Answer, ServiceError> {
        self.allow(J::NEEDS)?;
        J::finish(done, self)
    }

    /// Who is at the keyboard.
    ///
    /// # Errors
    ///
    /// [`ServiceError::Locked`].
    pub fn session(&self) -> Result<&SessionView, ServiceError> {
        self.open.as_ref().map(|office| &office.session).ok_or(ServiceError::Locked)
    }

    /// The open office.
    ///
    /// # Errors
    ///
    /// [`ServiceError::Locked`].
    pub(super) fn office(&mut self) -> Result<&mut Office, ServiceError> {
        self.open.as_mut().ok_or(ServiceError::Locked)
    }

    /// Takes a vault that has just been opened as the one to work on.
    pub(super) fn enter(&mut self, vault: Vault) -> Result<&SessionView, ServiceError> {
        // The vault that was open is closed first, with its line in the audit log.
        self.leave()?;
        let office = Office::of(vault, Arc::clone(&self.around.clock))?;
        self.open = Some(office);
        let environment = self.environment("en")?;
        let office = self.office()?;
        if office.session.may(Permission::Enter) && !office.session.rescue {
            match office.take_in(&environment) {
                Ok(said) => office.session.notices.extend(said),
                Err(err) => {
                    // Nobody is at the keyboard of an office that could not be opened whole.
                    self.open = None;
                    return Err(err);
                }
            }
        }
        self.session()
    }

    /// Closes what is open, and wipes it.
    pub(super) fn leave(&mut self) -> Result<(), ServiceError> {
        match self.open.take() {
            Some(mut office) => {
                let flushed = office.flush();
                office.vault.lock()?;
                flushed
            }
            None => Ok(()),
        }
    }

    /// What a vault needs from the program around it.
    pub(super) fn host(&mut self) -> Host {
        Host {
            clock: Arc::clone(&self.around.clock),
            entropy: (self.around.entropy)(),
            config: self.around.config.clone(),
            limits: self.around.limits,
        }
    }

    pub(super) fn now(&self) -> Instant {
        self.around.clock.now()
    }

    /// The world as a form sees it, for the person at the keyboard.
    pub(super) fn environment(&mut self, language: &str) -> Result<Environment, ServiceError> {
        let username = self.session()?.login.clone();
        let device = self.office()?.vault.device().to_string();
        Ok(Environment {
            now: self.now(),
            offset_secs: self.around.clock.offset_secs(),
            username,
            device,
            seed: self.entropy.below(u64::MAX),
            language: language.to_owned(),
        })
    }

    /// Randomness, for ids.
    pub(super) fn entropy(&mut self) -> &mut dyn Entropy {
        &mut *self.entropy
    }

    fn allow(&self, needed: Permission) -> Result<(), ServiceError> {
        if needed == Permission::Anybody || self.session()?.may(needed) {
            return Ok(());
        }
        Err(ServiceError::NotAllowed { needed })
    }

    /// A number for a mistake of ours; it says nothing about anybody.
    pub(super) fn report_bug(&mut self) -> ServiceError {
        ServiceError::bug(&mut *self.entropy)
    }
}

/// Everybody named in a record, by record.
pub(super) type Persons = BTreeMap<RecordId, Vec<PersonRow>>;

/// A vault, unlocked, with what is worked out once a session.
pub(super) struct Office {
    pub(super) vault: Vault,
    pub(super) session: SessionView,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) library: Library,
    pub(super) places: Arc<PlaceTree>,
    /// The person's own drafts for compartments that they do not hold.
    pub(super) entries: OwnEntries,
    logins: BTreeMap<UserId, String>,
    index: Option<Index>,
    /// Everybody named in a record, read when they are first listed.
    persons: Option<Persons>,
}

impl Office {
    fn of(mut vault: Vault, clock: Arc<dyn Clock>) -> Result<Self, ServiceError> {
        let session = view_of_session(&mut vault, clock.now())?;
        let library = Library::of(vault.view())?;
        let places = Arc::new(PlaceTree::of(vault.view())?);
        let logins = vault.people()?.into_iter().map(|it| (it.id, it.login)).collect();
        let entries = intake::own(&vault)?;
        let (index, persons) = (None, None);
        Ok(Self { vault, session, clock, library, places, entries, logins, index, persons })
    }

    pub(super) const fn view(&self) -> &View {
        self.vault.view()
    }

    /// Reads people, forms and places again after a command changed them.
    pub(super) fn refresh(&mut self) -> Result<(), ServiceError> {
        self.library = Library::of(self.vault.view())?;
        self.places = Arc::new(PlaceTree::of(self.vault.view())?);
        self.logins = self.vault.people()?.into_iter().map(|it| (it.id, it.login)).collect();
        let since = self.session.since;
        self.session = SessionView { since, ..view_of_session(&mut self.vault, since)? };
        Ok(())
    }

    /// The login of somebody who works or worked here; empty for a stranger.
    pub(super) fn login(&self, user: UserId) -> String {
        self.logins.get(&user).cloned().unwrap_or_default()
    }

    /// What lists know of every record; read once a session, what lists show of drafts brought up to date.
    pub(super) fn index(&mut self) -> Result<&Index, ServiceError> {
        self.flush()?;
        self.loaded().map(|index| &*index)
    }

    /// The lines of every record that the person may see.
    pub(super) fn lines(&mut self) -> Result<&[Line], ServiceError> {
        self.index().map(Index::lines)
    }

    fn loaded(&mut self) -> Result<&mut Index, ServiceError> {
        let index = match self.index.take() {
            Some(index) => index,
            None => Index::of(self.vault.view())?,
        };
        Ok(self.index.insert(index))
    }

    /// Looks at a record again after a command touched it.
    pub(super) fn touched(&mut self, record: RecordId) -> Result<(), ServiceError> {
        if let Some(index) = &mut self.index {
            index.refresh(self.vault.view(), record)?;
        }
        if let Some(mut persons) = self.persons.take() {
            match self.vault.view().record(record) {
                Ok(row) => persons.insert(record, self.people_of(&row)?),
                Err(VaultError::NotFound) => persons.remove(&record),
                Err(err) => return Err(err.into()),
            };
            self.persons = Some(persons);
        }
        Ok(())
    }

    /// Looks at all records again after a command touched many.
    pub(super) fn touched_many(&mut self) {
        self.index = None;
        self.persons = None;
    }

    /// Everybody named in `row`, as its answers stand: a draft's are nowhere else yet.
    pub(super) fn people_of(&mut self, row: &RecordRow) -> Result<Vec<PersonRow>, ServiceError> {
        if let Some(draft) = self.view().draft(row.id)? {
            let form = self.form(&row.form)?;
            let today = self.clock.today();
            if let Ok(derived) = derive::from_json(&form, draft.instance.expose(), row, today) {
                return Ok(derived.people);
            }
        }
        Ok(self.view().persons(row.id)?)
    }

    /// Everybody named in any record that the person may see, and those records; read once a session.
    pub(super) fn persons(&mut self) -> Result<(&Persons, &Index), ServiceError> {
        self.flush()?;
        let persons = match self.persons.take() {
            Some(persons) => persons,
            None => self.read_persons()?,
        };
        let index = match self.index.take() {
            Some(index) => index,
            None => Index::of(self.vault.view())?,
        };
        Ok((self.persons.insert(persons), self.index.insert(index)))
    }

    fn read_persons(&mut self) -> Result<Persons, ServiceError> {
        let mut persons = self.view().all_persons()?;
        let open = |line: &&Line| matches!(line.state, State::Draft | State::Returned);
        let drafts: Vec<RecordRow> =
            self.lines()?.iter().filter(open).map(|line| line.row.clone()).collect();
        for row in drafts {
            persons.insert(row.id, self.people_of(&row)?);
        }
        Ok(persons)
    }

    /// Remembers that a draft was saved without bringing up to date what lists show of it.
    pub(super) fn draft_saved(&mut self, record: RecordId) -> Result<(), ServiceError> {
        self.loaded()?.stale.insert(record);
        Ok(())
    }

    /// Brings up to date what lists show of drafts saved meanwhile.
    pub(super) fn flush(&mut self) -> Result<(), ServiceError> {
        let Some(index) = &mut self.index else { return Ok(()) };
        for record in std::mem::take(&mut index.stale) {
            self.summarise_draft(record)?;
            self.touched(record)?;
        }
        Ok(())
    }

    fn summarise_draft(&mut self, record: RecordId) -> Result<(), ServiceError> {
        let row = self.view().record(record)?;
        let Some(draft) = self.view().draft(record)? else { return Ok(()) };
        let form = self.form(&row.form)?;
        let today = self.clock.today();
        // A draft that cannot be read keeps the line it had.
        let Ok(derived) = derive::from_json(&form, draft.instance.expose(), &row, today) else {
            return Ok(());
        };
        self.vault.save_draft(
            &row.compartment,
            record,
            draft.instance.expose(),
            draft.position.as_deref(),
            Some(&derived.summary),
        )?;
        Ok(())
    }

    /// When the last batch was sealed; `None` for whoever may not know.
    pub(super) fn last_batch(&self) -> Result<Option<Instant>, ServiceError> {
        if !self.holds_general() {
            return Ok(None);
        }
        Ok(self.view().batches()?.into_iter().map(|it| it.sealed_at).max())
    }

    /// Whether the person holds the compartment in which forms, places and settings are kept.
    pub(super) fn holds_general(&self) -> bool {
        self.view().compartments().any(|it| *it == Compartment::general())
    }

    /// A record that the person may see.
    pub(super) fn record(&self, record: RecordId) -> Result<RecordRow, ServiceError> {
        if self.is_entry(record) {
            return self.entry_row(record);
        }
        let row = self.view().record(record);
        if matches!(row, Err(VaultError::NotFound)) {
            return Err(ServiceError::Unknown { what: Thing::Record });
        }
        Ok(row?)
    }

    /// A form of the office, compiled.
    pub(super) fn form(&mut self, key: &FormKey) -> Result<Arc<Form>, ServiceError> {
        self.library.form(self.vault.view(), key, &self.places)
    }

    /// What a list of forms says of one.
    pub(super) fn facts(&mut self, key: &FormKey) -> Result<Arc<Facts>, ServiceError> {
        self.library.facts(self.vault.view(), key)
    }

    /// The compartment by its name, if the person holds its key.
    pub(super) fn compartment(&self, name: &str) -> Result<Compartment, ServiceError> {
        let held = self.view().compartments().find(|it| it.name() == name);
        held.cloned().ok_or(ServiceError::NotCleared)
    }

    /// Whether `path` names a question of `form`.
    pub(super) fn has_question(form: &Form, path: &Path) -> bool {
        let names: Vec<&str> = path.0.iter().map(|step| step.name.as_str()).collect();
        form.find(&names).is_some()
    }

    /// The running number that the next record of `prefix` gets.
    pub(super) fn first_number(&mut self, prefix: &str) -> Result<u64, ServiceError> {
        Ok(self.loaded()?.next_number(prefix))
    }

    /// The next record number of `prefix`: one above the highest.
    pub(super) fn next_number(&mut self, prefix: &str) -> Result<String, ServiceError> {
        let code = self.session.office.code.clone();
        let number = self.first_number(prefix)?;
        Ok(format!("{prefix}-{code}-{number:06}"))
    }
}

fn view_of_session(vault: &mut Vault, since: Instant) -> Result<SessionView, ServiceError> {
    let identity = vault.office();
    let person = vault.person().clone();
    let idle = match vault.view().setting(settings::IDLE_LOCK) {
        Ok(idle) => idle.and_then(|it| it.expose().parse().ok()),
        // An administrator who holds no compartment reads no settings.
        Err(VaultError::NotCleared) => None,
        Err(err) => return Err(err.into()),
    };
    Ok(SessionView {
        user: person.id,
        login: person.login,
        name: person.name,
        roles: person.roles,
        compartments: vault.view().compartments().map(ToString::to_string).collect(),
        since,
        office: OfficeView {
            name: identity.name,
            code: identity.code,
            demonstration: identity.demo,
            idle_lock_minutes: idle.unwrap_or(settings::IDLE_LOCK_DEFAULT),
        },
        failed_attempts: vault.failed_attempts(),
        rescue: vault.in_rescue(),
        notices: vault.take_notices().into_iter().map(|it| notice(&it)).collect(),
    })
}
