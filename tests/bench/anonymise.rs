//! What the anonymiser costs: whole processes against the prototype of the search, built and run beside them; nanoseconds a
//! tuple against one pass over the same columns; large files. Writes its figures to `tests/bench/anonymise.md`.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::items_after_statements,
    clippy::too_many_lines,
    reason = "a measurement prints, and stops where it cannot go on"
)]

use std::{
    collections::BTreeSet,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use waypost::{
    base::{Entropy as _, SeededEntropy},
    privacy::{
        AttributeRole, Column, Control, Hierarchy, Microdata, Model, Outcome, SearchConfig, Study,
    },
};

#[path = "../support/mod.rs"]
mod support;

const ADULT: [&str; 9] = [
    "sex",
    "age",
    "race",
    "marital-status",
    "education",
    "native-country",
    "workclass",
    "occupation",
    "salary-class",
];
const CASES: [&str; 8] =
    ["sex", "age", "citizenship", "area", "month", "marital", "education", "household"];
/// Each process this often; the quickest counts, because nothing but other work makes it slower.
const ROUNDS: usize = 3;

fn main() {
    let Some(shared) = support::shared("what the anonymiser costs") else { return };
    let bench =
        Bench { home: tempfile::tempdir().expect("a folder"), sdc: shared.join("data/sdc") };
    let rival = bench.rival(&shared);
    let mut out = String::from("# What the anonymiser costs\n\n");
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    writeln!(
        out,
        "Written by `cargo bench --no-default-features --bench anonymise`. Release build, one thread, whole processes; processor\n\
         seconds, the quickest of {ROUNDS}. Load of the computer at the start: {}.\n",
        load.split(' ').next().unwrap_or("unknown"),
    )
    .expect("a text");
    out += "| case | nodes grouped | ours, s | prototype, s | ratio | memory, MB |\n|---|---|---|---|---|---|\n";
    for case in cases() {
        out += &bench.compare(&case, rival.as_deref());
    }
    out += "\n| search | tuples | nodes grouped | ns a tuple | one pass, ns a tuple | ratio |\n|---|---|---|---|---|---|\n";
    for limit in [0.05, 1.0] {
        out += &bench.per_tuple(limit);
    }
    print!("{out}");
    let place = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/bench/anonymise.md");
    fs::write(place, out).expect("written");
}

/// One file under one model.
struct Case {
    name: &'static str,
    data: Data,
    quasi: &'static [&'static str],
    /// The sensitive column and its model, for ours and for the prototype.
    sensitive: Option<(&'static str, Value, &'static str)>,
    k: u32,
    limit: f64,
    local: bool,
    /// The prototype is too slow, or does not do it.
    alone: bool,
}

#[derive(Clone, Copy)]
enum Data {
    Adult,
    Cases,
    /// So many records mixed from the cases.
    Mixed(u32),
}

fn cases() -> Vec<Case> {
    let adult = |name, limit| Case {
        name,
        data: Data::Adult,
        quasi: &ADULT,
        sensitive: None,
        k: 5,
        limit,
        local: false,
        alone: false,
    };
    const EIGHT: [&str; 8] = [
        "sex",
        "age",
        "race",
        "marital-status",
        "education",
        "native-country",
        "workclass",
        "salary-class",
    ];
    let with = |name, limit, model: Value, theirs| Case {
        quasi: &EIGHT,
        sensitive: Some(("occupation", model, theirs)),
        ..adult(name, limit)
    };
    let entropy = || json!({"model": "entropy_l", "l": 5});
    let close = || json!({"model": "t_closeness", "t": 0.2, "distance": "equal"});
    let cases = |name, data, quasi, limit| Case {
        data,
        quasi,
        k: 11,
        ..Case { quasi, ..adult(name, limit) }
    };
    vec![
        adult("Adult, nine, k = 5, 5 %", 0.05),
        adult("Adult, nine, k = 5, 100 %", 1.0),
        with("Adult, eight, entropy l = 5, 5 %", 0.05, entropy(), "el:5"),
        with("Adult, eight, entropy l = 5, 100 %", 1.0, entropy(), "el:5"),
        with("Adult, eight, t = 0.2, 5 %", 0.05, close(), "t:0.2"),
        with("Adult, eight, t = 0.2, 100 %", 1.0, close(), "t:0.2"),
        cases("cases, 10,000 x 8, k = 11, 5 %", Data::Cases, &CASES, 0.05),
        Case { local: true, ..adult("Adult, nine, k = 5, peeled", 1.0) },
        Case {
            local: true,
            alone: true,
            ..cases("cases, 100,000 x 8, k = 11, peeled", Data::Mixed(100_000), &CASES, 1.0)
        },
        Case {
            alone: true,
            ..cases("cases, 1,000,000 x 6, k = 11, 5 %", Data::Mixed(1_000_000), &CASES[..6], 0.05)
        },
    ]
}

struct Bench {
    home: tempfile::TempDir,
    sdc: PathBuf,
}

impl Bench {
    /// The prototype, built beside the checkout's own output.
    fn rival(&self, shared: &Path) -> Option<PathBuf> {
        let source = shared.join("design/examples/sdc-search");
        let folder = self.home.path().join("rival");
        fs::create_dir_all(folder.join("src")).ok()?;
        for file in ["Cargo.toml", "src/main.rs"] {
            fs::write(folder.join(file), fs::read(source.join(file)).ok()?).ok()?;
        }
        let built = Command::new("cargo")
            .args(["build", "--release", "--quiet"])
            .current_dir(&folder)
            .env_remove("CARGO_TARGET_DIR")
            .status();
        let program = folder.join("target/release/sdcproto");
        (built.is_ok_and(|it| it.success()) && program.is_file()).then_some(program)
    }

    fn files(&self, data: Data) -> (PathBuf, &'static str) {
        match data {
            Data::Adult => (self.sdc.join("adult/adult.csv"), "adult/adult_hierarchy_"),
            Data::Cases => (self.sdc.join("cases10000/cases.csv"), "cases10000/cases_hierarchy_"),
            Data::Mixed(n) => (self.mixed(n), "cases10000/cases_hierarchy_"),
        }
    }

    /// `n` records, each of two of the cases: the columns stay as they are spread, and somewhat together.
    fn mixed(&self, n: u32) -> PathBuf {
        let path = self.home.path().join(format!("mixed-{n}.csv"));
        let text = fs::read_to_string(self.sdc.join("cases10000/cases.csv")).expect("cases");
        let mut rows: Vec<Vec<&str>> = text.lines().map(|row| row.split(';').collect()).collect();
        let header = rows.remove(0);
        let mut entropy = SeededEntropy::new(1);
        let mut draw = |below: u64| usize::try_from(entropy.below(below)).expect("small");
        let mut out = header.join(";") + "\n";
        for _ in 0..n {
            let pair = [draw(10_000), draw(10_000)];
            let cells: Vec<&str> =
                (0..header.len()).map(|at| rows[pair[usize::from(draw(10) > 6)]][at]).collect();
            out += &cells.join(";");
            out.push('\n');
        }
        fs::write(&path, out).expect("written");
        path
    }

    fn compare(&self, case: &Case, rival: Option<&Path>) -> String {
        let (data, trees) = self.files(case.data);
        let sensitive =
            case.sensitive.iter().map(|(name, model, _)| json!({"name": name, "models": [model]}));
        let config = json!({
            "format": "waypost-privacy-config/1", "quasi_identifiers": case.quasi, "k": case.k,
            "suppression_limit": case.limit, "mode": if case.local { "local" } else { "full_domain" },
            "sensitive": sensitive.collect::<Vec<_>>(),
        });
        let place = |name: &str| self.home.path().join(name).display().to_string();
        fs::write(place("cfg.json"), config.to_string()).expect("written");
        let trees = self.sdc.join(trees).display().to_string();
        let data = data.display().to_string();
        let ours = [
            env!("CARGO_BIN_EXE_waypost-cli"),
            "--json",
            "privacy",
            "anonymise",
            "--data",
            &data,
            "--hierarchies",
            &format!("{trees}*.csv"),
            "--config",
            &place("cfg.json"),
            "--out",
            &place("out.csv"),
            "--report",
            &place("report.json"),
        ]
        .map(str::to_owned);
        let (column, model) =
            case.sensitive.as_ref().map_or(("-", "k"), |(name, _, theirs)| (*name, *theirs));
        let theirs = |program: &Path| -> Vec<String> {
            let mode = if case.local { "peel" } else { "opt" };
            let settings = [
                format!("csv={data}"),
                format!("hier={trees}"),
                format!("qi={}", case.quasi.join(",")),
                format!("sens={column}"),
                format!("k={}", case.k),
                format!("model={model}"),
                format!("sup={}", case.limit),
                format!("mode={mode}"),
                format!("out={}", place("theirs.csv")),
                "reps=1".to_owned(),
            ];
            [program.display().to_string()].into_iter().chain(settings).collect()
        };
        let (mut own, mut other) = (f64::INFINITY, f64::INFINITY);
        // In turn, so that whatever slows the computer slows both.
        for _ in 0..if case.alone { 1 } else { ROUNDS } {
            own = own.min(seconds(&ours));
            if let Some(program) = rival.filter(|_| !case.alone) {
                other = other.min(seconds(&theirs(program)));
            }
        }
        let memory = memory(&ours);
        let report: Value =
            serde_json::from_slice(&fs::read(place("report.json")).expect("a report"))
                .expect("JSON");
        let (theirs, ratio) = if other.is_finite() {
            (format!("{other:.3}"), format!("{:.2}", own / other))
        } else {
            ("-".to_owned(), "-".to_owned())
        };
        let line = format!(
            "| {} | {} of {} | {own:.3} | {theirs} | {ratio} | {memory} |\n",
            case.name, report["search"]["grouped"], report["search"]["nodes"],
        );
        print!("{line}");
        line
    }

    /// The search alone against one pass over the columns of the distinct tuples for each node that it grouped.
    fn per_tuple(&self, limit: f64) -> String {
        let text = fs::read_to_string(self.sdc.join("adult/adult.csv")).expect("adult");
        let rows: Vec<Vec<&str>> = text.lines().map(|row| row.split(';').collect()).collect();
        let places: Vec<usize> = ADULT
            .iter()
            .map(|name| rows[0].iter().position(|it| it == name).expect("a column"))
            .collect();
        let columns = ADULT.iter().zip(&places).map(|(name, at)| {
            Column::new(*name, AttributeRole::QuasiIdentifier, rows[1..].iter().map(|row| row[*at]))
        });
        let table = Microdata::new(columns.collect()).expect("a table");
        let trees: Vec<Hierarchy> = ADULT
            .iter()
            .map(|name| {
                let file = self.sdc.join(format!("adult/adult_hierarchy_{name}.csv"));
                let tree = fs::read_to_string(file).expect("a hierarchy");
                let rows: Vec<Vec<String>> =
                    tree.lines().map(|row| row.split(';').map(str::to_owned).collect()).collect();
                Hierarchy::from_rows(*name, &rows).expect("a tree")
            })
            .collect();
        let model = Model::k_anonymity(5);
        let study = Study::new(&table, &trees, &model, None).expect("ready");
        let config = SearchConfig { suppression_limit: limit, ..SearchConfig::default() };
        let tuples: BTreeSet<Vec<u32>> = (0..table.n_records())
            .map(|row| table.attributes().iter().map(|it| it.codes()[row]).collect())
            .collect();
        let encoded: Vec<Vec<u32>> =
            (0..ADULT.len()).map(|at| tuples.iter().map(|tuple| tuple[at]).collect()).collect();
        let (mut search, mut pass, mut grouped) = (f64::INFINITY, f64::INFINITY, 0);
        for _ in 0..ROUNDS {
            let start = Instant::now();
            let found = study.search(&config, &mut |_| Control::Continue).expect("found");
            search = search.min(start.elapsed().as_secs_f64());
            let Outcome::Found(found) = found else { return String::new() };
            grouped = found.statistics.grouped;
            let start = Instant::now();
            let mut keys = vec![0_u32; tuples.len()];
            for node in 0..grouped {
                let radix = u32::try_from(node).expect("few") | 1;
                for column in &encoded {
                    keys.iter_mut()
                        .zip(column)
                        .for_each(|(key, at)| *key = key.wrapping_mul(radix).wrapping_add(*at));
                }
                std::hint::black_box(&mut keys);
            }
            pass = pass.min(start.elapsed().as_secs_f64());
        }
        let n = f64::from(u32::try_from(grouped).expect("few"))
            * f64::from(u32::try_from(tuples.len()).expect("few"));
        let (search, pass) = (search * 1e9 / n, pass * 1e9 / n);
        format!(
            "| Adult, nine, k = 5, {:.0} % | {} | {grouped} | {search:.1} | {pass:.1} | {:.1} |\n",
            limit * 100.0,
            tuples.len(),
            search / pass,
        )
    }
}

/// Processor seconds of a process and its children, as the shell counts them.
fn seconds(words: &[String]) -> f64 {
    let out = Command::new("sh")
        .args(["-c", "\"$@\" >/dev/null 2>&1; times", "sh"])
        .args(words)
        .output()
        .expect("it runs");
    let said = String::from_utf8_lossy(&out.stdout).into_owned();
    let of_children = said.lines().nth(1).expect("two lines of times");
    let one = |word: &str| -> f64 {
        let (minutes, seconds) = word.trim_end_matches('s').split_once('m').expect("a time");
        minutes.parse::<f64>().expect("minutes") * 60.0 + seconds.parse::<f64>().expect("seconds")
    };
    of_children.split_whitespace().map(one).sum()
}

/// The most memory a process held, in megabytes; `-` where the system does not say.
fn memory(words: &[String]) -> String {
    let mut child = Command::new(&words[0])
        .args(&words[1..])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("it runs");
    let place = format!("/proc/{}/status", child.id());
    let mut most = 0_u32;
    while child.try_wait().expect("it runs").is_none() {
        let status = fs::read_to_string(&place).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let held = line.and_then(|it| it.split_whitespace().next()).and_then(|it| it.parse().ok());
        most = most.max(held.unwrap_or(0));
        thread::sleep(Duration::from_millis(1));
    }
    if most == 0 { "-".to_owned() } else { (most / 1024).to_string() }
}
