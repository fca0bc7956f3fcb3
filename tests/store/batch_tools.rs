//! A batch opens with other people's tools: Debian's, and the libraries analysts use. None of it is our code.

use crate::made_batch as made;
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use waypost::{batch::sha256_hex, batch::v1};

const TOOLS: [&str; 5] = ["age", "minisign", "zstd", "tar", "sha256sum"];

/// Whether Debian's tools are there; says which one is not.
fn has_tools(what: &str) -> bool {
    let missing =
        TOOLS.into_iter().find(|tool| Command::new(tool).arg("--version").output().is_err());
    if let Some(tool) = missing {
        println!("skipped: {what} (no `{tool}` on this machine)");
    }
    missing.is_none()
}

/// The Python with the analysts' libraries; says so where there is none.
fn python(what: &str) -> Option<PathBuf> {
    let python = std::env::var_os("WAYPOST_PYTHON").map(PathBuf::from);
    if python.is_none() {
        println!(
            "skipped: {what} (WAYPOST_PYTHON does not name a Python with frictionless, libhxl and pycanon)"
        );
    }
    python
}

/// A batch, the office's public key and headquarters' key as files in a folder of their own.
fn on_disk() -> (tempfile::TempDir, v1::Sealed) {
    let (sealed, identity) = made::sealed();
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("OFF017-000001.waypost"), &sealed.bytes).unwrap();
    fs::write(folder.path().join("OFF017.pub"), made::signer().public_text()).unwrap();
    fs::write(folder.path().join("hq.key"), identity.secret_text().as_bytes()).unwrap();
    (folder, sealed)
}

fn bash(folder: &Path, script: &str) -> Output {
    Command::new("bash").current_dir(folder).args(["-c", script]).output().unwrap()
}

#[track_caller]
fn succeeded(output: &Output) -> String {
    let (out, err) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{}\n{out}\n{err}", output.status);
    out.into_owned()
}

/// The commands of the format's description, word for word.
const BY_HAND: &str = "
set -euo pipefail
tar -xf OFF017-000001.waypost
minisign -V -p OFF017.pub -m payload.age
age -d -i hq.key -o payload.tar.zst payload.age
zstd -d payload.tar.zst && tar -xf payload.tar
minisign -V -p OFF017.pub -m manifest.json
sha256sum -c SHA256SUMS
";

#[test]
fn headquarters_opens_a_batch_with_debian_tools() {
    if !has_tools("opening a batch by hand") {
        return;
    }
    let (folder, sealed) = on_disk();
    let said = succeeded(&bash(folder.path(), BY_HAND));
    assert_eq!(said.matches("Trusted comment: waypost-batch/1").count(), 2, "{said}");
    assert!(said.contains("data/p6a.csv: OK"), "{said}");
    assert!(!said.contains("FAILED"), "{said}");
    let manifest = fs::read(folder.path().join("manifest.json")).unwrap();
    assert_eq!(sha256_hex(&manifest), sealed.batch_id);
    for file in &sealed.manifest.files {
        let bytes = fs::read(folder.path().join(&file.name)).unwrap();
        assert_eq!((bytes.len() as u64, sha256_hex(&bytes)), (file.bytes, file.sha256.clone()));
    }
}

#[test]
fn the_archives_are_of_nobody_and_of_no_time() {
    if !has_tools("listing a batch") {
        return;
    }
    let (folder, _sealed) = on_disk();
    succeeded(&bash(folder.path(), BY_HAND));
    for archive in ["OFF017-000001.waypost", "payload.tar"] {
        let list =
            succeeded(&bash(folder.path(), &format!("TZ=UTC tar --numeric-owner -tvf {archive}")));
        for line in list.lines() {
            assert!(
                line.starts_with("-rw-r--r-- 0/0 ") && line.contains("1970-01-01 00:00"),
                "{line}"
            );
        }
        let names: Vec<&str> = list.lines().filter_map(|line| line.rsplit(' ').next()).collect();
        assert!(names.is_sorted(), "{names:?}");
    }
    let list = succeeded(&bash(folder.path(), "zstd -lv payload.tar.zst"));
    assert!(list.contains("Check: XXH64") && list.contains("Decompressed Size:"), "{list}");
}

fn script(folder: &Path, to: &str) -> Output {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/packaging/headquarters/open-batch.sh");
    let run = format!("bash {script} OFF017-000001.waypost OFF017.pub hq.key {to}");
    bash(folder, &run)
}

#[test]
fn the_script_for_headquarters_opens_everything_or_leaves_nothing() {
    if !has_tools("the script for headquarters") {
        return;
    }
    let (folder, sealed) = on_disk();
    let said = succeeded(&script(folder.path(), "opened"));
    assert_eq!(said.trim(), format!("batch {}", sealed.batch_id));
    assert!(folder.path().join("opened/data/p6a.csv").is_file());
    assert_eq!(script(folder.path(), "opened").status.code(), Some(2));

    let good = sealed.bytes;
    let other = waypost::batch::HqIdentity::make().secret_text();
    let key = fs::read(folder.path().join("hq.key")).unwrap();
    let mut flipped = good.clone();
    flipped[700] ^= 1;
    for (batch, key, code) in [
        (&flipped, key.as_slice(), 1),
        (&good, other.as_bytes(), 1),
        (&good[..512].to_vec(), key.as_slice(), 4),
    ] {
        fs::write(folder.path().join("OFF017-000001.waypost"), batch).unwrap();
        fs::write(folder.path().join("hq.key"), key).unwrap();
        let refused = script(folder.path(), "second");
        assert_eq!(
            refused.status.code(),
            Some(code),
            "{}",
            String::from_utf8_lossy(&refused.stderr)
        );
        // Batch, two keys, and what was opened before.
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 4);
    }
}

/// An opened batch in a folder.
fn opened() -> tempfile::TempDir {
    let (sealed, identity) = made::sealed();
    let folder = tempfile::tempdir().unwrap();
    let public = made::signer().public();
    let verified = v1::verify(&sealed.bytes, &public).unwrap();
    verified.unpack(&identity, &folder.path().join("batch")).unwrap();
    folder
}

fn run_python(python: &Path, folder: &Path, args: &[&str]) -> Output {
    Command::new(python).current_dir(folder.join("batch")).args(args).output().unwrap()
}

#[test]
fn frictionless_finds_the_package_valid_and_a_changed_cell_not() {
    let Some(python) = python("the data package held against frictionless") else { return };
    let folder = opened();
    let validate = ["-m", "frictionless", "validate", "datapackage.json", "--type", "package"];
    succeeded(&run_python(&python, folder.path(), &validate));
    let data = folder.path().join("batch/data/p6a.csv");
    let text = fs::read_to_string(&data).unwrap();
    fs::write(&data, text.replacen("XW01", "XW09", 1)).unwrap();
    let refused = run_python(&python, folder.path(), &validate);
    assert_eq!(refused.status.code(), Some(1), "{}", String::from_utf8_lossy(&refused.stdout));
}

const HXLVALIDATE: &str =
    "import sys; from hxl.scripts import hxlvalidate; sys.exit(hxlvalidate())";

#[test]
fn libhxl_finds_the_tags_valid_and_a_band_under_a_number_not() {
    let Some(python) = python("the HXL tags held against libhxl") else { return };
    let folder = opened();
    for file in ["data/p6a.csv", "tables/members.csv"] {
        succeeded(&run_python(&python, folder.path(), &["-c", HXLVALIDATE, file]));
    }
    let data = folder.path().join("batch/data/p6a.csv");
    let text = fs::read_to_string(&data).unwrap();
    fs::write(&data, text.replacen("#group+type", "#affected+type", 1)).unwrap();
    assert!(
        !run_python(&python, folder.path(), &["-c", HXLVALIDATE, "data/p6a.csv"]).status.success()
    );
}

#[test]
fn a_date_that_is_not_told_does_not_spoil_the_tags() {
    let Some(python) = python("the tag of a date at its top level held against libhxl") else {
        return;
    };
    let mut contents = made::contents();
    let quarters = &mut contents.columns[2];
    let waypost::batch::ColumnKind::Codes { codes, .. } = &mut quarters.kind else {
        panic!("no codes")
    };
    codes.push(waypost::batch::CodeLabel { code: "*".to_owned(), labels: Vec::new() });
    // The class of seven in the south goes to the fallback, where the quarter is not told.
    for row in contents.rows.iter_mut().filter(|row| row.cells[2] == "2026Q2") {
        row.cells[2] = "*".to_owned();
    }
    contents.hierarchies[2].rows.iter_mut().for_each(|row| row[1] = "*".to_owned());
    let mut certificate = made::certificate();
    let node =
        |levels: &[u32], records| waypost::batch::Recoding { levels: levels.to_vec(), records };
    certificate.recodings = vec![node(&[1, 1, 0], 20), node(&[1, 1, 1], 7)];
    let quarter = (20.0 * 0.5 + 7.0 - 13.5) / 13.5;
    let [place, size] = [certificate.levels[0].loss, certificate.levels[1].loss];
    certificate.levels[2].loss = quarter;
    certificate.score = Some(((1.0_f64 + place) * (1.0 + size) * (1.0 + quarter)).cbrt() - 1.0);
    certificate.loss.mean_cell = (place + size + quarter) / 3.0;
    let prepared = v1::prepare(&contents, certificate).unwrap();
    let data = &prepared.files()["data/p6a.csv"];
    assert!(String::from_utf8_lossy(data).contains("#meta+date+start"));
    let folder = tempfile::tempdir().unwrap();
    let batch = folder.path().join("batch");
    fs::create_dir(&batch).unwrap();
    fs::write(batch.join("data.csv"), data).unwrap();
    succeeded(&run_python(&python, folder.path(), &["-c", HXLVALIDATE, "data.csv"]));
}

/// k, l and the effective l of the entropy, measured from the CSV alone.
const PYCANON: &str = r#"
import math, sys
import pandas
from pycanon import anonymity
table = pandas.read_csv("data/p6a.csv", dtype=str, keep_default_na=False, skiprows=[1])
keys, secret = ["adm1", "size_band", "quarter"], ["head_age_class"]
print(len(table), anonymity.k_anonymity(table, keys), anonymity.l_diversity(table, keys, secret),
      round(anonymity.t_closeness(table, keys, secret), 9))
exposed = table.groupby(keys).filter(lambda rows: set(rows.head_age_class) != {"adult"}).reset_index(drop=True)
print(anonymity.l_diversity(exposed, keys, secret))
"#;

#[test]
fn pycanon_measures_the_k_and_l_of_the_certificate() {
    let Some(python) = python("k and l measured by pyCANON") else { return };
    let folder = opened();
    let said = succeeded(&run_python(&python, folder.path(), &["-c", PYCANON]));
    let achieved = made::certificate().achieved;
    let sensitive = &achieved.sensitive[0];
    let lines: Vec<&str> = said.lines().collect();
    // The class of five adults has one value, and that one neutral: l over all classes is 1, over the exposed ones 2.
    let first: Vec<&str> = lines[0].split(' ').collect();
    assert_eq!(first[..3], ["27", &achieved.k.to_string(), "1"], "{said}");
    let t: f64 = first[3].parse().unwrap();
    assert!((t - sensitive.t.unwrap()).abs() < 1e-6, "{said}");
    assert_eq!(lines[1], sensitive.distinct_l.unwrap().to_string(), "{said}");
}
