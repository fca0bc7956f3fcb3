//! Opening a vault: who is let in, what is told apart, what is left untouched.

use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

use waypost::base::Role;
use waypost::crypto::{KdfCost, Limits};
use waypost::vault::{Compartment, Host, NewOffice, Notice, Vault, VaultError};

use crate::office::{Office, PASSPHRASE, begin, every_compartment, person, raw_connection};

#[test]
fn what_was_written_is_there_after_unlocking_again() {
    let (office, mut vault, _recovery) = Office::create();
    let id = begin(&mut vault, &Compartment::general(), "Household 1");
    vault
        .save_draft(&Compartment::general(), id, r#"{"name":"Amina"}"#, Some("name"), None)
        .expect("saved");
    vault.lock().expect("locked");
    let vault = office.unlock("ROOT ").expect("unlocked");
    let draft = vault.view().draft(id).expect("read").expect("a draft");
    assert_eq!(draft.instance.expose(), r#"{"name":"Amina"}"#);
    assert_eq!(draft.position.as_deref(), Some("name"));
    assert_eq!(vault.view().record(id).expect("read").summary.title.expose(), "Household 1");
    assert_eq!(vault.office().code, "OFF017");
    assert!(vault.person().is(Role::Supervisor));
}

#[test]
fn a_wrong_passphrase_and_an_unknown_login_are_one_answer() {
    let (office, vault, _recovery) = Office::create();
    vault.lock().expect("locked");
    let wrong = Vault::unlock(&office.folder(), "root", "not the passphrase", office.host());
    assert!(matches!(wrong, Err(VaultError::WrongPassphrase)));
    assert!(matches!(office.unlock("nobody"), Err(VaultError::WrongPassphrase)));
}

#[test]
fn an_unknown_login_takes_as_long_as_a_wrong_passphrase() {
    let (office, vault, _recovery) = Office::create();
    vault.lock().expect("locked");
    let mut times = [("root", Vec::new()), ("nobody", Vec::new())];
    for _round in 0..15 {
        for (login, took) in &mut times {
            // Past the pause that failures in a row bring.
            office.clock.advance_ms(10 * 60 * 1000);
            let start = Instant::now();
            let refused =
                Vault::unlock(&office.folder(), login, "not the passphrase", office.host());
            took.push(start.elapsed());
            assert!(matches!(refused, Err(VaultError::WrongPassphrase)));
        }
    }
    // The fastest of each: what other work the computer had does not count.
    let [known, unknown] = times.map(|(_login, took)| took.into_iter().min().expect("rounds"));
    let (less, more) = (known.min(unknown), known.max(unknown));
    assert!(more < less * 3 / 2 + Duration::from_millis(3), "{known:?} and {unknown:?}");
}

#[test]
fn a_second_opening_is_refused_while_the_first_lasts() {
    let (office, vault, _recovery) = Office::create();
    assert!(matches!(office.unlock("root"), Err(VaultError::InUse)));
    let other_process = Command::new("flock")
        .arg("--nonblock")
        .arg(office.file("vault.lock"))
        .arg("true")
        .status()
        .expect("flock runs");
    assert!(!other_process.success());
    vault.lock().expect("locked");
    office.unlock("root").expect("free again");
}

#[test]
fn a_folder_without_a_vault_is_told_from_a_damaged_one() {
    let home = tempfile::tempdir().unwrap();
    let (office, _vault, _recovery) = Office::create();
    let open = |folder| Vault::unlock(folder, "root", PASSPHRASE, office.host());
    assert!(matches!(open(home.path()), Err(VaultError::NotAVault)));
    assert!(matches!(open(&home.path().join("absent")), Err(VaultError::NotAVault)));
    assert!(!home.path().join("vault.lock").exists());
}

#[test]
fn a_new_office_is_not_put_over_something_else() {
    let (office, vault, _recovery) = Office::create();
    vault.lock().expect("locked");
    let new = || NewOffice {
        name: "Second".to_owned(),
        code: "OFF018".to_owned(),
        demo: false,
        person: person("root", &[Role::Administrator], &every_compartment()),
        cost: KdfCost::for_tests(),
    };
    let refused = Vault::create(&office.folder(), &new(), office.host());
    assert!(matches!(refused, Err(VaultError::FolderNotEmpty)));
    office.unlock("root").expect("the first is as it was");
    let weak = NewOffice {
        person: waypost::vault::NewPerson { passphrase: "short".into(), ..new().person },
        ..new()
    };
    let elsewhere = office.home.path().join("second");
    assert!(matches!(
        Vault::create(&elsewhere, &weak, office.host()),
        Err(VaultError::Passphrase(_))
    ));
    assert!(!elsewhere.exists());
}

#[test]
fn the_product_refuses_what_tests_may_use() {
    let (office, vault, _recovery) = Office::create();
    vault.lock().expect("locked");
    let host = Host { limits: Limits::product(), ..office.host() };
    assert!(matches!(
        Vault::unlock(&office.folder(), "root", PASSPHRASE, host),
        Err(VaultError::HeaderDamaged)
    ));
}

#[test]
fn a_later_schema_is_refused_and_left_untouched() {
    let (office, vault, recovery) = Office::create();
    vault.lock().expect("locked");
    let conn = raw_connection(&office, &recovery, "general");
    conn.execute_batch("PRAGMA user_version = 99; PRAGMA wal_checkpoint(TRUNCATE)")
        .expect("raised");
    drop(conn);
    let before = fs::read(office.file("general.1.db")).unwrap();
    let refused = office.unlock("root");
    assert!(matches!(
        refused,
        Err(VaultError::TooNew { found: 99, supported: waypost::vault::LATEST })
    ));
    assert_eq!(fs::read(office.file("general.1.db")).unwrap(), before);
}

#[test]
fn a_folder_of_last_month_copied_back_is_noticed() {
    let (office, mut vault, _recovery) = Office::create();
    vault.lock().expect("locked");
    let names = ["general.1.db", "protection.1.db", "vault.hdr"];
    let old: Vec<Vec<u8>> = names.iter().map(|name| fs::read(office.file(name)).unwrap()).collect();
    vault = office.unlock("root").expect("unlocked");
    begin(&mut vault, &Compartment::general(), "Household 1");
    assert_eq!(vault.take_notices(), []);
    vault.lock().expect("locked");
    for (name, bytes) in names.iter().zip(old) {
        fs::write(office.file(name), bytes).unwrap();
    }
    let notices = office.unlock("root").expect("it opens").take_notices();
    assert!(matches!(notices[..], [Notice::OlderThanLastTime(_)]), "{notices:?}");
}

#[test]
fn a_cut_off_change_of_people_is_finished_or_undone() {
    for header_was_written in [true, false] {
        let (office, mut vault, recovery) = Office::create();
        let before = fs::read(office.file("vault.hdr")).unwrap();
        vault
            .add_person(
                &person("amina", &[Role::FieldOfficer], &[Compartment::general()]),
                KdfCost::for_tests(),
            )
            .expect("enrolled");
        drop(vault);
        // As a power cut leaves it: the line of completion is missing, and perhaps the header is the old one.
        let conn = raw_connection(&office, &recovery, "general");
        conn.execute_batch("drop trigger audit_is_kept; delete from audit where seq = (select max(seq) from audit)")
            .expect("cut off");
        drop(conn);
        fs::remove_dir_all(office.config()).unwrap();
        if !header_was_written {
            fs::write(office.file("vault.hdr"), before).unwrap();
        }
        let mut vault = office.unlock("root").expect("unlocked");
        assert_eq!(vault.take_notices(), [Notice::CutOffChange { done: header_was_written }]);
        assert_eq!(vault.people().unwrap().len(), if header_was_written { 2 } else { 1 });
        let lines = vault.view().audit(&Compartment::general(), None, 3).unwrap();
        let want =
            if header_was_written { "office.people.add:done" } else { "office.people.add:undone" };
        assert!(lines.iter().any(|line| line.action == want));
        vault.lock().expect("locked");
        assert_eq!(office.unlock("root").expect("unlocked").take_notices(), []);
    }
}

/// Tries with a wrong passphrase.
fn fail(office: &Office, login: &str) -> VaultError {
    let tried = Vault::unlock(&office.folder(), login, "not the passphrase", office.host());
    tried.expect_err("a wrong passphrase")
}

#[test]
fn attempts_that_failed_are_told_to_their_person_once_and_stand_in_the_chain() {
    let (office, mut vault, _recovery) = Office::create();
    let general = [Compartment::general()];
    vault
        .add_person(&person("amina", &[Role::FieldOfficer], &general), KdfCost::for_tests())
        .expect("enrolled");
    vault.lock().expect("locked");
    for login in ["amina", "amina ", "a passphrase typed in the wrong box"] {
        assert!(matches!(fail(&office, login), VaultError::WrongPassphrase));
    }
    let kept = fs::read_to_string(office.file("attempts.json")).expect("kept");
    assert!(!kept.contains("amina") && !kept.contains("box"), "{kept}");
    assert_eq!(
        kept.matches(r#""hint":"""#).count(),
        1,
        "nothing of a login that nobody has: {kept}"
    );
    // Another person's success takes them into the audit log, and tells that person nothing.
    let mut vault = office.unlock("root").expect("unlocked");
    assert_eq!((vault.failed_attempts(), vault.take_notices()), (0, vec![]));
    assert!(!office.file("attempts.json").exists());
    vault.lock().expect("locked");
    assert!(matches!(fail(&office, "amina"), VaultError::WrongPassphrase));
    let mut vault = office.unlock("amina").expect("unlocked");
    assert_eq!(vault.failed_attempts(), 3);
    assert_eq!(vault.take_notices(), [Notice::FailedAttempts { count: 3, since: None }]);
    let report = vault.view().verify_audit(&Compartment::general()).expect("read");
    assert_eq!(report.faults, []);
    vault.lock().expect("locked");
    let mut vault = office.unlock("amina").expect("unlocked");
    assert_eq!((vault.failed_attempts(), vault.take_notices()), (0, vec![]));
    vault.lock().expect("locked");
    assert!(matches!(fail(&office, "amina"), VaultError::WrongPassphrase));
    let notices = office.unlock("amina").expect("unlocked").take_notices();
    assert!(matches!(notices[..], [Notice::FailedAttempts { count: 1, since: Some(_) }]));
}

#[test]
fn after_five_failures_in_a_row_everybody_waits_longer_and_longer() {
    let (office, vault, _recovery) = Office::create();
    vault.lock().expect("locked");
    for _attempt in 0..5 {
        assert!(matches!(fail(&office, "root"), VaultError::WrongPassphrase));
    }
    for seconds in [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300] {
        // The right passphrase waits as well, and waiting is no failure.
        for login in ["root", "nobody"] {
            let refused = office.unlock(login);
            let Err(VaultError::Wait { seconds: told }) = refused else { panic!("{refused:?}") };
            assert!((seconds..=seconds + 1).contains(&told), "{told} of {seconds}");
        }
        office.clock.advance_ms(i64::from(seconds) * 1000);
        assert!(matches!(fail(&office, "nobody"), VaultError::WrongPassphrase));
    }
    // A clock that was set back does not shorten it, nor lock anybody out.
    office.clock.advance_ms(-24 * 3600 * 1000);
    assert!(matches!(office.unlock("root"), Err(VaultError::Wait { .. })));
    office.clock.advance_ms(300_000);
    office.unlock("root").expect("unlocked").lock().expect("locked");
    assert!(matches!(fail(&office, "root"), VaultError::WrongPassphrase));
    office.unlock("root").expect("a success begins the count anew");
}

#[test]
fn attempts_that_cannot_be_kept_keep_nobody_out() {
    let (office, vault, _recovery) = Office::create();
    vault.lock().expect("locked");
    fs::create_dir(office.file("attempts.json")).expect("something in the way");
    for _attempt in 0..9 {
        assert!(matches!(fail(&office, "root"), VaultError::WrongPassphrase));
    }
    fs::remove_dir(office.file("attempts.json")).expect("out of the way");
    fs::write(office.file("attempts.json"), b"{ no list").expect("damaged");
    office.unlock("root").expect("unlocked");
}
