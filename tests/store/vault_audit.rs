//! The audit log against somebody who holds the key of the file: whatever is changed shows, at the right line.

use std::fs;

use rusqlite::Connection;
use waypost::base::RecordId;
use waypost::crypto::{Namespace, SigningKey};
use waypost::vault::{Act, AuditFault, Compartment, ConsentRow, Finding, RecoveryKey, VaultError};

use crate::office::{Office, begin, files, raw_connection, submit};

fn general() -> Compartment {
    Compartment::general()
}

/// An office with three records of one person each, who consented; locked.
fn office_of_three() -> (Office, RecoveryKey, Vec<RecordId>) {
    let (office, mut vault, recovery) = Office::create();
    let ids = (0..3)
        .map(|n| {
            let id = begin(&mut vault, &general(), &format!("Household {n}"));
            submit(&mut vault, &general(), id, &format!("{{\"v\":{n}}}"), "Amina");
            let consent = ConsentRow {
                person_row: 0,
                purpose: "statistics".to_owned(),
                given: true,
                form: "written".to_owned(),
                at: "2026-11-09".to_owned(),
                withdrawn: None,
            };
            vault
                .write(&general(), &Act::new("consent"), |tx| tx.put_consents(id, &[consent]))
                .unwrap();
            id
        })
        .collect();
    vault.lock().expect("locked");
    (office, recovery, ids)
}

/// What the chain says after an attacker with the key did `attack`.
#[track_caller]
fn faults_after(
    attack: impl FnOnce(&Connection, &[RecordId]),
) -> (Vec<(u64, AuditFault)>, Vec<RecordId>) {
    let (office, recovery, ids) = office_of_three();
    let conn = raw_connection(&office, &recovery, "general");
    conn.execute_batch("drop trigger audit_is_kept; drop trigger audit_is_not_changed").unwrap();
    attack(&conn, &ids);
    drop(conn);
    let vault = office.unlock("root").expect("it still opens");
    let faults = vault.view().verify_audit(&general()).unwrap().faults;
    assert_eq!(
        vault
            .view()
            .check()
            .unwrap()
            .findings
            .iter()
            .filter(|it| matches!(it, Finding::Audit(..)))
            .count(),
        faults.len()
    );
    (faults, ids)
}

fn run(sql: &'static str) -> impl FnOnce(&Connection, &[RecordId]) {
    move |conn, _ids| assert!(0 < conn.execute(sql, []).unwrap())
}

#[test]
fn an_honest_chain_holds_to_the_last_line() {
    let (office, _recovery, _ids) = office_of_three();
    let vault = office.unlock("root").unwrap();
    let report = vault.view().verify_audit(&general()).unwrap();
    assert_eq!((report.faults, report.n_records), (Vec::new(), 3));
    assert_eq!(report.n_lines, report.head.seq);
    let heads = vault.view().audit_heads().unwrap();
    assert_eq!(
        heads.iter().map(|head| head.compartment.name()).collect::<Vec<_>>(),
        ["general", "health", "protection"]
    );
    assert_eq!(heads[0], report.head);
}

#[test]
fn an_edited_line_shows() {
    let (faults, _ids) = faults_after(run("update audit set action = 'nothing' where seq = 4"));
    assert_eq!(faults, [(4, AuditFault::Changed)]);
    let (faults, _ids) = faults_after(run("update audit set user = zeroblob(8) where seq = 4"));
    assert_eq!(faults, [(4, AuditFault::Changed)]);
}

#[test]
fn a_deleted_line_shows() {
    let (faults, _ids) = faults_after(run("delete from audit where seq = 4"));
    assert!(faults.contains(&(5, AuditFault::Gap)), "{faults:?}");
}

#[test]
fn reordered_lines_show() {
    let (faults, _ids) = faults_after(|conn, _ids| {
        conn.execute_batch(
            "update audit set seq = 1000 where seq = 4; update audit set seq = 4 where seq = 5;
             update audit set seq = 5 where seq = 1000",
        )
        .unwrap();
    });
    assert!(
        faults.iter().any(|(seq, fault)| *seq == 4 && *fault == AuditFault::Changed),
        "{faults:?}"
    );
}

#[test]
fn a_line_by_nobody_or_signed_by_another_shows() {
    let (faults, _ids) = faults_after(|conn, _ids| {
        let hash: Vec<u8> =
            conn.query_row("select hash from audit where seq = 4", [], |row| row.get(0)).unwrap();
        let forged = SigningKey::from_seed(&[7; 32]).sign(Namespace::AuditLine, &hash);
        conn.execute("update audit set signature = ?1 where seq = 4", [forged]).unwrap();
    });
    assert_eq!(faults, [(4, AuditFault::NotSigned)]);
}

#[test]
fn a_record_changed_behind_the_log_is_named() {
    for sql in [
        "update revision set instance = '{}' where record = ?1",
        "update record set state = 'approved' where id = ?1",
        "update consent set purpose = 'everything' where record = ?1",
        "delete from consent where record = ?1",
    ] {
        let (faults, ids) = faults_after(|conn, ids| {
            assert!(0 < conn.execute(sql, [ids[1].bytes()]).unwrap());
        });
        let named: Vec<_> = faults.iter().map(|(_seq, fault)| *fault).collect();
        assert_eq!(named, [AuditFault::Record(ids[1])], "{sql}");
    }
}

#[test]
fn a_digest_forged_with_the_record_shows_at_its_line() {
    let (faults, _ids) =
        faults_after(run("update audit_record set digest = zeroblob(32) where seq = 4"));
    assert!(faults.contains(&(4, AuditFault::Changed)), "{faults:?}");
}

/// Pages carry no freshness: an old page put back opens without a sound, and only the log tells.
#[test]
fn old_pages_put_into_the_new_file_do_not_pass_unseen() {
    let (office, _recovery, ids) = office_of_three();
    let old = fs::read(office.file("general.1.db")).unwrap();
    let mut vault = office.unlock("root").unwrap();
    vault
        .write(&general(), &Act::new("withdraw"), |tx| tx.withdraw_consent(ids[1], "statistics"))
        .unwrap();
    vault.lock().unwrap();
    let new = fs::read(office.file("general.1.db")).unwrap();
    let pages = |bytes: &[u8]| -> Vec<Vec<u8>> { bytes.chunks(4096).map(<[u8]>::to_vec).collect() };
    let (old, new) = (pages(&old), pages(&new));
    let mut named = 0;
    for (at, page) in old.iter().enumerate().filter(|(at, page)| new[*at] != **page) {
        let mut grafted = new.clone();
        grafted[at].clone_from(page);
        fs::write(office.file("general.1.db"), grafted.concat()).unwrap();
        let _absent = fs::remove_dir_all(office.config());
        let report = match office.unlock("root") {
            Ok(vault) => vault.view().check().unwrap(),
            Err(VaultError::Damaged | VaultError::Conflict | VaultError::NotFound) => continue,
            Err(other) => panic!("page {at}: {other:?}"),
        };
        let seen =
            report.findings.iter().any(|it| matches!(it, Finding::Pages(_) | Finding::Audit(..)));
        assert!(seen, "page {at} passed unseen");
        let record = AuditFault::Record(ids[1]);
        named += u32::from(
            report
                .findings
                .iter()
                .any(|it| matches!(it, Finding::Audit(_, _, fault) if *fault == record)),
        );
    }
    assert!(0 < named, "the withdrawn consent came back under no page");
}

#[test]
fn the_log_holds_names_of_fields_and_no_value() {
    let (office, mut vault, recovery) = Office::create();
    let id = begin(&mut vault, &general(), "CANARYZQ7731-1");
    submit(&mut vault, &general(), id, "{\"name\":\"CANARYZQ7731-2\"}", "CANARYZQ7731-3");
    vault.lock().unwrap();
    let conn = raw_connection(&office, &recovery, "general");
    let mut statement = conn.prepare("select action || fields from audit").unwrap();
    let lines: Vec<String> =
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    assert!(lines.contains(&"record.submitname".to_owned()), "{lines:?}");
    assert!(!lines.concat().contains("CANARY"));
    assert!(files(&office.folder()).len() > 5);
}
