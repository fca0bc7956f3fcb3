//! Claim by claim: what the certificate says beside what was measured.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{
    Claim, Subject,
    classes::{Grouping, Spread, Table, describe, distance_of, risk, sizes},
    figures::{Axis, losses, nodes_of_rows, real, score, strangers},
    read::{ladder, records, tree_hash},
};
use crate::batch::{
    AchievedSensitive, CERTIFICATE_FORMAT, Certificate, Criterion, REPORT_FORMAT, SensitiveModel,
    hash::sha256_hex,
};

/// Losses agree to this: they are sums of thousands of shares.
const LOSS_TOLERANCE: f64 = 1e-6;
/// Other figures agree to this.
const TOLERANCE: f64 = 1e-9;

/// The claims as they are made.
struct Ledger(Vec<Claim>);

impl Ledger {
    fn add(&mut self, name: impl Into<String>, claimed: Value, measured: Value, ok: bool) {
        self.0.push(Claim { name: name.into(), claimed, measured, ok });
    }

    fn same<T: PartialEq + Into<Value>>(
        &mut self,
        name: impl Into<String>,
        claimed: T,
        measured: T,
    ) {
        let ok = claimed == measured;
        self.add(name, claimed.into(), measured.into(), ok);
    }

    fn near(&mut self, name: impl Into<String>, claimed: f64, measured: f64, tolerance: f64) {
        let ok = (claimed - measured).abs() <= tolerance * claimed.abs().max(1.0);
        self.add(name, claimed.into(), measured.into(), ok);
    }

    fn near_or_none(
        &mut self,
        name: impl Into<String>,
        claimed: Option<f64>,
        measured: Option<f64>,
    ) {
        let ok = match (claimed, measured) {
            (Some(claimed), Some(measured)) => {
                (claimed - measured).abs() <= TOLERANCE * claimed.abs().max(1.0)
            }
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        };
        self.add(name, claimed.into(), measured.into(), ok);
    }
}

/// Every claim, in the certificate's order.
pub(super) fn all(subject: &Subject<'_>) -> Vec<Claim> {
    let mut ledger = Ledger(Vec::new());
    let certificate = subject.certificate;
    let format = if subject.suppressed.is_some() { REPORT_FORMAT } else { CERTIFICATE_FORMAT };
    ledger.same("format", certificate.format.as_str(), format);
    let Some(table) = output(subject, &mut ledger) else { return ledger.0 };
    let Some(axes) = hierarchies(subject, &table, &mut ledger) else { return ledger.0 };
    levels(subject, &table, &axes, &mut ledger);
    let columns: Vec<usize> = axes.iter().map(|axis| axis.column).collect();
    let sizes = sizes(&table.classes(&columns));
    classes(subject, &sizes, &mut ledger);
    model(subject, &sizes, &mut ledger);
    sensitive(certificate, &table, &columns, &mut ledger);
    risks(certificate, &sizes, &mut ledger);
    if subject.suppressed.is_none() {
        ledger.same("joint_history.below_k", certificate.joint_history.below_k, 0);
    }
    ledger.0
}

/// The data file itself. Nothing where it cannot be read.
fn output(subject: &Subject<'_>, ledger: &mut Ledger) -> Option<Table> {
    let output = &subject.certificate.output;
    let read = subject.files.get(&output.file).ok_or("missing").and_then(|bytes| {
        ledger.same("output.sha256", output.sha256.clone(), sha256_hex(bytes));
        records(bytes, subject.delimiter)
    });
    let mut records = match read {
        Ok(records) if records.len() >= subject.n_head_rows => records,
        Ok(_) => return fail(ledger, "output.file", &output.file, "no header"),
        Err(what) => return fail(ledger, "output.file", &output.file, what),
    };
    let data = records.split_off(subject.n_head_rows);
    let columns = records.into_iter().next().map(|record| record.cells).unwrap_or_default();
    ledger.same("output.records", output.records, u64::try_from(data.len()).unwrap_or(u64::MAX));
    ledger.same("output.columns", output.columns.clone(), columns.clone());
    let root = tree_hash(data.iter().map(|record| record.raw).collect());
    ledger.same("output.rows_root", output.rows_root.clone(), root);
    if subject.has_pseudonyms {
        let names: Vec<&str> =
            data.iter().filter_map(|it| it.cells.first()).map(String::as_str).collect();
        let distinct: BTreeSet<&str> = names.iter().copied().collect();
        ledger.same("output.pseudonyms", names.len(), distinct.len());
        ledger.same("output.order", true, names.is_sorted());
    }
    let rows = data.into_iter().map(|record| record.cells).collect();
    Some(Table { columns, rows })
}

/// A claim that ends the measuring, because what it is about cannot be read.
fn fail<T>(ledger: &mut Ledger, name: &str, claimed: &str, what: &str) -> Option<T> {
    ledger.add(name, claimed.into(), what.into(), false);
    None
}

/// The hierarchy of each quasi-identifier. Nothing where one is missing or no hierarchy.
fn hierarchies(subject: &Subject<'_>, table: &Table, ledger: &mut Ledger) -> Option<Vec<Axis>> {
    let certificate = subject.certificate;
    let mut axes = Vec::new();
    for level in &certificate.levels {
        let (attribute, name) = (&level.attribute, format!("hierarchies.{}", level.attribute));
        let Some(column) = table.column(attribute) else {
            return fail(ledger, &format!("levels.{attribute}"), attribute, "no such column");
        };
        let Some(entry) = certificate.hierarchies.iter().find(|it| it.attribute == *attribute)
        else {
            return fail(ledger, &name, attribute, "no hierarchy");
        };
        let Some(bytes) = subject.files.get(&entry.file) else {
            return fail(ledger, &name, &entry.file, "missing");
        };
        ledger.same(format!("{name}.sha256"), entry.sha256.clone(), sha256_hex(bytes));
        let ladder = match ladder(bytes, subject.delimiter) {
            Ok(ladder) => ladder,
            Err(what) => return fail(ledger, &name, &entry.file, what),
        };
        let n_levels = u32::try_from(ladder.levels.len()).unwrap_or(u32::MAX);
        ledger.same(format!("{name}.levels"), entry.levels, n_levels);
        ledger.same(format!("{name}.leaves"), entry.leaves, ladder.n_leaves);
        ledger.same(format!("{name}.labels_with_two_parents"), 0, ladder.n_torn);
        ledger.same(format!("levels.{attribute}.top"), level.top, n_levels.saturating_sub(1));
        axes.push(Axis { column, ladder });
    }
    let names: BTreeSet<&str> = certificate.levels.iter().map(|it| it.attribute.as_str()).collect();
    ledger.same("levels.distinct", certificate.levels.len(), names.len());
    Some(axes)
}

/// Labels stand at the levels named, and cost what is said.
fn levels(subject: &Subject<'_>, table: &Table, axes: &[Axis], ledger: &mut Ledger) {
    let certificate = subject.certificate;
    let base: Vec<u32> = certificate.levels.iter().map(|it| it.level).collect();
    let nodes: Vec<Vec<u32>> = if certificate.recodings.is_empty() {
        for (level, axis) in certificate.levels.iter().zip(axes) {
            let name = format!("levels.{}.rows_elsewhere", level.attribute);
            ledger.same(name, 0, strangers(table, axis, level.level));
        }
        vec![base]
    } else {
        let nodes: Vec<Vec<u32>> =
            certificate.recodings.iter().map(|it| it.levels.clone()).collect();
        ledger.add("levels", json!(base), json!(nodes), nodes.contains(&base));
        nodes
    };
    let stands = nodes_of_rows(table, axes, &nodes);
    for (at, recoding) in certificate.recodings.iter().enumerate() {
        let n = stands.iter().filter(|stand| **stand == Some(at)).count();
        ledger.same(
            format!("recodings.{at}.records"),
            recoding.records,
            u64::try_from(n).unwrap_or(0),
        );
    }
    ledger.same("recodings.rows_elsewhere", 0, stands.iter().filter(|it| it.is_none()).count());

    let suppressed = subject.suppressed.unwrap_or(0);
    let plain = losses(table, axes, &nodes, &stands, 0.5, suppressed);
    let d = real(u64::try_from(plain.len().max(1)).unwrap_or(1));
    let mean = plain.iter().sum::<f64>() / d;
    ledger.near("loss.mean_cell", certificate.loss.mean_cell, mean, LOSS_TOLERANCE);
    // Below a balance of one half a suppressed cell costs what its label would have: that is not in the file.
    if suppressed == 0 || certificate.gs_factor >= 0.5 {
        let lost = losses(table, axes, &nodes, &stands, certificate.gs_factor, suppressed);
        own_loss(certificate, &lost, table.rows.is_empty(), ledger);
    }
}

/// The loss by the factor and the weights that were asked for.
fn own_loss(certificate: &Certificate, lost: &[f64], is_empty: bool, ledger: &mut Ledger) {
    for (level, lost) in certificate.levels.iter().zip(lost) {
        ledger.near(format!("levels.{}.loss", level.attribute), level.loss, *lost, LOSS_TOLERANCE);
    }
    let weight = |name: &String| certificate.weights.get(name).copied().unwrap_or(1.0);
    let weights: Vec<f64> = certificate.levels.iter().map(|it| weight(&it.attribute)).collect();
    let measured = (!is_empty).then(|| score(lost, &weights));
    let ok = match (certificate.score, measured) {
        (Some(claimed), Some(measured)) => (claimed - measured).abs() <= LOSS_TOLERANCE,
        (claimed, measured) => claimed.is_none() && measured.is_none(),
    };
    ledger.add("score", certificate.score.into(), measured.into(), ok);
}

fn classes(subject: &Subject<'_>, sizes: &[u64], ledger: &mut Ledger) {
    let certificate = subject.certificate;
    let (claimed, measured) = (&certificate.classes, describe(sizes));
    ledger.same("classes.count", claimed.count, measured.count);
    ledger.same("classes.smallest", claimed.smallest, measured.smallest);
    ledger.same("classes.largest", claimed.largest, measured.largest);
    ledger.near("classes.mean", claimed.mean, measured.mean, TOLERANCE);
    let ok = claimed.histogram == measured.histogram;
    ledger.add("classes.histogram", json!(claimed.histogram), json!(measured.histogram), ok);
    ledger.same("achieved.k", certificate.achieved.k, measured.smallest);
    let squares: f64 = sizes.iter().map(|size| real(*size) * real(*size)).sum();
    let suppressed = subject.suppressed.unwrap_or(0);
    let squares = squares + real(suppressed) * real(suppressed + sizes.iter().sum::<u64>());
    ledger.near("loss.discernibility", certificate.loss.discernibility, squares, TOLERANCE);
    let average = measured.mean / real(certificate.model.k.max(1));
    ledger.near("loss.average_class", certificate.loss.average_class, average, TOLERANCE);
}

/// What was asked of class sizes is met, and it was not too little.
fn model(subject: &Subject<'_>, sizes: &[u64], ledger: &mut Ledger) {
    let model = &subject.certificate.model;
    let smallest = sizes.iter().min().copied();
    let measured = smallest.map_or(Value::Null, Value::from);
    let reaches = |asked: u64| smallest.is_none_or(|smallest| asked <= smallest);
    ledger.add("model.k", model.k.into(), measured.clone(), reaches(model.k));
    ledger.add("model.k.floor", model.k.into(), subject.k_floor.into(), subject.k_floor <= model.k);
    // A row stands for one subject in one group at most, so this is necessary; that it is enough cannot be seen here.
    ledger.add("model.k_groups", model.k_groups.into(), measured, reaches(model.k_groups));
    if let Some(limit) = model.max_mean_risk {
        let mean = risk(sizes, model.k).mean;
        ledger.add("model.max_mean_risk", limit.into(), mean.into(), mean <= limit + TOLERANCE);
    }
}

/// Each sensitive attribute over its classes; one that is a quasi-identifier itself, over the classes of the others.
fn sensitive(certificate: &Certificate, table: &Table, columns: &[usize], ledger: &mut Ledger) {
    let asked: Vec<&str> = certificate.model.sensitive.iter().map(|it| it.name.as_str()).collect();
    let told: Vec<&str> =
        certificate.achieved.sensitive.iter().map(|it| it.name.as_str()).collect();
    ledger.add("achieved.sensitive", json!(told), json!(asked), told == asked);
    for (model, told) in certificate.model.sensitive.iter().zip(&certificate.achieved.sensitive) {
        let name = format!("achieved.{}", model.name);
        let Some(column) = table.column(&model.name) else {
            ledger.add(name, model.name.as_str().into(), "no such column".into(), false);
            continue;
        };
        let others: Vec<usize> = columns.iter().copied().filter(|it| *it != column).collect();
        let cells = || table.rows.iter().map(|row| Table::cell(row, column));
        let grouping = Grouping::new(model, cells());
        let spread = |class: &Vec<&[String]>| {
            grouping.spread(class.iter().map(|row| Table::cell(row, column)))
        };
        let spreads: Vec<Spread> = table.classes(&others).iter().map(spread).collect();
        let all = grouping.spread(cells());
        let measured = worst(model, &spreads, &all);
        ledger.add(
            format!("{name}.distinct_l"),
            told.distinct_l.into(),
            measured.distinct_l.into(),
            told.distinct_l == measured.distinct_l,
        );
        ledger.near_or_none(format!("{name}.entropy_l"), told.entropy_l, measured.entropy_l);
        ledger.near_or_none(format!("{name}.t"), told.t, measured.t);
        ledger.near_or_none(format!("{name}.alpha"), told.alpha, measured.alpha);
        for criterion in &model.models {
            criterion_holds(certificate, model, criterion, &spreads, &measured, ledger);
        }
    }
}

fn worst(model: &SensitiveModel, spreads: &[Spread], all: &Spread) -> AchievedSensitive {
    let exposed = spreads.iter().filter(|spread| !spread.is_neutral());
    let (distance, order) = distance_of(model);
    AchievedSensitive {
        name: model.name.clone(),
        distinct_l: exposed.map(Spread::distinct).min(),
        entropy_l: spreads.iter().map(Spread::entropy_l).reduce(f64::min),
        t: spreads.iter().map(|spread| spread.distance(all, distance, order)).reduce(f64::max),
        alpha: spreads.iter().map(Spread::alpha).reduce(f64::max),
    }
}

fn criterion_holds(
    certificate: &Certificate,
    model: &SensitiveModel,
    criterion: &Criterion,
    spreads: &[Spread],
    worst: &AchievedSensitive,
    ledger: &mut Ledger,
) {
    let name = |word: &str| format!("model.{}.{word}", model.name);
    match criterion {
        Criterion::DistinctL { l } => {
            let ok = worst.distinct_l.is_none_or(|reached| *l <= reached);
            ledger.add(name("distinct_l"), (*l).into(), worst.distinct_l.into(), ok);
        }
        Criterion::EntropyL { l } => {
            // ln l is asked to 1e-12, so l to a little more.
            let ok = worst.entropy_l.is_none_or(|reached| l.ln() <= reached.ln() + 1e-11);
            ledger.add(name("entropy_l"), (*l).into(), worst.entropy_l.into(), ok);
        }
        Criterion::RecursiveCl { c, l } => {
            let fail = |spread: &&Spread| !spread.is_recursive(*c, *l);
            ledger.same(
                name("recursive_cl.failing_classes"),
                0,
                spreads.iter().filter(fail).count(),
            );
        }
        Criterion::TCloseness { t, .. } => {
            // Asked against the input; measured against the released rows, which differ by at most the share left out.
            let left_out = real(certificate.withheld.at_most(certificate.model.k));
            let share = left_out / (left_out + real(certificate.output.records)).max(1.0);
            let ok = worst.t.is_none_or(|reached| reached <= t + share + TOLERANCE);
            ledger.add(name("t_closeness"), (*t).into(), worst.t.into(), ok);
        }
        Criterion::Alpha { alpha } => {
            let ok = worst.alpha.is_none_or(|reached| reached <= alpha + TOLERANCE);
            ledger.add(name("alpha"), (*alpha).into(), worst.alpha.into(), ok);
        }
    }
}

fn risks(certificate: &Certificate, sizes: &[u64], ledger: &mut Ledger) {
    let (claimed, measured) = (&certificate.risk.after, risk(sizes, certificate.model.k));
    ledger.same("risk.after.records", claimed.records, measured.records);
    ledger.same("risk.after.classes", claimed.classes, measured.classes);
    ledger.same("risk.after.unique_records", claimed.unique_records, measured.unique_records);
    ledger.same("risk.after.records_below_k", claimed.records_below_k, measured.records_below_k);
    ledger.near("risk.after.max", claimed.max, measured.max, TOLERANCE);
    ledger.near("risk.after.mean", claimed.mean, measured.mean, TOLERANCE);
}
