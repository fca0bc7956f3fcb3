//! The files themselves: nothing readable in them, damage told from a wrong passphrase, other programs, a full disk.

use std::fs;
use std::process::Command;

use waypost::base::{Role, Sensitive};
use waypost::crypto::KdfCost;
use waypost::vault::{Compartment, Finding, NewOffice, Notice, Place, Vault, VaultError};

use crate::disk::SmallDisk;
use crate::office::{Office, PASSPHRASE, begin, every_compartment, files, person, raw_key, submit};

fn general() -> Compartment {
    Compartment::general()
}

/// Built at run time, so that the program itself does not hold it.
fn canary(n: u32) -> String {
    ["padding before it, CANARY", "ZQ7731", &format!("-{n}")].concat()
}

fn assert_no_canary(office: &Office) {
    let text = canary(0);
    let stem = text.split_once(", ").unwrap().1.strip_suffix("-0").unwrap();
    let wide: Vec<u8> = stem.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let folder = files(office.home.path());
    assert!(folder.iter().any(|(path, _bytes)| path.ends_with("general.1.db")));
    for (path, bytes) in folder {
        for pattern in [stem.as_bytes(), &wide] {
            let found = bytes.windows(pattern.len()).any(|it| it == pattern);
            assert!(!found && !path.to_string_lossy().contains(stem), "{}", path.display());
        }
    }
}

#[test]
fn no_planted_name_is_in_any_file_open_or_closed() {
    let (office, mut vault, _recovery) = Office::create();
    let mut amina = person("amina", &[Role::FieldOfficer], &every_compartment());
    amina.name = Sensitive::new(canary(1));
    amina.login = canary(2);
    vault.add_person(&amina, KdfCost::for_tests()).expect("enrolled");
    for n in 3..300 {
        let compartment = if n % 2 == 0 { general() } else { Compartment::protection() };
        let id = begin(&mut vault, &compartment, &canary(n));
        vault
            .save_draft(
                &compartment,
                id,
                &format!("{{\"a\":\"{}\"}}", canary(n)),
                Some(&canary(n)),
                None,
            )
            .unwrap();
        if n % 3 == 0 {
            submit(&mut vault, &compartment, id, &canary(n), &canary(n));
        }
    }
    let place = Place {
        code: "X".to_owned(),
        name: canary(1),
        normalised: canary(1),
        parent: None,
        level: 0,
        bounds: None,
    };
    vault.write(&general(), &waypost::vault::Act::new("x"), |tx| tx.put_places(&[place])).unwrap();
    let _everything =
        vault.view().ids(&waypost::vault::Filter::default(), waypost::vault::Sort::Title).unwrap();
    assert!(office.file("general.1.db-wal").exists() && office.file("general.1.db-shm").exists());
    assert_no_canary(&office);
    vault.lock().unwrap();
    assert!(!office.file("general.1.db-wal").exists());
    assert_no_canary(&office);
}

#[cfg(unix)]
#[test]
fn files_are_their_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let (office, mut vault, _recovery) = Office::create();
    begin(&mut vault, &general(), "Household 1");
    for (path, _bytes) in files(&office.folder()) {
        if path.file_name().unwrap() == "vault.lock" {
            continue;
        }
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{} {mode:o}", path.display());
    }
    let mode = fs::metadata(office.folder()).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0);
}

#[test]
fn no_key_lies_beside_the_data() {
    let (office, vault, recovery) = Office::create();
    vault.lock().unwrap();
    let key = raw_key(&office, &recovery, "general");
    let raw = waypost::crypto::hex::decode(&key).unwrap();
    for (path, bytes) in files(office.home.path()) {
        for pattern in [key.as_bytes(), key.to_uppercase().as_bytes(), &raw, PASSPHRASE.as_bytes()]
        {
            assert!(!bytes.windows(pattern.len()).any(|it| it == pattern), "{}", path.display());
        }
    }
}

#[test]
fn plain_sqlite_does_not_open_the_file() {
    let (office, vault, _recovery) = Office::create();
    vault.lock().unwrap();
    let bytes = fs::read(office.file("general.1.db")).unwrap();
    assert!(!bytes.starts_with(b"SQLite format 3"));
    let Ok(tables) =
        Command::new("sqlite3").arg(office.file("general.1.db")).arg(".tables").output()
    else {
        println!("skipped: opening the file with sqlite3 (not installed)");
        return;
    };
    assert!(!tables.status.success() || !tables.stderr.is_empty());
}

#[test]
fn a_damaged_first_page_is_damage_and_not_a_wrong_passphrase() {
    let (office, vault, _recovery) = Office::create();
    vault.lock().unwrap();
    for at in [0, 20, 2000, 4090] {
        let whole = fs::read(office.file("general.1.db")).unwrap();
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        fs::write(office.file("general.1.db"), bytes).unwrap();
        let refused = office.unlock("root");
        assert!(matches!(refused, Err(VaultError::Damaged)), "byte {at}: {refused:?}");
        fs::write(office.file("general.1.db"), whole).unwrap();
    }
    fs::remove_file(office.file("general.1.db")).unwrap();
    assert!(matches!(office.unlock("root"), Err(VaultError::Damaged)));
}

#[test]
fn a_flip_on_a_page_is_an_error_or_found_by_the_check_and_never_wrong_data() {
    let (office, mut vault, _recovery) = Office::create();
    let id = begin(&mut vault, &general(), "Household 1");
    submit(&mut vault, &general(), id, "{\"v\":1}", "Amina");
    vault.lock().unwrap();
    let whole = fs::read(office.file("general.1.db")).unwrap();
    for page in (1..whole.len() / 4096).step_by(4) {
        let mut bytes = whole.clone();
        bytes[page * 4096 + 100] ^= 0x10;
        fs::write(office.file("general.1.db"), &bytes).unwrap();
        match office.unlock("root") {
            Err(VaultError::Damaged) => {}
            Ok(vault) => {
                if let Ok(Some(revision)) = vault.view().latest_revision(id) {
                    assert_eq!(revision.instance.expose(), "{\"v\":1}");
                }
                let findings = vault.view().check().unwrap().findings;
                assert!(findings.contains(&Finding::Pages(general())), "page {page}: {findings:?}");
            }
            Err(other) => panic!("page {page}: {other:?}"),
        }
        for leftover in ["general.1.db-wal", "general.1.db-shm"] {
            let _absent = fs::remove_file(office.file(leftover));
        }
    }
}

#[test]
fn an_independent_sqlcipher_opens_it_with_the_key_and_not_without() {
    let Some(python) = std::env::var_os("WAYPOST_PYTHON") else {
        println!(
            "skipped: opening the vault with sqlcipher3-wheels (WAYPOST_PYTHON names no Python that has it)"
        );
        return;
    };
    let (office, mut vault, recovery) = Office::create();
    for n in 0..7 {
        begin(&mut vault, &general(), &format!("Household {n}"));
    }
    vault.lock().unwrap();
    let script = r#"
import sys, sqlcipher3
key, path = sys.argv[1], sys.argv[2]
with_key = sqlcipher3.connect(path)
with_key.execute(f"PRAGMA key = \"x'{key}'\"")
print(with_key.execute("select count(*) from record").fetchone()[0])
for other in [None, "0" * 64]:
    try:
        conn = sqlcipher3.connect(path)
        if other:
            conn.execute(f"PRAGMA key = \"x'{other}'\"")
        conn.execute("select count(*) from record").fetchone()
        print("opened")
    except sqlcipher3.DatabaseError:
        print("refused")
"#;
    let output = Command::new(python)
        .args(["-c", script, &raw_key(&office, &recovery, "general")])
        .arg(office.file("general.1.db"))
        .output()
        .expect("Python runs");
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(
        said.split_whitespace().collect::<Vec<_>>(),
        ["7", "refused", "refused"],
        "{output:?}"
    );
}

#[test]
fn a_full_disk_loses_nothing_is_read_from_and_goes_on_when_there_is_space() {
    let Some(disk) = SmallDisk::mount("the full disk", 3) else { return };
    let (office, _vault, _recovery) = Office::create();
    let folder = disk.path().join("office");
    let new = NewOffice {
        name: "Small".to_owned(),
        code: "OFF018".to_owned(),
        demo: false,
        person: person("root", &[Role::Administrator], &every_compartment()),
        cost: KdfCost::for_tests(),
    };
    let (mut vault, _recovery) = Vault::create(&folder, &new, office.host()).expect("it fits");
    let id = begin(&mut vault, &general(), "Household 1");
    vault.save_draft(&general(), id, "{\"v\":0}", None, None).expect("saved");
    // Filled while open: at some answer the disk is full, and that answer is refused, not lost in silence.
    let ballast = disk.fill();
    let mut last = 0;
    let refused = loop {
        match vault.save_draft(
            &general(),
            id,
            &format!("{{\"v\":{},\"x\":\"{}\"}}", last + 1, "y".repeat(5000)),
            None,
            None,
        ) {
            Ok(()) => last += 1,
            Err(err) => break err,
        }
        assert!(last < 10_000);
    };
    assert!(matches!(refused, VaultError::Full), "{refused:?}");
    let saved = |vault: &Vault| vault.view().draft(id).unwrap().unwrap().instance.expose().clone();
    assert!(
        saved(&vault).starts_with(&format!("{{\"v\":{last}")),
        "the acknowledged answer is there"
    );
    drop(vault);
    // Opened without space.
    let _more = disk.fill();
    let mut vault = Vault::unlock(&folder, "root", PASSPHRASE, office.host()).expect("it opens");
    assert!(vault.take_notices().contains(&Notice::Rescue));
    assert!(saved(&vault).starts_with(&format!("{{\"v\":{last}")));
    assert!(matches!(
        vault.save_draft(&general(), id, &"z".repeat(200_000), None, None),
        Err(VaultError::Full)
    ));
    // And on, once there is space again.
    fs::remove_file(&ballast).unwrap();
    vault.save_draft(&general(), id, "{\"v\":\"after\"}", None, None).expect("saved again");
    vault.lock().expect("locked");
    let vault = Vault::unlock(&folder, "root", PASSPHRASE, office.host()).expect("as ever");
    assert!(!vault.in_rescue());
    assert_eq!(saved(&vault), "{\"v\":\"after\"}");
    let findings = vault.view().check().unwrap().findings;
    assert!(findings.iter().all(|it| matches!(it, Finding::Space(_))), "{findings:?}");
}
