//! What bad input gets from the command line: a message, an exit code, and nothing touched.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::{Value, json};

use crate::{
    cli::{FORM, Office, Said, bare, command, open_batch, text},
    office::files,
};

#[test]
fn a_wrong_passphrase_and_an_unknown_login_look_the_same() {
    let office = Office::copy();
    let wrong = office.file("wrong.pass", "this is not the passphrase\n");
    let ask = |login: &str| {
        let folder = office.folder();
        bare(&[
            "records",
            "list",
            "--office",
            text(&folder),
            "--login",
            login,
            "--passphrase-file",
            text(&wrong),
        ])
    };
    let (known, unknown) = (ask("officer"), ask("nobody"));
    known.refused(3, "VAULT-1");
    unknown.refused(3, "VAULT-1");
    assert_eq!(known.error, unknown.error);
}

#[test]
fn a_damaged_header_and_a_damaged_page_are_told_apart_from_a_wrong_passphrase() {
    let office = Office::copy();
    for name in ["vault.hdr", "vault.hdr.bak"] {
        fs::write(office.folder().join(name), b"{ not a header").expect("written");
    }
    office.run("officer", &["records", "list"]).refused(4, "VAULT-5");

    let office = Office::copy();
    let database = fs::read_dir(office.folder())
        .expect("a folder")
        .filter_map(Result::ok)
        .map(|it| it.path())
        .find(|it| {
            it.file_name().is_some_and(|name| name.to_string_lossy().starts_with("general."))
        })
        .expect("a database");
    let mut bytes = fs::read(&database).expect("read");
    bytes[100] ^= 1;
    fs::write(&database, bytes).expect("written");
    office.run("officer", &["records", "list"]).refused(4, "VAULT-6");
}

#[test]
fn what_is_not_an_office_is_said_to_be_none() {
    let home = tempfile::tempdir().expect("a folder");
    let pass = home.path().join("pass");
    fs::write(&pass, "something long enough here\n").expect("written");
    let said = bare(&[
        "records",
        "list",
        "--office",
        text(home.path()),
        "--login",
        "x",
        "--passphrase-file",
        text(&pass),
    ]);
    said.refused(2, "VAULT-7");
}

#[test]
fn nobody_approves_their_own_record_and_an_officer_approves_none() {
    let office = Office::copy();
    let own = office.hand_in("supervisor", &crate::service::household("Kamara", "Z-8"));
    office.run("supervisor", &["records", "approve", &own]).refused(3, "REVIEW-1");
    office.run("officer", &["records", "approve", &own]).refused(3, "RIGHT-1");
}

#[test]
fn a_batch_that_was_touched_or_is_for_somebody_else_is_refused() {
    let office = Office::copy();
    let batch = office.home.path().join("out.waypost");
    office.seal(&batch, &[]).yes();
    let signer = office.demo("office.pub");
    let opened = office.home.path().join("opened");

    let mut bytes = fs::read(&batch).expect("read");
    let at = bytes.len() / 2;
    bytes[at] ^= 1;
    let flipped = office.file("flipped.waypost", &bytes);
    assert_eq!(bare(&["batch", "verify", text(&flipped), "--signer", text(&signer)]).code, 1);
    let identity = office.demo("hq.key");
    let open =
        |file: &Path, signer: &Path, identity: &Path| open_batch(file, signer, identity, &opened);
    open(&flipped, &signer, &identity).refused(1, "BATCH-3");

    // A key pair of somebody else: another demonstration's headquarters and office.
    let other = office.home.path().join("other");
    assert!(bare(&["office", "demo", "--persons", "30", "--office", text(&other)]).code == 0);
    open(&batch, &signer, &other.join("demo/hq.key")).refused(1, "BATCH-4");
    open(&batch, &other.join("demo/office.pub"), &identity).refused(1, "BATCH-3");
    assert!(!opened.exists(), "nothing was written");

    let cut = office.file("cut.waypost", &bytes[..700]);
    let said = bare(&["batch", "verify", text(&cut), "--signer", text(&signer)]);
    assert_eq!(said.code, 4, "{}", said.error);
}

#[test]
fn malformed_forms_and_tables_are_named_with_row_and_reason() {
    let office = Office::copy();
    let form = office.home.path().join("form");
    fs::create_dir(&form).expect("a folder");
    fs::write(form.join("survey.csv"), "type,name,label,relevant\ntext,a,A,\"${b} = \"\n")
        .expect("written");
    fs::write(form.join("choices.csv"), "list_name,name,label\n").expect("written");
    fs::write(form.join("settings.csv"), "form_id,version\nbroken,1\n").expect("written");
    let said = bare(&["forms", "check", text(&form)]);
    assert_eq!((said.code, &said.json["verdict"]), (1, &json!("refused")), "{}", said.json);
    let findings = said.json["findings"].as_array().expect("findings").iter();
    let errors: Vec<&Value> = findings.filter(|it| it["severity"] == "error").collect();
    assert!(!errors.is_empty(), "{}", said.json);
    for error in errors {
        assert_eq!((&error["sheet"], &error["row"]), (&json!("survey"), &json!(2)), "{error}");
        assert!(!error["advice"].as_str().unwrap_or_default().is_empty(), "{error}");
    }

    let workbook = office.file("broken.xlsx", "PK\u{3}\u{4} and no workbook");
    bare(&["forms", "check", text(&workbook)]).refused(4, "FORM-1");
    assert!(!forms_of(&office).contains(&json!("broken")), "nothing was added");
}

fn forms_of(office: &Office) -> Vec<Value> {
    let listed = office.run("officer", &["forms", "list"]).yes();
    listed["forms"].as_array().expect("forms").iter().map(|it| it["id"].clone()).collect()
}

#[test]
fn a_malformed_table_is_refused_whole_or_row_by_row() {
    let office = Office::copy();
    let map = office.file("map.json", r#"{"incident_date": {"column": "a"}}"#);
    let import = |table: &Path| {
        let words = ["records", "import", text(table), "--form", "incident", "--map", text(&map)];
        office.run("officer", &words)
    };
    // A quotation mark that never ends swallows the rest: one cell where two belong.
    let said = import(&office.file("open.csv", "a,b\n\"1,2\n3,4\n"));
    assert_eq!((said.code, &said.json["imported"]), (1, &json!(0)), "{} {}", said.error, said.json);
    let refused = &said.json["refused"][0];
    assert_eq!((&refused["row"], &refused["code"]), (&json!(2), &json!("ragged")));
    assert!(!refused["message"].as_str().unwrap_or_default().is_empty(), "{refused}");
    import(&office.file("bytes.csv", b"a,b\n\xff\xfe,2\n")).refused(4, "FILE-1");
    import(&office.file("none.csv", "")).refused(4, "FILE-1");
    import(&office.file("other.csv", "b,c\n1,2\n")).refused(2, "FILE-3");
    let listed = office.run("officer", &["records", "list", "--form", "incident"]).yes();
    assert_eq!(listed["records"], json!([]));
}

/// Every file of the office with its bytes, the empty lock aside.
fn whole(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = files(folder);
    found.retain(|(path, _)| !path.ends_with("vault.lock"));
    found.sort();
    found
}

#[test]
fn an_office_of_a_later_version_is_left_untouched() {
    let office = Office::copy();
    for name in ["vault.hdr", "vault.hdr.bak"] {
        let path = office.folder().join(name);
        let header = fs::read_to_string(&path).expect("a header");
        fs::write(&path, header.replace("waypost-vault/1\"", "waypost-vault/2\""))
            .expect("written");
    }
    let before = whole(&office.folder());
    office.run("officer", &["records", "list"]).refused(1, "VAULT-2");
    let after = whole(&office.folder());
    assert!(before == after, "something was touched");
}

#[test]
fn a_database_of_a_later_version_is_left_untouched() {
    let home = tempfile::tempdir().expect("a folder");
    let (folder, pass) = (home.path().join("office"), home.path().join("pass"));
    let recovery = home.path().join("recovery");
    fs::write(&pass, "gravel tin harbour moth quiet\n").expect("written");
    let run = |words: &[&str]| {
        let mut run = command(home.path());
        run.args(words).arg("--office").arg(&folder).args(["--login", "root"]);
        Said::of(&run.output().expect("it runs"))
    };
    let create = ["office", "create", "--name", "Later", "--code", "OFF019"];
    let files = ["--new-passphrase-file", text(&pass), "--recovery-file", text(&recovery)];
    run(&[create.as_slice(), &files].concat()).yes();

    let key = fs::read_to_string(&recovery).expect("the recovery key");
    let identity = waypost::crypto::Identity::parse(key.trim()).expect("a key");
    let sealed = fs::read(folder.join("recovery/general.1.age")).expect("a seal");
    let label = String::from_utf8(identity.open(&sealed).expect("opens").to_vec()).expect("text");
    let conn = rusqlite::Connection::open(folder.join("general.1.db")).expect("a file");
    let key = label.lines().nth(1).expect("a second line");
    conn.execute_batch(&format!(
        "PRAGMA key = \"x'{key}'\"; PRAGMA user_version = 99; PRAGMA wal_checkpoint(TRUNCATE)"
    ))
    .expect("raised");
    drop(conn);
    let before = whole(&folder);
    run(&["records", "list", "--passphrase-file", text(&pass)]).refused(1, "VAULT-2");
    assert!(before == whole(&folder), "something was touched");
}

#[test]
fn a_damaged_page_that_nobody_reads_is_found_by_the_check() {
    let office = Office::copy();
    let database = office.folder().join("general.1.db");
    let mut bytes = fs::read(&database).expect("read");
    let last_page = bytes.len() / 4096 - 1;
    bytes[last_page * 4096 + 100] ^= 1;
    fs::write(&database, bytes).expect("written");
    let said = office.run("supervisor", &["office", "check"]);
    // Found by the check, or already on the way to it.
    match said.code {
        1 => {
            assert_eq!(said.json["findings"][0]["code"], "VAULT-6", "{}", said.json);
            let advice = said.json["findings"][0]["advice"].as_str().unwrap_or_default();
            assert!(advice.contains("backup"), "{}", said.json);
        }
        _ => said.refused(4, "VAULT-6"),
    }
}

#[test]
fn a_record_without_consent_does_not_leave_and_is_counted() {
    let home = tempfile::tempdir().expect("a folder");
    let made = ["office", "demo", "--persons", "0", "--office"];
    let made = command(home.path()).args(made).arg(home.path().join("office")).output();
    Said::of(&made.expect("it runs")).yes();
    let office = Office { home };
    let mut household = crate::service::household("Sesay", "Z-9");
    household["consent"]["purposes"]["purpose_research_stats"] = json!("no");
    office.approved(&household);
    let out = office.home.path().join("out.waypost");
    let risk = ["batch", "risk", "--form", FORM];
    office.run("data", &risk).refused(1, "PRIV-23");
    let second = office.demo("supervisor.pass");
    let second = ["--second", "supervisor", "--second-passphrase-file", text(&second)];
    office.seal(&out, &second).refused(1, "PRIV-23");
    assert!(!out.exists());

    // Among others that leave, it is counted and stays.
    let office = Office::copy();
    let risk = |office: &Office| office.run("data", &risk).yes();
    let without = |risk: &Value| risk["held_back"]["no-consent"].as_u64().unwrap_or(0);
    let before = risk(&office);
    office.approved(&household);
    let after = risk(&office);
    assert_eq!(without(&after), without(&before) + 1, "{after}");
    assert_eq!(after["records"], before["records"]);
}

#[test]
fn a_batch_that_is_whole_but_not_the_next_one_is_told_from_a_forged_one() {
    let office = Office::copy();
    let batch = office.home.path().join("out.waypost");
    office.seal(&batch, &[]).yes();
    let (signer, identity) = (office.demo("office.pub"), office.demo("hq.key"));
    let verify = |after: &str, file: &Path, json: bool| {
        let mut verify = command(office.home.path());
        // The harness asks for JSON first.
        if !json {
            verify = std::process::Command::new(env!("CARGO_BIN_EXE_waypost-cli"));
        }
        verify.args(["batch", "verify", text(file), "--signer", text(&signer)]);
        verify.args(["--identity", text(&identity), "--after", after]);
        verify.output().expect("it runs")
    };
    let words = |out: &std::process::Output| String::from_utf8_lossy(&out.stdout).into_owned();
    let other = "0".repeat(64);
    let said = Said::of(&verify(&other, &batch, true));
    assert_eq!(
        (said.code, &said.json["ok"], &said.json["signed"]),
        (1, &json!(false), &json!(true))
    );
    let said = words(&verify(&other, &batch, false));
    assert!(said.contains("is not the next one") && said.contains("does not follow"), "{said}");
    assert!(!said.contains("not what the office signed"), "{said}");
    assert_eq!(Said::of(&verify("genesis", &batch, true)).yes()["signed"], true);

    let mut bytes = fs::read(&batch).expect("read");
    let at = bytes.len() / 2;
    bytes[at] ^= 1;
    let flipped = office.file("flipped.waypost", &bytes);
    let said = Said::of(&verify(&other, &flipped, true));
    assert_eq!((said.code, &said.json["signed"]), (1, &json!(false)));
    let said = words(&verify(&other, &flipped, false));
    assert!(said.contains("not what the office signed"), "{said}");
}

#[test]
fn failed_attempts_are_told_to_their_person_and_name_nobody_before() {
    let office = Office::copy();
    let wrong = office.file("wrong.pass", "this is not the passphrase\n");
    let fail = |login: &str| {
        let mut list = command(office.home.path());
        list.args(["records", "list", "--login", login, "--passphrase-file", text(&wrong)]);
        let said = list.arg("--office").arg(office.folder()).output();
        Said::of(&said.expect("it runs")).refused(3, "VAULT-1");
    };
    for login in ["officer", "officer", "nobody at all"] {
        fail(login);
    }
    let kept = fs::read_to_string(office.folder().join("attempts.json")).expect("kept");
    assert!(!kept.contains("officer") && !kept.contains("nobody"), "{kept}");
    // Somebody else is told nothing, and brings them into the chain.
    let said = office.run("supervisor", &["audit", "show"]);
    assert_eq!(said.error, "");
    let audit = said.yes();
    let failed: Vec<(&Value, &Value)> = audit["lines"]
        .as_array()
        .expect("lines")
        .iter()
        .filter(|it| it["command"] == "session.failed")
        .map(|it| (&it["fields"][0], &it["revision"]))
        .collect();
    assert_eq!(failed.len(), 2, "{failed:?}");
    assert!(failed.contains(&(&json!("officer"), &json!(2))), "{failed:?}");
    assert!(failed.contains(&(&json!("unknown"), &json!(1))), "{failed:?}");
    assert!(!office.folder().join("attempts.json").exists());
    fail("officer");
    let said = office.run("officer", &["records", "list"]);
    assert!(said.error.contains("3 attempts to unlock with your login failed"), "{}", said.error);
    said.yes();
    assert_eq!(office.run("officer", &["records", "list"]).error, "");
    assert_eq!(office.run("supervisor", &["audit", "verify"]).yes()["ok"], true);
}

#[test]
fn a_batch_whose_file_could_not_be_written_is_named_and_can_be_made_again() {
    let office = Office::copy();
    let out = office.home.path().join("out.waypost");
    // The place can be written, but not the file that is made beside it: a folder has its name.
    let beside = office.home.path().join("out.waypost.part");
    fs::create_dir(&beside).expect("a folder");
    let said = office.seal(&out, &[]);
    said.refused(5, "CLI-7");
    let told = said.json["error"].to_string();
    assert!(told.contains("out.waypost") && told.contains("batch rewrite 1"), "{told}");
    assert!(!out.exists());
    let listed = office.run("data", &["batch", "list"]).yes();
    assert_eq!(listed["batches"].as_array().map(Vec::len), Some(1), "it is sealed: {listed}");
    fs::remove_dir(&beside).expect("removed");
    office.run("data", &["batch", "rewrite", "1", "--out", text(&out)]).yes();
    let signer = office.demo("office.pub");
    assert_eq!(bare(&["batch", "verify", text(&out), "--signer", text(&signer)]).code, 0);
}

#[test]
fn where_everything_has_left_already_nothing_is_sealed() {
    let office = Office::copy();
    let out = |name: &str| office.home.path().join(name);
    office.seal(&out("first.waypost"), &[]).yes();
    office.seal(&out("second.waypost"), &[]).refused(1, "PRIV-27");
    assert!(!out("second.waypost").exists());
    let listed = office.run("data", &["batch", "list"]).yes();
    assert_eq!(listed["batches"].as_array().map(Vec::len), Some(1));
    // Before anybody was approved there was nothing that could leave, which is another matter.
    let early = ["--until", "2001-01-01"];
    office.seal(&out("second.waypost"), &early).refused(1, "PRIV-23");
}
