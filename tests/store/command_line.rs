//! The command line as processes: the main job, and what bad input gets.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::OnceLock,
};

use serde_json::{Value, json};
use tempfile::TempDir;

const CLI: &str = env!("CARGO_BIN_EXE_waypost-cli");

/// A demonstration office that every test copies: it is made once.
fn original() -> &'static Path {
    static ORIGINAL: OnceLock<TempDir> = OnceLock::new();
    let home = ORIGINAL.get_or_init(|| {
        let home = tempfile::tempdir().expect("a folder");
        let office = home.path().join("office");
        let made = Command::new(CLI)
            .args(["--json", "office", "demo", "--persons", "500", "--office"])
            .arg(&office)
            .output()
            .expect("it runs");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let said: Value = serde_json::from_slice(&made.stdout).expect("one JSON document");
        assert_eq!(said["people"].as_array().map(Vec::len), Some(4));
        home
    });
    home.path()
}

struct Office {
    home: TempDir,
}

impl Office {
    fn copy() -> Self {
        let home = tempfile::tempdir().expect("a folder");
        copy(&original().join("office"), &home.path().join("office"));
        Self { home }
    }

    fn folder(&self) -> PathBuf {
        self.home.path().join("office")
    }

    fn demo(&self, name: &str) -> PathBuf {
        self.folder().join("demo").join(name)
    }

    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.home.path().join(name);
        fs::write(&path, content).expect("written");
        path
    }

    /// Runs `words` in somebody's name.
    fn run(&self, login: &str, words: &[&str]) -> Said {
        let passphrase = self.demo(&format!("{login}.pass"));
        let mut command = Command::new(CLI);
        command.arg("--json").args(words).arg("--office").arg(self.folder());
        command.arg("--login").arg(login).arg("--passphrase-file").arg(passphrase);
        Said::of(&command.output().expect("it runs"))
    }
}

struct Said {
    code: i32,
    json: Value,
    error: String,
}

impl Said {
    fn of(output: &Output) -> Self {
        Self {
            code: output.status.code().expect("an exit code"),
            json: serde_json::from_slice(&output.stdout).unwrap_or(Value::Null),
            error: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    #[track_caller]
    fn yes(self) -> Value {
        assert_eq!(self.code, 0, "{} {}", self.error, self.json);
        self.json
    }

    /// Refused with this exit code and error code, on one line that says what to do.
    #[track_caller]
    fn refused(&self, code: i32, error: &str) {
        assert_eq!(self.code, code, "{} {}", self.error, self.json);
        assert_eq!(self.json["error"]["code"], error, "{}", self.json);
        assert!(!self.json["error"]["message"].as_str().unwrap_or_default().is_empty());
        assert_eq!(self.error.trim_end().lines().count(), 1, "{}", self.error);
        assert!(self.error.starts_with(error), "{}", self.error);
    }
}

fn bare(words: &[&str]) -> Said {
    Said::of(&Command::new(CLI).arg("--json").args(words).output().expect("it runs"))
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).expect("copied");
        }
    }
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a plain name")
}

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
    office.run("officer", &["records", "submit", &record]).yes();
    let approved = office.run("supervisor", &["records", "approve", &record]).yes();
    assert_eq!(approved["refused"], json!([]));
    let shown = office.run("supervisor", &["records", "show", &record]).yes();
    let comments = &shown["records"][0]["comments"][0]["comments"];
    assert_eq!(comments.as_array().map(Vec::len), Some(2), "{comments}");

    let risk = office.run("data", &["batch", "risk", "--form", "household_registration"]).yes();
    assert_eq!(risk["risk"]["after"]["records_below_k"], 0);
    let batch = office.home.path().join("out.waypost");
    let sealed = office
        .run("data", &["batch", "seal", "--form", "household_registration", "--out", text(&batch)])
        .yes();
    assert_eq!(sealed["sequence"], 1);

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
    bare(&[
        "batch",
        "open",
        text(&batch),
        "--signer",
        text(&signer),
        "--identity",
        text(&identity),
        "--to",
        text(&opened),
    ])
    .yes();
    let certified = bare(&["batch", "certify", text(&opened)]).yes();
    assert!(certified["claims"].as_array().is_some_and(|it| 40 < it.len()));
    let data = fs::read_to_string(opened.join("data/household_registration.csv")).expect("data");
    assert!(!data.contains("Sesay") && !data.contains(&record), "what names somebody leaked");

    let again = office.home.path().join("again.waypost");
    office.run("data", &["batch", "rewrite", "1", "--out", text(&again)]).yes();
    assert_eq!(fs::read(&batch).expect("read"), fs::read(&again).expect("read"), "byte for byte");
    assert_eq!(office.run("supervisor", &["audit", "verify"]).yes()["ok"], true);
    assert_eq!(office.run("supervisor", &["office", "check"]).yes()["ok"], true);
}

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
    let answers =
        office.file("household.json", crate::service::household("Kamara", "Z-8").to_string());
    let add = [
        "records",
        "add",
        "--form",
        "household_registration",
        "--answers",
        text(&answers),
        "--submit",
    ];
    let own = office.run("supervisor", &add).yes()["record"].as_str().expect("an id").to_owned();
    office.run("supervisor", &["records", "approve", &own]).refused(3, "REVIEW-1");
    office.run("officer", &["records", "approve", &own]).refused(3, "RIGHT-1");
}

#[test]
fn a_batch_that_was_touched_or_is_for_somebody_else_is_refused() {
    let office = Office::copy();
    let batch = office.home.path().join("out.waypost");
    office
        .run("data", &["batch", "seal", "--form", "household_registration", "--out", text(&batch)])
        .yes();
    let signer = office.demo("office.pub");
    let opened = office.home.path().join("opened");

    let mut bytes = fs::read(&batch).expect("read");
    let at = bytes.len() / 2;
    bytes[at] ^= 1;
    let flipped = office.file("flipped.waypost", &bytes);
    assert_eq!(bare(&["batch", "verify", text(&flipped), "--signer", text(&signer)]).code, 1);
    let identity = office.demo("hq.key");
    let open = |file: &Path, signer: &Path, identity: &Path| {
        bare(&[
            "batch",
            "open",
            text(file),
            "--signer",
            text(signer),
            "--identity",
            text(identity),
            "--to",
            text(&opened),
        ])
    };
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

    let table = office.file("rows.csv", "a,b\n\"1,2\n");
    let map = office.file("map.json", r#"{"incident_date": {"column": "a"}}"#);
    let said = office.run(
        "officer",
        &["records", "import", text(&table), "--form", "incident", "--map", text(&map)],
    );
    assert!(matches!(said.code, 1 | 2 | 4), "{} {}", said.code, said.error);
    assert_eq!(
        office.run("officer", &["records", "list", "--form", "incident"]).yes()["records"],
        json!([])
    );
}

#[test]
fn words_that_mean_nothing_are_a_matter_of_usage() {
    assert_eq!(bare(&["records", "dance"]).code, 2);
    assert_eq!(bare(&[]).code, 2);
    assert_eq!(bare(&["--help"]).code, 0);
}
