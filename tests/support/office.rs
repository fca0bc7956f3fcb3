//! An office in a folder that goes away: vault tests begin here.
#![allow(dead_code, unreachable_pub, reason = "each test program uses its own part")]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use waypost::base::{FixedClock, FormId, FormKey, Instant, OsEntropy, RecordId, Role, Sensitive};
use waypost::crypto::{KdfCost, Limits};
use waypost::vault::{
    Act, Compartment, Host, NewOffice, NewPerson, NewRecord, NewRevision, PersonRow, RecoveryKey,
    Summary, Vault, VaultError,
};

/// The passphrase of everybody in tests.
pub const PASSPHRASE: &str = "gravel tin harbour moth quiet";

/// 2026-11-09T12:26:40Z
pub const NOON: Instant = Instant(1_794_227_200_000);

/// An office that lives as long as this value.
pub struct Office {
    /// Its folder, and the settings folder beside it.
    pub home: tempfile::TempDir,
    /// The time there.
    pub clock: Arc<FixedClock>,
}

/// A person to be enrolled.
pub fn person(login: &str, roles: &[Role], compartments: &[Compartment]) -> NewPerson {
    NewPerson {
        login: login.to_owned(),
        name: Sensitive::new(format!("{login} Testname")),
        roles: roles.to_vec(),
        compartments: compartments.to_vec(),
        passphrase: Sensitive::from(PASSPHRASE),
    }
}

/// Everything there is from the first day.
pub fn every_compartment() -> [Compartment; 3] {
    Compartment::of_a_new_office()
}

impl Office {
    /// An office whose first person is `root`, administrator and supervisor.
    pub fn create() -> (Self, Vault, RecoveryKey) {
        let office = Self {
            home: tempfile::tempdir().expect("a folder"),
            clock: Arc::new(FixedClock::at(NOON)),
        };
        let new = NewOffice {
            name: "Bureau Nord".to_owned(),
            code: "OFF017".to_owned(),
            demo: false,
            person: person("root", &[Role::Administrator, Role::Supervisor], &every_compartment()),
            cost: KdfCost::for_tests(),
        };
        let (vault, recovery) =
            Vault::create(&office.folder(), &new, office.host()).expect("an office");
        (office, vault, recovery)
    }

    /// Where the vault lies.
    pub fn folder(&self) -> PathBuf {
        self.home.path().join("office")
    }

    /// Where the settings lie.
    pub fn config(&self) -> PathBuf {
        self.home.path().join("config")
    }

    /// What the vault needs around it, with the limits of tests.
    pub fn host(&self) -> Host {
        let (clock, entropy) = (self.clock.clone(), Box::new(OsEntropy));
        Host { clock, entropy, config: Some(self.config()), limits: Limits::for_tests() }
    }

    /// Opens it as `login`.
    pub fn unlock(&self, login: &str) -> Result<Vault, VaultError> {
        Vault::unlock(&self.folder(), login, PASSPHRASE, self.host())
    }

    /// A file of the vault.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder().join(name)
    }
}

/// The form that test records fill in.
pub fn form() -> FormKey {
    FormKey { id: FormId("household_registration".to_owned()), version: "1".to_owned() }
}

/// What lists show of a test record.
pub fn summary(title: &str) -> Summary {
    Summary {
        title: Sensitive::from(title),
        place: Some("XW0101".to_owned()),
        ..Summary::default()
    }
}

/// Begins a record.
pub fn begin(vault: &mut Vault, compartment: &Compartment, title: &str) -> RecordId {
    let new = NewRecord {
        id: None,
        form: form(),
        case: None,
        import: None,
        author: None,
        created: None,
        summary: summary(title),
    };
    vault
        .write(compartment, &Act::new("record.create"), |tx| tx.insert_record(&new))
        .expect("a record")
}

/// Submits a record with one person in it.
pub fn submit(
    vault: &mut Vault,
    compartment: &Compartment,
    id: RecordId,
    instance: &str,
    name: &str,
) -> u32 {
    let based_on = vault.view().record(id).expect("it is there").revision;
    vault
        .write(compartment, &Act::new("record.submit").fields(["name"]), |tx| {
            let revision = tx.add_revision(id, NewRevision { based_on, instance, reason: None })?;
            let person = PersonRow {
                names: Sensitive::from(name),
                names_normalised: Sensitive::new(name.to_lowercase()),
                ..PersonRow::default()
            };
            tx.put_persons(id, &[person])?;
            tx.set_state(id, revision, "submitted")?;
            Ok::<u32, VaultError>(revision)
        })
        .expect("submitted")
}

/// Every file below `folder`, with its bytes.
pub fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            let bytes = std::fs::read(&path).expect("a file");
            found.push((path, bytes));
        }
    }
    found
}

/// How often `pattern` stands in `bytes`.
pub fn occurrences(bytes: &[u8], pattern: &[u8]) -> usize {
    let (first, rest) = pattern.split_first().expect("a pattern");
    let (mut found, mut from) = (0, 0);
    while let Some(at) = bytes[from..].iter().position(|byte| byte == first) {
        from += at + 1;
        found += usize::from(bytes[from..].starts_with(rest));
    }
    found
}

/// The raw key of a compartment, as the printed recovery key opens it.
pub fn raw_key(office: &Office, recovery: &RecoveryKey, compartment: &str) -> String {
    let identity = waypost::crypto::Identity::parse(recovery.text().expose()).expect("a key");
    let sealed =
        std::fs::read(office.file(&format!("recovery/{compartment}.1.age"))).expect("a seal");
    let text = identity.open(&sealed).expect("opens");
    let text = String::from_utf8(text.to_vec()).expect("text");
    text.lines().nth(1).expect("a second line").to_owned()
}

/// A connection of an attacker's who holds the raw key: no guards.
pub fn raw_connection(
    office: &Office,
    recovery: &RecoveryKey,
    compartment: &str,
) -> rusqlite::Connection {
    let conn =
        rusqlite::Connection::open(office.file(&format!("{compartment}.1.db"))).expect("a file");
    let key = raw_key(office, recovery, compartment);
    conn.execute_batch(&format!("PRAGMA key = \"x'{key}'\"")).expect("keyed");
    conn
}
