//! The command line as processes, each with a home of its own: nothing of whoever runs the tests is read or written.
#![allow(dead_code, unreachable_pub, reason = "each test program uses its own part")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::OnceLock,
};

use serde_json::Value;
use tempfile::TempDir;

const CLI: &str = env!("CARGO_BIN_EXE_waypost-cli");

/// The form with which most is tried.
pub const FORM: &str = "household_registration";

/// Where a process may write beside what it is told to: everything below `home`.
pub const PLACES: [(&str, &str); 7] = [
    ("HOME", "home"),
    ("XDG_CONFIG_HOME", "config"),
    ("XDG_CACHE_HOME", "cache"),
    ("XDG_DATA_HOME", "data"),
    ("XDG_STATE_HOME", "state"),
    ("XDG_RUNTIME_DIR", "runtime"),
    ("TMPDIR", "tmp"),
];

/// The command line at home in `home`.
pub fn command(home: &Path) -> Command {
    let mut command = Command::new(CLI);
    for (name, folder) in PLACES {
        fs::create_dir_all(home.join(folder)).expect("a folder");
        command.env(name, home.join(folder));
    }
    command.current_dir(home).arg("--json");
    command
}

/// A demonstration office that every test copies: it is made once.
pub fn original() -> &'static Path {
    static ORIGINAL: OnceLock<TempDir> = OnceLock::new();
    let home = ORIGINAL.get_or_init(|| {
        let home = tempfile::tempdir().expect("a folder");
        let office = home.path().join("office");
        let demo = ["office", "demo", "--persons", "500", "--office", text(&office)];
        let said = Said::of(&command(home.path()).args(demo).output().expect("it runs")).yes();
        assert_eq!(said["people"].as_array().map(Vec::len), Some(4));
        home
    });
    home.path()
}

/// An office and who works in it.
pub struct Office {
    pub home: TempDir,
}

impl Office {
    /// A copy of the demonstration.
    pub fn copy() -> Self {
        let home = tempfile::tempdir().expect("a folder");
        copy(&original().join("office"), &home.path().join("office"));
        Self { home }
    }

    pub fn folder(&self) -> PathBuf {
        self.home.path().join("office")
    }

    pub fn demo(&self, name: &str) -> PathBuf {
        self.folder().join("demo").join(name)
    }

    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.home.path().join(name);
        fs::write(&path, content).expect("written");
        path
    }

    /// The command that runs `words` in somebody's name.
    pub fn command(&self, login: &str, words: &[&str]) -> Command {
        let mut command = command(self.home.path());
        command.args(words).arg("--office").arg(self.folder()).arg("--login").arg(login);
        command.arg("--passphrase-file").arg(self.demo(&format!("{login}.pass")));
        command
    }

    /// Hands a household in, in somebody's name; answers with the record's id.
    #[track_caller]
    pub fn hand_in(&self, login: &str, household: &Value) -> String {
        let answers = self.file("household.json", household.to_string());
        let add = ["records", "add", "--form", FORM, "--answers", text(&answers), "--submit"];
        self.run(login, &add).yes()["record"].as_str().expect("an id").to_owned()
    }

    /// The same, approved by the supervisor.
    #[track_caller]
    pub fn approved(&self, household: &Value) -> String {
        let record = self.hand_in("officer", household);
        self.run("supervisor", &["records", "approve", &record]).yes();
        record
    }

    /// Seals what households may leave into `out`.
    pub fn seal(&self, out: &Path, more: &[&str]) -> Said {
        let seal = ["batch", "seal", "--form", FORM, "--out", text(out)];
        self.run("data", &[seal.as_slice(), more].concat())
    }

    /// Runs `words` in somebody's name.
    pub fn run(&self, login: &str, words: &[&str]) -> Said {
        Said::of(&self.command(login, words).output().expect("it runs"))
    }
}

/// What a process said, and how it ended.
pub struct Said {
    pub code: i32,
    pub json: Value,
    pub error: String,
}

impl Said {
    pub fn of(output: &Output) -> Self {
        Self {
            code: output.status.code().expect("an exit code"),
            json: serde_json::from_slice(&output.stdout).unwrap_or(Value::Null),
            error: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// The same without the notice that stands before it on standard error.
    #[track_caller]
    pub fn after_notice(mut self, notice: &str) -> Self {
        let (first, rest) = self.error.split_once('\n').expect("a notice");
        assert!(first.contains(notice), "{}", self.error);
        self.error = rest.to_owned();
        self
    }

    #[track_caller]
    pub fn yes(self) -> Value {
        assert_eq!(self.code, 0, "{} {}", self.error, self.json);
        self.json
    }

    /// Refused with this exit code and error code, on one line that says what happened and what to do.
    #[track_caller]
    pub fn refused(&self, code: i32, error: &str) {
        assert_eq!(self.code, code, "{} {}", self.error, self.json);
        assert_eq!(self.json["error"]["code"], error, "{}", self.json);
        for part in ["message", "advice"] {
            assert!(!self.json["error"][part].as_str().unwrap_or_default().is_empty(), "{part}");
        }
        assert_eq!(self.error.trim_end().lines().count(), 1, "{}", self.error);
        assert!(self.error.starts_with(error), "{}", self.error);
    }
}

/// Runs `words` in nobody's name.
pub fn bare(words: &[&str]) -> Said {
    let home = tempfile::tempdir().expect("a folder");
    Said::of(&command(home.path()).args(words).output().expect("it runs"))
}

/// Opens a batch into the folder `to`.
pub fn open_batch(batch: &Path, signer: &Path, identity: &Path, to: &Path) -> Said {
    let files = [text(batch), "--signer", text(signer), "--identity", text(identity)];
    bare(&[&["batch", "open"], files.as_slice(), &["--to", text(to)]].concat())
}

pub fn copy(from: &Path, to: &Path) {
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

pub fn text(path: &Path) -> &str {
    path.to_str().expect("a plain name")
}
