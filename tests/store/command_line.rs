//! The command line as processes: the main job, and its exit codes.

use std::{
    fs,
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use serde_json::json;
use waypost::service::{Service, ServiceError, Surroundings, guarded, say_only_where_it_panicked};

use crate::{
    cli::{FORM, Office, Said, bare, command, open_batch, text},
    disk::SmallDisk,
};

#[test]
#[expect(clippy::too_many_lines, reason = "one story, told in order")]
fn the_main_job_runs_from_entry_to_an_opened_batch() {
    let office = Office::copy();
    let answers =
        office.file("household.json", crate::service::household("Sesay", "Z-9").to_string());
    let reasons = office.file("reasons.json", "{}");
    let added = office
        .run(
            "officer",
            &[
                "records",
                "add",
                "--form",
                "household_registration",
                "--answers",
                text(&answers),
                "--submit",
                "--reasons",
                text(&reasons),
            ],
        )
        .yes();
    let record = added["record"].as_str().expect("an id").to_owned();
    assert_eq!(added["state"], "submitted");
    let number = added["number"].as_str().expect("a number").to_owned();

    let remark = office.file("remark.txt", "Which day?");
    let question = "displacement/arrival_date";
    office
        .run(
            "supervisor",
            &[
                "records",
                "return",
                &record,
                "--question",
                question,
                "--comment-file",
                text(&remark),
            ],
        )
        .yes();
    let answer = office.file("answer.txt", "The day is right.");
    office
        .run(
            "officer",
            &[
                "records",
                "comment",
                &record,
                "--question",
                question,
                "--comment-file",
                text(&answer),
            ],
        )
        .yes();
    office.run("officer", &["records", "submit", &number]).yes();
    let approved = office.run("supervisor", &["records", "approve", &record]).yes();
    assert_eq!(approved["refused"], json!([]));
    let shown = office.run("supervisor", &["records", "show", &record]).yes();
    let comments = &shown["records"][0]["comments"][0]["comments"];
    assert_eq!(comments.as_array().map(Vec::len), Some(2), "{comments}");

    let risk = office.run("data", &["batch", "risk", "--form", "household_registration"]).yes();
    assert_eq!(risk["risk"]["after"]["records_below_k"], 0);
    // A place that cannot be written is found before anything is sealed.
    for place in ["no/such/folder.waypost", "no-folder/"] {
        let place = office.home.path().join(place);
        let refused = office.seal(&place, &[]);
        assert_eq!(refused.code, 5, "{place:?}");
    }
    let batch = office.home.path().join("XWA-000001.waypost");
    let sealed = office.seal(office.home.path(), &[]).yes();
    assert_eq!(sealed["sequence"], 1);
    assert_eq!(sealed["file"], "XWA-000001.waypost");

    let signer = office.demo("office.pub");
    let identity = office.demo("hq.key");
    let verified = bare(&[
        "batch",
        "verify",
        text(&batch),
        "--signer",
        text(&signer),
        "--identity",
        text(&identity),
    ])
    .yes();
    assert_eq!(
        (&verified["ok"], &verified["office"], &verified["previous"]),
        (&json!(true), &json!("XWA"), &json!("genesis"))
    );
    let opened = office.home.path().join("opened");
    open_batch(&batch, &signer, &identity, &opened).yes();
    // What opening it by hand leaves beside it is no part of it; anything else is, and fails.
    fs::write(opened.join("payload.tar"), "left").expect("written");
    let certified = bare(&["batch", "certify", text(&opened)]).yes();
    assert!(certified["claims"].as_array().is_some_and(|it| 40 < it.len()));
    fs::write(opened.join("more.csv"), "a").expect("written");
    let spoiled = bare(&["batch", "certify", text(&opened)]);
    assert_eq!(spoiled.code, 1, "{}", spoiled.error);
    assert!(spoiled.json.to_string().contains("not in the manifest: more.csv"), "{}", spoiled.json);
    let data = fs::read_to_string(opened.join("data/household_registration.csv")).expect("data");
    assert!(!data.contains("Sesay") && !data.contains(&record), "what names somebody leaked");

    let again = office.home.path().join("again.waypost");
    office.run("data", &["batch", "rewrite", "1", "--out", text(&again)]).yes();
    assert_eq!(fs::read(&batch).expect("read"), fs::read(&again).expect("read"), "byte for byte");
    assert_eq!(office.run("supervisor", &["audit", "verify"]).yes()["ok"], true);
    assert_eq!(office.run("supervisor", &["office", "check"]).yes()["ok"], true);
}

#[test]
fn words_that_mean_nothing_are_a_matter_of_usage() {
    assert_eq!(bare(&["records", "dance"]).code, 2);
    assert_eq!(bare(&[]).code, 2);
    assert_eq!(bare(&["--help"]).code, 0);
}

#[test]
fn a_mistake_in_a_command_is_named() {
    let office = Office::copy();
    let message = |said: &Said| said.json["error"]["message"].as_str().unwrap_or("").to_owned();
    let add = |form: &str, answers: &str| {
        let file = office.file("answers.json", answers);
        office.run("officer", &["records", "add", "--form", form, "--answers", text(&file)])
    };
    let no_form = add("household_registrtion", "{}");
    no_form.refused(2, "OFFICE-2");
    assert!(message(&no_form).contains("household_registrtion"), "{}", message(&no_form));
    let broken = add(FORM, "{\"a\": ");
    broken.refused(4, "FILE-6");
    assert!(message(&broken).contains("not JSON"), "{}", message(&broken));
    let misspelt = add(FORM, "{\"hosehold\": 1}");
    misspelt.refused(2, "FORM-4");
    assert!(message(&misspelt).contains("hosehold"), "{}", message(&misspelt));
    office.run("officer", &["records", "show", "HH-XWA-999999"]).refused(2, "CLI-1");

    // A rule that does not hold is told in words.
    let drafted = add(FORM, "{}").yes();
    let told = drafted["violations"].to_string();
    assert!(told.contains("\"rule\":\"required\""), "{told}");
    assert!(!told.contains("violation-") && !told.contains("${"), "{told}");
    let file = office.file("answers.json", "{}");
    let filled = bare(&["forms", "fill", FORM, "--answers", text(&file)]);
    assert_eq!(filled.code, 1, "{}", filled.error);
    assert!(!filled.json["violations"].to_string().contains("\"message\":\"\""));
}

/// Waits until some process has the vault in `folder`.
fn until_open(folder: &Path) {
    for _look in 0..500 {
        let mut look = Command::new("flock");
        look.arg("--nonblock").arg(folder.join("vault.lock")).arg("true");
        if folder.join("vault.lock").exists() && !look.status().expect("flock runs").success() {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("nobody opens it");
}

#[test]
fn ctrl_c_stops_long_work_with_7_and_changes_nothing() {
    let office = Office::copy();
    let rows = (0..200_000).map(|n| format!("2024.MMP{n:07},2024-01-19\n"));
    let csv = office.file("rows.csv", format!("id,day\n{}", rows.collect::<String>()));
    let map = office.file(
        "map.json",
        json!({"incident_id": {"column": "id"}, "incident_date": {"column": "day"}}).to_string(),
    );
    let words = ["records", "import", text(&csv), "--form", "incident", "--map", text(&map)];
    let mut import = office.command("officer", &words);
    let child = import.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
    until_open(&office.folder());
    std::thread::sleep(Duration::from_millis(1500));
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(sent.expect("kill runs").success(), "it was over too soon");
    let said = Said::of(&child.wait_with_output().expect("it ends"));
    assert_eq!((said.code, &said.json["error"]["code"]), (7, &json!("OFFICE-5")), "{}", said.error);
    assert_eq!(said.error.lines().count(), 1, "{}", said.error);
    let listed = office.run("officer", &["records", "list", "--form", "incident"]).yes();
    assert_eq!(listed["records"], json!([]));
    assert_eq!(office.run("supervisor", &["office", "check"]).yes()["ok"], true);
}

#[test]
fn a_demonstration_that_is_stopped_leaves_nothing_behind() {
    let home = tempfile::tempdir().expect("a folder");
    let folder = home.path().join("office");
    let words = ["office", "demo", "--persons", "50000", "--office", text(&folder)];
    let mut demo = command(home.path());
    let demo = demo.args(words).stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = demo.spawn().expect("it runs");
    until_open(&folder);
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(sent.expect("kill runs").success());
    let said = Said::of(&child.wait_with_output().expect("it ends"));
    assert_eq!((said.code, &said.json["error"]["code"]), (7, &json!("OFFICE-5")), "{}", said.error);
    assert_eq!(fs::read_dir(&folder).map_or(0, Iterator::count), 0);
}

#[test]
fn ctrl_c_before_anything_was_begun_ends_at_once_with_7() {
    let office = Office::copy();
    let mut list = command(office.home.path());
    let list = list.args(["records", "list", "--office"]).arg(office.folder());
    // It waits for a passphrase that does not come.
    let list = list.args(["--login", "officer", "--passphrase-file", "-"]);
    let list = list.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = list.spawn().expect("it runs");
    let mut input = child.stdin.take().expect("its input");
    input.write_all(b"half a pass").expect("it reads");
    std::thread::sleep(Duration::from_millis(700));
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(sent.expect("kill runs").success());
    let said = Said::of(&child.wait_with_output().expect("it ends"));
    drop(input);
    assert_eq!((said.code, &said.json["error"]["code"]), (7, &json!("OFFICE-5")), "{}", said.error);
}

#[test]
fn a_vault_that_another_process_has_open_gives_6() {
    let office = Office::copy();
    let passphrase = fs::read_to_string(office.demo("officer.pass")).expect("a passphrase");
    // This process is not the command line's.
    let mut here = Service::new(Surroundings { config: None, ..Surroundings::of_this_computer() });
    let unlock = waypost::service::command::office::Unlock {
        folder: office.folder(),
        login: "officer".to_owned(),
        passphrase: passphrase.trim().into(),
    };
    here.ask(unlock).expect("unlocked");
    office.run("supervisor", &["records", "list"]).refused(6, "VAULT-4");
    drop(here);
    office.run("supervisor", &["records", "list"]).yes();
}

#[test]
fn a_full_disk_gives_5_reads_on_and_goes_on_when_there_is_space() {
    let disk = SmallDisk::mount("the full disk under the command line", 3);
    let Some(disk) = disk else { return };
    let home = tempfile::tempdir().expect("a folder");
    let place = |name: &str| home.path().join(name);
    let folder = disk.path().join("office");
    fs::write(place("pass"), "gravel tin harbour moth quiet\n").expect("written");
    fs::write(place("household.json"), crate::service::household("Sesay", "Z-9").to_string())
        .expect("written");
    let run = |words: &[&str]| {
        let mut run = command(home.path());
        run.args(words).arg("--office").arg(&folder).args(["--login", "root"]);
        run.arg("--passphrase-file").arg(place("pass"));
        Said::of(&run.output().expect("it runs"))
    };
    let mut create = command(home.path());
    create.args(["office", "create", "--name", "Small", "--code", "OFF018", "--login", "root"]);
    create.arg("--office").arg(&folder).arg("--new-passphrase-file").arg(place("pass"));
    create.arg("--recovery-file").arg(place("recovery"));
    Said::of(&create.output().expect("it runs")).yes();

    let answers = place("household.json");
    let add = ["records", "add", "--form", "household_registration", "--answers", text(&answers)];
    let first = run(&add).yes()["record"].as_str().expect("an id").to_owned();
    let ballast = disk.fill();
    run(&add).after_notice("The disk is full").refused(5, "VAULT-14");
    let out = disk.path().join("office.pub");
    let signer = run(&["office", "signer", "--out", text(&out)]);
    signer.after_notice("The disk is full").refused(5, "CLI-3");
    assert!(!out.exists(), "half a key");
    // It opens and reads.
    let shown = run(&["records", "show", &first]).yes();
    let answers = &shown["records"][0]["answers"];
    assert_eq!(answers["members"][0]["family_name"], "Sesay");
    // And goes on when there is space.
    fs::remove_file(ballast).expect("space");
    let added = run(&add);
    assert_eq!(added.error, "", "it is as ever");
    added.yes();
    let listed = run(&["records", "list"]).yes();
    assert_eq!(listed["records"].as_array().map(Vec::len), Some(2));
    assert_eq!(run(&["office", "check"]).yes()["ok"], true);
}

#[test]
fn an_answer_that_cannot_be_printed_is_no_success_and_no_panic() {
    let office = Office::copy();
    let full = fs::OpenOptions::new().write(true).open("/dev/full");
    let Ok(full) = full else {
        println!("skipped: a full standard output (there is no /dev/full)");
        return;
    };
    let said = office.command("officer", &["records", "list"]).stdout(full).output();
    let said = Said::of(&said.expect("it runs"));
    assert_eq!(said.code, 5, "{}", said.error);
    assert!(said.error.starts_with("CLI-3"), "{}", said.error);
}

/// Panics with a name in its text, as a bug of ours would. Runs only as a child of the test below.
#[test]
fn makes_a_mistake() {
    if std::env::var_os(MISTAKE).is_none() {
        return;
    }
    say_only_where_it_panicked();
    let name = "Amina Testname";
    let outcome: Result<(), ServiceError> = guarded(|| panic!("cannot read {name}"));
    let error = outcome.expect_err("a bug");
    println!("answer: {} {} {:?}", error.code(), error.exit_code(), error.message());
}

const MISTAKE: &str = "WAYPOST_TEST_MISTAKE";

/// No command of the program makes a mistake when asked to. What the command line's `main` puts around every command is
/// tested instead, in a process of its own: the same hook and the same guard.
#[test]
fn a_mistake_of_ours_gives_70_and_says_where_and_nothing_about_anybody() {
    let child = Command::new(std::env::current_exe().expect("this program"))
        .args(["command_line::makes_a_mistake", "--exact", "--nocapture"])
        .env(MISTAKE, "1")
        .output()
        .expect("it runs");
    let (out, err) =
        (String::from_utf8_lossy(&child.stdout), String::from_utf8_lossy(&child.stderr));
    assert!(child.status.success(), "it went on after the panic: {out} {err}");
    assert!(out.contains("answer: BUG 70"), "{out}");
    assert!(err.contains("waypost: panic at ") && err.contains("command_line.rs:"), "{err}");
    assert!(!out.contains("Amina") && !err.contains("Amina") && !err.contains("cannot"), "{err}");
}
