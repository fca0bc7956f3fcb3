//! What the data officer sees before anything leaves.

use serde_json::json;

use crate::{
    base::Message,
    batch::{Contents, PSEUDONYM},
    forms::{Item, Unit},
    privacy::{
        self,
        report::{Alternative, Measured},
    },
};

use super::{
    super::{
        ServiceError,
        command::release::{
            CandidateNode, ColumnView, HeldBack, RiskFigures, RiskView, SchemeState, Words,
        },
        library::by_language,
    },
    contents::{hierarchy_words, treatment},
    gather::Gathered,
    work::Worked,
};

/// Classes shown as most easily recognised.
const WORST: usize = 20;

/// The screen's figures for one release, worked out and measured.
pub(super) fn risk_view(
    from: &Gathered,
    worked: &Worked,
    measured: &Measured,
    contents: &Contents,
    scheme: SchemeState,
) -> Result<RiskView, ServiceError> {
    let model = worked.frozen.scheme.model();
    let entered = worked.extract.table(true)?;
    let before = privacy::risk(&entered, model.k, WORST)?;
    let after = figures(&measured.risk);
    let names: Vec<&str> = entered.quasi_identifiers().map(privacy::Attribute::name).collect();
    let worst = before.worst.iter().filter(|it| it.subjects < u64::from(model.k)).map(|it| {
        let labels =
            names.iter().zip(&it.labels).map(|(name, label)| ((*name).to_owned(), label.clone()));
        (labels.collect(), it.subjects)
    });
    let view = RiskView {
        candidates: count(worked.extract.candidates.len()),
        leaving: count(worked.release.leaving.len()),
        held_back: worked.held.iter().map(|(reason, count)| (*reason, *count)).collect(),
        unit: unit(from),
        k: model.k,
        before: figures(&before.figures),
        after,
        columns: columns(from, worked, measured),
        mean_cell_loss: measured.loss.mean_cell,
        class_sizes: sizes(&measured.classes.histogram),
        class_sizes_before: sizes(&before.classes.histogram),
        most_revealing: worst.collect(),
        revealing_questions: before.uniques.most_revealing.clone(),
        candidate_nodes: worked
            .found
            .as_ref()
            .map(|it| nodes(&it.alternatives, &it.levels))
            .unwrap_or_default(),
        scheme,
        preview: preview(contents),
        words: words(worked),
        warnings: warnings(worked),
        report: report(from, worked, measured, &before).to_string(),
    };
    Ok(view)
}

fn count(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

fn figures(it: &privacy::report::RiskFigures) -> RiskFigures {
    RiskFigures {
        records: it.records,
        classes: it.classes,
        unique: it.unique_records,
        below_k: it.records_below_k,
        max: it.max,
        mean: it.mean,
    }
}

fn sizes(histogram: &[(u64, u64)]) -> Vec<(u32, u64)> {
    histogram.iter().map(|(size, n)| (u32::try_from(*size).unwrap_or(u32::MAX), *n)).collect()
}

fn nodes(alternatives: &[Alternative], chosen: &[usize]) -> Vec<CandidateNode> {
    let node = |it: &Alternative| CandidateNode {
        loss: it.score,
        mean_risk: it.mean_risk,
        held_back: it.suppressed,
        feasible: it.feasible,
        chosen: it.levels == chosen,
    };
    alternatives.iter().map(node).collect()
}

/// Whom k counts.
fn unit(from: &Gathered) -> &'static str {
    let declared = from.form.items().iter().find_map(|id| match from.form.item(*id) {
        Some(Item::Group(group)) => group.unit,
        Some(Item::Repeat(_) | Item::Question(_)) | None => None,
    });
    match declared {
        Some(Unit::Household) => "unit-household",
        Some(Unit::Person) => "unit-person",
        Some(Unit::Case) | None => "unit-case",
    }
}

fn columns(from: &Gathered, worked: &Worked, measured: &Measured) -> Vec<ColumnView> {
    let example = worked.release.leaving.first();
    let entered = example.and_then(|it| worked.extract.candidates.get(it.row));
    let leaves = entered
        .zip(example)
        .map(|(candidate, it)| super::contents::cells(&worked.extract, candidate, &it.labels));
    let mut levels = measured.levels.iter();
    let mut views = Vec::new();
    for (at, column) in worked.extract.columns.iter().enumerate() {
        let level = if column.quasi { levels.next() } else { None };
        let narrow = |it: usize| u32::try_from(it).unwrap_or(u32::MAX);
        let cell = |cells: Option<&Vec<String>>| {
            cells.and_then(|it| it.get(at)).cloned().unwrap_or_default()
        };
        views.push(ColumnView {
            name: column.name.clone(),
            label: by_language(column.form(&from.form), &column.question.label),
            class: column.class(),
            treatment: treatment(&column.question.export),
            levels: level.map_or((0, 0, 0), |it| (0, narrow(it.level), narrow(it.top))),
            example: (cell(entered.map(|it| &it.raw)), cell(leaves.as_ref())),
            loss: level.map_or(0.0, |it| it.loss),
        });
    }
    views
}

/// Header, tags, rows: exactly what the data file holds, its first rows.
fn preview(contents: &Contents) -> Vec<Vec<String>> {
    let named = |first: &str, rest: Vec<String>| [vec![first.to_owned()], rest].concat();
    let header = contents.columns.iter().map(|it| it.name.clone()).collect();
    let tags = contents.columns.iter().map(|it| it.hxl.clone().unwrap_or_default()).collect();
    let mut rows: Vec<Vec<String>> =
        contents.rows.iter().map(|it| named(&it.pseudonym, it.cells.clone())).collect();
    rows.sort();
    rows.truncate(RiskView::PREVIEW);
    [vec![named(PSEUDONYM, header), named("#meta+id", tags)], rows].concat()
}

/// The words of built-in hierarchies, for each question that has one.
fn words(worked: &Worked) -> Words {
    let columns = worked.extract.columns.iter();
    let named = columns.filter_map(|it| Some((&it.name, it.question.hierarchy.as_deref()?)));
    named.map(|(name, tree)| (name.clone(), hierarchy_words(tree))).collect()
}

fn warnings(worked: &Worked) -> Vec<Message> {
    let tainted = worked.extract.tainted.iter();
    tainted.map(|name| Message::new("export-warning-tainted").text("question", name)).collect()
}

/// The internal report: it may show what was before.
fn report(
    from: &Gathered,
    worked: &Worked,
    measured: &Measured,
    before: &privacy::report::RiskReport,
) -> serde_json::Value {
    let scheme = &worked.frozen.scheme;
    let model = scheme.model();
    let risk = |it: &privacy::report::RiskFigures| {
        serde_json::to_value(super::statement::figures(it)).unwrap_or_default()
    };
    let waiting = worked.held.get(&HeldBack::Waiting).copied().unwrap_or(0);
    let mut report = json!({
        "format": "waypost-privacy-report/1",
        "program": {"name": "waypost", "version": env!("CARGO_PKG_VERSION")},
        "result": if worked.frozen.signers.is_empty() { "optimum" } else { "scheme" },
        "optimal": worked.found.as_ref().is_some_and(|it| it.optimal),
        "gap": worked.found.as_ref().map(|it| it.gap),
        "score": measured.score,
        "metric": "loss",
        "gs_factor": scheme.gs_factor(),
        "mode": "full_domain",
        "model": {"profile": scheme.purpose().profile, "k": model.k, "k_groups": model.k_groups,
            "suppression_limit": scheme.suppression_limit(), "max_mean_risk": model.max_mean_risk},
        "input": {"records": worked.extract.candidates.len()},
        "output": {"records": worked.release.leaving.len()},
        "suppressed": {"records": waiting},
        "levels": measured.levels.iter().map(|it| json!({
            "attribute": it.attribute, "level": it.level, "top": it.top, "loss": it.loss})).collect::<Vec<_>>(),
        "classes": {"count": measured.classes.count, "smallest": measured.classes.smallest,
            "largest": measured.classes.largest, "mean": measured.classes.mean, "histogram": measured.classes.histogram},
        "loss": {"mean_cell": measured.loss.mean_cell, "discernibility": measured.loss.discernibility,
            "average_class": measured.loss.average_class},
        "risk": {"before": risk(&before.figures), "after": risk(&measured.risk)},
        "minimal_uniques": {"by_size": before.uniques.by_size, "records": before.uniques.records,
            "by_field": before.uniques.by_field.iter().cloned().collect::<std::collections::BTreeMap<_, _>>()},
        "joint_history": {"batch": from.next.0, "below_k": 0, "overridden": worked.release.overridden},
    });
    if let Some(found) = &worked.found {
        report["search"] = json!({"nodes": found.statistics.nodes, "grouped": found.statistics.grouped,
            "bound": found.statistics.bounded, "tied": found.statistics.tied});
    }
    report
}
