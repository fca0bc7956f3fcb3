//! A folder with files of one's own, and the anonymiser run on them as a process.
#![allow(clippy::format_collect, reason = "a test is written for reading")]
#![allow(dead_code, unreachable_pub, reason = "each test program uses its own part")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::cli::{Said, command, text};

/// The table of the worked example.
pub const PEOPLE: &str = "age;sex;place\n4;F;Alpha\n7;F;Alpha\n8;M;Alpha\n21;M;Beta\n24;M;Beta\n26;F;Beta\n29;F;Gamma\n31;F;Gamma\n";

pub struct Desk {
    pub home: TempDir,
    /// Of data and hierarchies.
    pub delimiter: char,
}

impl Desk {
    /// With the hierarchies of the worked example in `trees`.
    pub fn new() -> Self {
        let desk = Self { home: tempfile::tempdir().expect("a folder"), delimiter: ';' };
        desk.put("trees/x_age.csv", ages());
        desk.put("trees/sex.csv", "F;*\nM;*\n");
        desk.put(
            "trees/x_place.csv",
            "Alpha;North;*\nBeta;South;*\nGamma;South;*\nDelta;North;*\n",
        );
        desk.put("people.csv", PEOPLE);
        desk
    }

    pub fn at(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    pub fn put(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.at(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(&path, content).expect("written");
        path
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.at(name)).expect("a file")
    }

    pub fn report(&self) -> Value {
        serde_json::from_str(&self.read("report.json")).expect("a report")
    }

    /// The command that anonymises `data` with the hierarchies at `trees`.
    pub fn command(&self, data: &Path, trees: &Path, config: &Value) -> Command {
        let config = self.put("cfg.json", config.to_string());
        let (out, report) = (self.at("out.csv"), self.at("report.json"));
        let mut command = command(self.home.path());
        command.args(["privacy", "anonymise", "--data", text(data)]);
        command.args(["--hierarchies", text(trees), "--config", text(&config)]);
        command.args(["--out", text(&out), "--report", text(&report)]);
        command
    }

    pub fn anonymise_files(&self, data: &Path, trees: &Path, config: &Value) -> Said {
        Said::of(&self.command(data, trees, config).output().expect("it runs"))
    }

    pub fn anonymise(&self, data: &str, config: &Value) -> Said {
        self.anonymise_files(&self.at(data), &self.at("trees"), config)
    }

    /// Holds what was written against its report.
    pub fn certify_with(&self, trees: &Path) -> Said {
        let (out, report) = (self.at("out.csv"), self.at("report.json"));
        let mut command = command(self.home.path());
        command.args(["privacy", "certify", "--data", text(&out), "--report", text(&report)]);
        command.args(["--hierarchies", text(trees)]);
        Said::of(&command.output().expect("it runs"))
    }

    pub fn certify(&self) -> Said {
        self.certify_with(&self.at("trees"))
    }

    /// Refused with these codes, and nothing was written.
    #[track_caller]
    pub fn check_refused(&self, data: &str, config: &Value, exit: i32, code: &str) -> Said {
        let said = self.anonymise(data, config);
        said.refused(exit, code);
        assert!(!self.at("out.csv").exists() && !self.at("report.json").exists(), "{code}");
        said
    }
}

/// Ages 0 to 39: decades, twenties, everybody.
pub fn ages() -> String {
    (0..40)
        .map(|age| {
            let (ten, twenty) = (age / 10 * 10, age / 20 * 20);
            format!("{age};{ten}-{};{twenty}-{};*\n", ten + 9, twenty + 19)
        })
        .collect()
}

/// Settings for the worked example, with `more` on top.
pub fn settings(more: &Value) -> Value {
    let mut config = json!({
        "format": "waypost-privacy-config/1", "quasi_identifiers": ["age", "sex", "place"], "k": 2,
        "suppression_limit": 0.25,
    });
    for (key, value) in more.as_object().expect("settings") {
        config[key] = value.clone();
    }
    config
}
