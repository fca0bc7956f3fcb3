//! A day's work on the command line, and then every file of the computer that it wrote: no name stands in any.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use serde_json::{Value, json};

use crate::{
    cli::{PLACES, Said, command, copy, original, text},
    import::{MAP, file as table, row as incident},
    office::{files, occurrences},
};

/// Names that nobody has, each in a script and a case of its own.
const PLANTED: [&str; 7] =
    ["Zyqwamara", "Qwenzibeth", "زيقوامارا", "ዝቅዋማራ", "Zwixremark", "Vyqreason", "Wyqzofficer"];

/// A computer on which everything that may be written lies in one folder, and what is typed comes from another.
struct Computer {
    all: tempfile::TempDir,
    typed: tempfile::TempDir,
}

impl Computer {
    fn office(&self) -> std::path::PathBuf {
        self.all.path().join("office")
    }

    fn typed(&self, name: &str, content: &str) -> std::path::PathBuf {
        let path = self.typed.path().join(name);
        fs::write(&path, content).expect("written");
        path
    }

    fn command(&self, login: &str, words: &[&str]) -> Command {
        let mut command = command(self.all.path());
        command.args(words).arg("--office").arg(self.office()).arg("--login").arg(login);
        let demo = self.office().join(format!("demo/{login}.pass"));
        let pass = if demo.exists() { demo } else { self.typed.path().join("pass") };
        command.arg("--passphrase-file").arg(pass);
        command
    }

    fn run(&self, login: &str, words: &[&str]) -> Value {
        Said::of(&self.command(login, words).output().expect("it runs")).yes()
    }

    /// No planted name in any file or file name, in any encoding; says how many files there were.
    fn assert_clean(&self, when: &str) -> usize {
        let found = files(self.all.path());
        for name in PLANTED {
            for (how, pattern) in encodings(name) {
                for (path, bytes) in &found {
                    assert_eq!(
                        occurrences(bytes, &pattern),
                        0,
                        "{when}: {name} in {how} in {}",
                        path.display()
                    );
                    assert!(!path.to_string_lossy().contains(name), "{}", path.display());
                }
            }
        }
        found.len()
    }
}

/// As typed and in lower case: UTF-8, and UTF-16 of both orders.
fn encodings(name: &str) -> Vec<(&'static str, Vec<u8>)> {
    let mut all = Vec::new();
    for text in [name.to_owned(), name.to_lowercase()] {
        all.push(("UTF-8", text.clone().into_bytes()));
        all.push(("UTF-16LE", text.encode_utf16().flat_map(u16::to_le_bytes).collect()));
        all.push(("UTF-16BE", text.encode_utf16().flat_map(u16::to_be_bytes).collect()));
    }
    all
}

fn household() -> Value {
    let mut answers = crate::service::household(PLANTED[0], "Z-9");
    answers["members"][0]["given_names"] = json!(PLANTED[1]);
    answers["members"][1]["other_names"] = json!(PLANTED[2]);
    answers["members"][2]["other_names"] = json!(PLANTED[3]);
    answers
}

/// As the published incidents, with a name where the place is told.
fn incidents() -> String {
    let rows = (0..3000).map(|n| {
        let row = incident(&format!("2024.MMP{n:04}"), "2", "1", "3", "NA", "4");
        row.replace(
            "Off Sabratha",
            &format!("Off {}, seen by {}", PLANTED[1], PLANTED[0]).replace(',', ";"),
        )
    });
    String::from_utf8(table(&rows.collect::<Vec<_>>())).expect("text")
}

#[test]
fn a_days_work_leaves_no_name_readable_anywhere_on_the_computer() {
    let computer = Computer {
        all: tempfile::tempdir().expect("a folder"),
        typed: tempfile::tempdir().expect("a folder"),
    };
    let (all, run) =
        (computer.all.path(), |login: &str, words: &[&str]| computer.run(login, words));
    copy(&original().join("office"), &computer.office());
    let pass = computer.typed("pass", "gravel tin harbour moth quiet\n");
    let new = ["--new-login", "third", "--new-name", PLANTED[6], "--role", "field-officer"];
    let new =
        [["office", "people", "add"].as_slice(), &new, &["--new-passphrase-file", text(&pass)]];
    run("admin", &new.concat());

    let answers = computer.typed("household.json", &household().to_string());
    let form = ["--form", "household_registration", "--answers", text(&answers)];
    let add = [["records", "add"].as_slice(), &form].concat();
    let mut third = household();
    third["registration"]["card_no"] = json!("Z-11");
    let third = computer.typed("third.json", &third.to_string());
    let third = ["--form", "household_registration", "--answers", text(&third)];
    run("third", &[["records", "add"].as_slice(), &third].concat());
    let added = run("officer", &[add.as_slice(), &["--submit"]].concat());
    let record = added["record"].as_str().expect("an id").to_owned();
    let remark = computer.typed("remark.txt", PLANTED[4]);
    let question = ["--question", "displacement/arrival_date", "--comment-file", text(&remark)];
    run("supervisor", &[["records", "return", &record].as_slice(), &question].concat());
    run("officer", &[["records", "comment", &record].as_slice(), &question].concat());
    run("officer", &["records", "edit", &record, "--answers", text(&answers)]);
    run("officer", &["records", "submit", &record]);
    let found = run("supervisor", &["records", "list", "--search", PLANTED[0]]);
    assert!(!found["records"].as_array().expect("records").is_empty());
    let shown = run("supervisor", &["records", "show", &record]);
    assert!(shown.to_string().contains(PLANTED[2]), "the names are in the office");
    run("supervisor", &["records", "approve", &record]);
    let reason = computer.typed("reason.txt", PLANTED[5]);
    let mut another = household();
    another["registration"]["card_no"] = json!("Z-10");
    let another = computer.typed("another.json", &another.to_string());
    let form = ["--form", "household_registration", "--answers", text(&another)];
    let added = run("officer", &[["records", "add"].as_slice(), &form].concat());
    let other = added["record"].as_str().expect("an id").to_owned();
    run("officer", &["records", "void", &other, "--reason-file", text(&reason)]);
    run("supervisor", &["audit", "show"]);
    run("data", &["batch", "risk", "--form", "household_registration"]);
    let (batch, opened) = (all.join("out.waypost"), all.join("opened"));
    run("data", &["batch", "seal", "--form", "household_registration", "--out", text(&batch)]);
    let signer = computer.office().join("demo/office.pub");
    let identity = computer.office().join("demo/hq.key");
    let open =
        ["batch", "open", text(&batch), "--signer", text(&signer), "--identity", text(&identity)];
    let open = [open.as_slice(), &["--to", text(&opened)]].concat();
    Said::of(&command(all).args(open).output().expect("it runs")).yes();
    let again = all.join("again.waypost");
    run("data", &["batch", "rewrite", "1", "--out", text(&again)]);
    assert!(10 < computer.assert_clean("at the end of the day"));
    // The opened batch and the witness are among what was looked at.
    assert!(opened.join("data/household_registration.csv").exists());
    assert!(PLACES.iter().any(|(_, it)| all.join(it).join("waypost/witness.json").exists()));

    killed_while_it_stores(&computer);
}

/// What lies there while a write is cut off: the log beside the database among it.
fn killed_while_it_stores(computer: &Computer) {
    let csv = computer.typed("rows.csv", &incidents());
    let map = computer.typed("map.json", MAP);
    let wal = computer.office().join("general.1.db-wal");
    let words = ["records", "import", text(&csv), "--form", "incident", "--map", text(&map)];
    for round in 0..4 {
        let mut import = computer.command("officer", &words);
        let mut child =
            import.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it runs");
        wait_for(&wal);
        std::thread::sleep(Duration::from_millis(400 * round));
        child.kill().expect("killed");
        child.wait().expect("gone");
        computer.assert_clean("killed while it stores");
    }
    assert_eq!(computer.run("supervisor", &["office", "check"])["ok"], true);
    computer.assert_clean("after all");
}

fn wait_for(file: &Path) {
    for _look in 0..1000 {
        if file.exists() {
            return;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    panic!("it never opens the office");
}
