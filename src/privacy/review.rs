//! Everything a reviewer sees of one recoding, side by side: before and after, what it costs, whom it hits.
//!
//! Internal: what it says of *before* never leaves the office.

use super::{
    Hierarchy, PrivacyError,
    measure::{Released, measure},
    microdata::{Attribute, Microdata},
    model::{Model, SensitiveRule},
    report::Report,
    risk::{by_subgroup, risk},
    search::{Found, SearchConfig, checked_ranges},
    utility::{recode, utility, variation},
};

/// How many of the worst classes are shown.
const N_WORST: usize = 20;

/// Looks at what `found` makes of `table`.
///
/// # Errors
///
/// Those of [`recode`] and [`measure`].
pub fn review(
    table: &Microdata,
    hierarchies: &[Hierarchy],
    model: &Model,
    config: &SearchConfig,
    found: &Found,
) -> Result<Report, PrivacyError> {
    let recoded = recode(table, hierarchies, model, &found.levels)?;
    let released = released(table, hierarchies, model, &recoded.levels, &recoded.kept);
    let weights: Vec<f64> = checked_ranges(&config.ranges, hierarchies)?
        .into_iter()
        .map(|range| range.weight)
        .collect();
    let nodes = [found.levels.clone()];
    let after = measure(&released, hierarchies, &nodes, model, &weights, config.gs_factor)?;
    let by_field = |attribute: &Attribute| {
        (attribute.name().to_owned(), by_subgroup(attribute, &recoded.kept))
    };
    Ok(Report {
        before: risk(table, model.k, N_WORST)?,
        after,
        utility: utility(table, hierarchies, model, &recoded)?,
        variation: variation(table, hierarchies, model, &recoded)?,
        subgroups: table.quasi_identifiers().map(by_field).collect(),
        subjects: table.n_subjects() as u64,
        groups: table.n_groups() as u64,
        suppressed: recoded.n_suppressed() as u64,
    })
}

/// The kept rows as they leave.
fn released(
    table: &Microdata,
    hierarchies: &[Hierarchy],
    model: &Model,
    levels: &[usize],
    kept: &[bool],
) -> Released {
    let rows: Vec<usize> =
        kept.iter().enumerate().filter(|(_, kept)| **kept).map(|(row, _)| row).collect();
    let quasi: Vec<&Attribute> = table.quasi_identifiers().collect();
    let is_quasi = |rule: &SensitiveRule| quasi.iter().any(|it| it.name() == rule.attribute);
    let sensitive: Vec<Option<&Attribute>> = model
        .sensitive
        .iter()
        .filter(|rule| !is_quasi(rule))
        .map(|rule| table.attribute(&rule.attribute))
        .collect();
    let labels = |row: &usize| {
        let label = |(place, attribute): (usize, &&Attribute)| {
            let label = hierarchies[place].label(attribute.value(*row), levels[place]);
            label.unwrap_or_default().to_owned()
        };
        quasi.iter().enumerate().map(label).collect()
    };
    let values = |row: &usize| {
        sensitive.iter().map(|it| it.map_or("", |it| it.value(*row)).to_owned()).collect()
    };
    Released {
        labels: rows.iter().map(labels).collect(),
        values: rows.iter().map(values).collect(),
    }
}
