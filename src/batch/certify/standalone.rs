//! The report of a run on a file of one's own, held against what it wrote.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Claim, Subject, certify, read::records};
use crate::batch::{Files, REPORT_FORMAT, Report, hash::sha256_hex, report::ReportResult};

/// Holds every claim of a report against `files`: the data by the name that the report gives it, and hierarchies by theirs.
///
/// A report that does not have the shape of one is a single claim that does not hold.
#[must_use]
pub fn certify_report(report: &Value, files: &Files) -> Vec<Claim> {
    match serde_json::from_value::<Report>(report.clone()) {
        Ok(report) => claims(&report, files),
        Err(why) => vec![Claim {
            name: "report".to_owned(),
            claimed: REPORT_FORMAT.into(),
            measured: why.to_string().into(),
            ok: false,
        }],
    }
}

fn claims(report: &Report, files: &Files) -> Vec<Claim> {
    let statement = report.statement();
    let delimiter = u8::try_from(report.output.delimiter).unwrap_or(b';');
    let subject = Subject {
        certificate: &statement,
        files,
        delimiter,
        n_head_rows: 1,
        has_pseudonyms: false,
        k_floor: 1,
        suppressed: Some(report.suppressed.records),
    };
    let mut claims = certify(&subject);
    claims.extend(of_itself(report));
    if let Some(bytes) = files.get(&statement.output.file)
        && let Ok(rows) = records(bytes, delimiter)
    {
        claims.extend(spreads(report, &rows));
        claims.push(contents(report, &rows));
    }
    claims
}

/// Whether the report agrees with itself.
fn of_itself(report: &Report) -> Vec<Claim> {
    let mut claims = Vec::new();
    let mut add = |name: &str, claimed: Value, measured: Value, ok: bool| {
        claims.push(Claim { name: name.to_owned(), claimed, measured, ok });
    };
    let (out, gone, input) =
        (report.output.records, report.suppressed.records, report.input.records);
    let sum = out.saturating_add(gone);
    add("input.records", input.into(), sum.into(), input == sum);
    let before = report.risk.before.records;
    add("risk.before.records", before.into(), input.into(), before == input);
    let limit = report.model.suppression_limit;
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    let within = gone as f64 <= limit.mul_add(input as f64, 1e-9);
    add("model.suppression_limit", limit.into(), gone.into(), within);
    let (optimal, gap) = (report.optimal, report.gap);
    let agrees = match report.result {
        ReportResult::Optimum => optimal && gap == Some(0.0) && report.mode == "full_domain",
        ReportResult::Incumbent => !optimal && report.mode == "full_domain",
        ReportResult::Heuristic => !optimal && gap.is_none() && report.mode != "full_domain",
        // Without rows there is nothing to hold a report against.
        ReportResult::None | ReportResult::AllSuppressed => false,
    };
    add("result", json!(report.result), json!({"optimal": optimal, "gap": gap}), agrees);
    let columns = |it: &String| report.output.columns.contains(it);
    let named = report.levels.iter().all(|it| columns(&it.attribute));
    add("levels.columns", json!(report.output.columns), named.into(), named);
    claims
}

/// Group of values → rows.
type Spread = BTreeMap<String, u64>;

/// What stands in the classes is what the report was made of.
fn contents(report: &Report, rows: &[super::read::Record<'_>]) -> Claim {
    let head: &[String] = rows.first().map_or(&[], |head| &head.cells);
    let place = |name: &String| head.iter().position(|cell| cell == name);
    let cell = |row: &super::read::Record<'_>, at: Option<usize>| {
        at.and_then(|at| row.cells.get(at)).cloned().unwrap_or_default()
    };
    let keys: Vec<_> = report.levels.iter().map(|it| place(&it.attribute)).collect();
    let models: Vec<_> = report.model.sensitive.iter().map(|it| (place(&it.name), it)).collect();
    let mut classes: BTreeMap<Vec<String>, (u64, Vec<Spread>)> = BTreeMap::new();
    for row in rows.iter().skip(1) {
        let labels = keys.iter().map(|at| cell(row, *at)).collect();
        let (n, values) =
            classes.entry(labels).or_insert_with(|| (0, vec![Spread::new(); models.len()]));
        *n += 1;
        for ((at, model), values) in models.iter().zip(values) {
            let value = cell(row, *at);
            let group = model.groups.get(&value).cloned().unwrap_or(value);
            *values.entry(group).or_default() += 1;
        }
    }
    let mut bytes = Vec::new();
    let length = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    for (labels, (n, values)) in &classes {
        for label in labels {
            bytes.extend(length(label.len()).to_le_bytes());
            bytes.extend(label.as_bytes());
        }
        bytes.extend(n.to_le_bytes());
        for values in values {
            bytes.extend(length(values.len()).to_le_bytes());
            for (group, n) in values {
                bytes.extend(length(group.len()).to_le_bytes());
                bytes.extend(group.as_bytes());
                bytes.extend(n.to_le_bytes());
            }
        }
    }
    let (claimed, measured) = (report.output.classes_sha256.clone(), sha256_hex(&bytes));
    Claim {
        name: "output.classes_sha256".to_owned(),
        ok: claimed.as_deref() == Some(measured.as_str()),
        claimed: claimed.into(),
        measured: measured.into(),
    }
}

/// No group of values was released more often than it came in, and those left out make the difference.
fn spreads(report: &Report, rows: &[super::read::Record<'_>]) -> Vec<Claim> {
    let column = |name: &String| {
        rows.first().and_then(|head| head.cells.iter().position(|cell| cell == name))
    };
    let mut claims = Vec::new();
    for (told, model) in report.achieved.sensitive.iter().zip(&report.model.sensitive) {
        let Some(column) = column(&told.name) else { continue };
        let mut left = told.overall.clone();
        let mut enough = true;
        for row in rows.iter().skip(1) {
            let value = row.cells.get(column).map(String::as_str).unwrap_or_default();
            let group = model.groups.get(value).map_or(value, String::as_str);
            match left.get_mut(group) {
                Some(n) if *n > 0 => *n -= 1,
                _ => enough = false,
            }
        }
        let measured: u64 = left.values().sum();
        let claimed = report.suppressed.records;
        claims.push(Claim {
            name: format!("achieved.{}.overall", told.name),
            claimed: claimed.into(),
            measured: if enough { measured.into() } else { "more than came in".into() },
            ok: enough && measured == claimed,
        });
    }
    claims
}
