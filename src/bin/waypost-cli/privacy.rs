//! `privacy …`: the anonymiser on any CSV file, without an office.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    time::Instant,
};

use serde_json::{Value, json};
use waypost::{
    base::Message,
    batch::{Claim, Files, Report, ReportResult, certify::certify_report, to_canonical},
    service::standalone::{self, Config, Material, NamedFile, Run, Watch},
};

use crate::{args::Privacy, failure::Failure, files, reply::Reply, stop};

pub(crate) fn run(command: Privacy) -> Result<Reply, Failure> {
    match command {
        Privacy::Anonymise { data, hierarchies, config, out, report, seed } => {
            let paths = Paths { data, hierarchies, config, out, report };
            anonymise(&paths, seed)
        }
        Privacy::Certify { data, report, hierarchies } => certify(&data, &report, &hierarchies),
        Privacy::Risk { data, config } => risk(&data, &config),
    }
}

/// The files of a run.
struct Paths {
    data: PathBuf,
    hierarchies: Vec<PathBuf>,
    config: PathBuf,
    out: PathBuf,
    report: PathBuf,
}

fn anonymise(paths: &Paths, seed: Option<u64>) -> Result<Reply, Failure> {
    let began = Instant::now();
    let progress = stop::begun();
    let config = Config::parse(&files::read(&paths.config)?)?;
    apart(paths)?;
    let material = material(paths, config, seed)?;
    let seconds = || began.elapsed().as_secs_f64();
    let watch = Watch { progress, seconds: &seconds, cpu_ms: &cpu_ms };
    let Run { report, data } = standalone::anonymise(material, &watch)?;
    let told = to_canonical(&report).map_err(|_err| unwritable(&paths.report))?;
    if let Some(data) = &data {
        files::write(&paths.out, data)?;
    }
    if let Err(failure) = files::write(&paths.report, &told) {
        if data.is_some() {
            // Rows without their report are of no use, and nobody should take them for released.
            let _gone = fs::remove_file(&paths.out);
        }
        return Err(failure);
    }
    Ok(said(&report, &paths.out))
}

/// Nothing that is read is written over, and the two that are written differ.
fn apart(paths: &Paths) -> Result<(), Failure> {
    let place = |path: &Path| fs::canonicalize(path).unwrap_or_else(|_err| path.to_owned());
    let read: Vec<PathBuf> = [&paths.data, &paths.config].map(|it| place(it)).to_vec();
    let written = [place(&paths.out), place(&paths.report)];
    let [out, report] = &written;
    if out == report || written.iter().any(|it| read.contains(it)) {
        return Err(Failure::Usage(Message::new("err-any-same-file")));
    }
    for path in [&paths.out, &paths.report] {
        if path.is_dir() {
            return Err(unwritable(path));
        }
        files::try_writable(path)?;
    }
    Ok(())
}

fn unwritable(path: &Path) -> Failure {
    Failure::Unwritable(files::shown(path))
}

fn material(paths: &Paths, config: Config, seed: Option<u64>) -> Result<Material, Failure> {
    let found = csv_files(&paths.hierarchies)?;
    let names: Vec<String> = found.iter().map(|it| files::shown(it)).collect();
    let mut hierarchies = BTreeMap::new();
    for (attribute, at) in standalone::choose(&config, &names)? {
        if let Some(path) = found.get(at) {
            hierarchies.insert(attribute, named(path)?);
        }
    }
    for (attribute, file) in &config.hierarchies {
        hierarchies.insert(attribute.clone(), named(&beside(paths, file))?);
    }
    let mut groups = BTreeMap::new();
    for column in &config.sensitive {
        if let Some(file) = &column.groups {
            groups.insert(column.rule.attribute.clone(), named(&beside(paths, file))?);
        }
    }
    let population = config.k_map.as_ref().map(|it| named(&beside(paths, &it.file))).transpose()?;
    let data = named(&paths.data)?;
    let out = files::shown(&paths.out);
    Ok(Material { config, data, hierarchies, groups, population, out, seed })
}

fn named(path: &Path) -> Result<NamedFile, Failure> {
    Ok(NamedFile { name: files::shown(path), bytes: files::read(path)? })
}

/// A file that the settings name: beside them, else from where the command runs, else among the hierarchies.
fn beside(paths: &Paths, file: &str) -> PathBuf {
    let folder = paths.config.parent().map(Path::to_owned).unwrap_or_default();
    let among = paths.hierarchies.first().cloned().unwrap_or_default();
    let among =
        if among.is_dir() { among } else { among.parent().map(Path::to_owned).unwrap_or_default() };
    let places = [folder.join(file), PathBuf::from(file), among.join(file)];
    let found = places.iter().find(|it| it.is_file()).cloned();
    found.unwrap_or_else(|| folder.join(file))
}

/// The `.csv` files of folders, the files themselves, and those that a pattern fits; sorted.
fn csv_files(given: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    for path in given {
        if path.is_dir() {
            found.extend(entries(path)?);
        } else if path.is_file() {
            found.push(path.clone());
        } else {
            found.extend(fitting(path)?);
        }
    }
    found.retain(|it| it.is_file() && it.extension().is_some_and(|it| it == "csv"));
    found.sort();
    found.dedup();
    Ok(found)
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let entries = fs::read_dir(folder).map_err(|_err| Failure::Unreadable(files::shown(folder)))?;
    Ok(entries.filter_map(Result::ok).map(|it| it.path()).collect())
}

/// The paths that fit `pattern`, part by part: `*` stands for any characters of a name, `?` for one.
fn fitting(pattern: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut found = vec![PathBuf::new()];
    for part in pattern.components() {
        let part = part.as_os_str();
        let text = part.to_string_lossy();
        if !text.contains(['*', '?']) {
            for path in &mut found {
                path.push(part);
            }
            continue;
        }
        let mut next = Vec::new();
        for folder in &found {
            let listed =
                if folder.as_os_str().is_empty() { Path::new(".") } else { folder.as_path() };
            for entry in entries(listed)? {
                let name = entry.file_name().unwrap_or_default().to_owned();
                if fits(&text, &name.to_string_lossy()) {
                    next.push(folder.join(name));
                }
            }
        }
        found = next;
    }
    found.retain(|it| it.exists());
    if found.is_empty() {
        return Err(Failure::Unreadable(files::shown(pattern)));
    }
    Ok(found)
}

fn fits(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.chars();
    match parts.next() {
        None => name.is_empty(),
        Some('*') => {
            let ends = name.char_indices().map(|(at, _)| at).chain([name.len()]);
            let rest = parts.as_str();
            ends.into_iter().any(|at| name.get(at..).is_some_and(|name| fits(rest, name)))
        }
        Some(first) => {
            let mut name = name.chars();
            name.next().is_some_and(|it| first == '?' || it == first)
                && fits(parts.as_str(), name.as_str())
        }
    }
}

/// Milliseconds of processor time of this process.
fn cpu_ms() -> Option<f64> {
    #[cfg(unix)]
    {
        use rustix::time::{ClockId, clock_gettime};
        let spent = clock_gettime(ClockId::ProcessCPUTime);
        let nanoseconds = u32::try_from(spent.tv_nsec).ok()?;
        let seconds = u32::try_from(spent.tv_sec).ok()?;
        Some(f64::from(seconds) * 1e3 + f64::from(nanoseconds / 1000) / 1e3)
    }
    #[cfg(not(unix))]
    None
}

fn said(report: &Report, out: &Path) -> Reply {
    let released = !matches!(report.result, ReportResult::None | ReportResult::AllSuppressed);
    let reply = Reply::new(serde_json::to_value(report).unwrap_or(Value::Null)).answer(released);
    let text = match report.result {
        ReportResult::None => "cli-any-none",
        ReportResult::AllSuppressed => "cli-any-all-suppressed",
        ReportResult::Optimum => "cli-any-optimum",
        ReportResult::Incumbent => "cli-any-incumbent",
        ReportResult::Heuristic => "cli-any-heuristic",
    };
    let mut reply = reply.say(
        Message::new(text)
            .number("records", report.input.records)
            .number("released", report.output.records)
            .number("k", report.achieved.k)
            .text("file", files::shown(out))
            .text("gap", format!("{:.6}", report.gap.unwrap_or(0.0))),
    );
    if let Some(nearest) = &report.nearest {
        reply = reply.say(
            Message::new("cli-any-nearest")
                .text("limit", nearest.suppression_limit.to_string())
                .number("suppressed", nearest.suppressed),
        );
    }
    if !report.levels.is_empty() {
        reply = reply.say(Message::new("cli-levels-heading"));
    }
    for level in &report.levels {
        let row = format!("  {:<24} {}/{}", level.attribute, level.level, level.top);
        reply = reply.plain(row);
    }
    for warning in &report.warnings {
        reply = reply.plain(format!("! {}", warning.text));
    }
    reply
}

fn certify(data: &Path, report: &Path, hierarchies: &[PathBuf]) -> Result<Reply, Failure> {
    let text = files::read_text(report)?;
    let malformed = |_err| {
        Failure::Malformed(Message::new("err-file-not-json").text("file", files::shown(report)))
    };
    let told: Value = serde_json::from_str(&text).map_err(malformed)?;
    let mut material = Files::new();
    for path in csv_files(hierarchies)? {
        material.insert(files::shown(&path), files::read(&path)?);
    }
    let name = told.pointer("/output/file").and_then(Value::as_str).unwrap_or_default();
    material.insert(name.to_owned(), files::read(data)?);
    Ok(held(&certify_report(&told, &material)))
}

/// What came of holding claims against files.
fn held(claims: &[Claim]) -> Reply {
    let ok = claims.iter().all(|it| it.ok);
    let id = if ok { "cli-any-certificate-holds" } else { "cli-any-certificate-fails" };
    let mut reply =
        Reply::new(json!({"ok": ok, "claims": claims})).answer(ok).say(Message::new(id));
    for claim in claims.iter().filter(|it| !it.ok) {
        reply = reply.plain(format!("  {:<40} {} ≠ {}", claim.name, claim.claimed, claim.measured));
    }
    let holding = claims.iter().filter(|it| it.ok).count();
    reply.say(
        Message::new("cli-claims-that-hold").number("count", u64::try_from(holding).unwrap_or(0)),
    )
}

fn risk(data: &Path, config: &Path) -> Result<Reply, Failure> {
    let config = Config::parse(&files::read(config)?)?;
    let found = standalone::risk(&named(data)?, &config)?;
    let number = |place: &str| found.pointer(place).and_then(Value::as_u64).unwrap_or(0);
    let message = Message::new("cli-any-risk")
        .number("records", number("/risk/records"))
        .number("classes", number("/risk/classes"))
        .number("unique", number("/risk/unique_records"))
        .number("below", number("/risk/records_below_k"))
        .number("k", u64::from(config.k))
        .number("minimal", number("/minimal_uniques/records"));
    Ok(Reply::new(found).say(message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_fits_names_as_in_a_shell() {
        assert!(fits("*_age.csv", "adult_hierarchy_age.csv"));
        assert!(fits("a?e*", "age.csv") && fits("*", "") && fits("ä*", "äge.csv"));
        assert!(!fits("*_age.csv", "ages.csv") && !fits("a", "ab"));
    }
}
