//! One run: files and settings in, rows and a report out.

use std::collections::BTreeMap;

use super::{
    Config, Mode, StandaloneError,
    output::{self, Written},
    report::{Facts, Placement},
    table::{self, Sheet},
};
use crate::{
    batch::Report,
    privacy::{
        self, AttributeRole, Control, Found, Hierarchy, LevelRange, Microdata, Model, Outcome,
        Population, PrivacyError, Progress, SearchConfig, SensitiveRule, Study,
        report::SearchStatistics,
    },
    service::job,
};

/// A file by its name, without the folders it lies in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedFile {
    /// Its name.
    pub name: String,
    /// What stands in it.
    pub bytes: Vec<u8>,
}

/// What a run needs.
#[derive(Clone, Debug)]
pub struct Material {
    /// The settings.
    pub config: Config,
    /// The data.
    pub data: NamedFile,
    /// The hierarchy of each quasi-identifier.
    pub hierarchies: BTreeMap<String, NamedFile>,
    /// The file with the groups of a sensitive column, where it has one.
    pub groups: BTreeMap<String, NamedFile>,
    /// The reference population, where the settings name one.
    pub population: Option<NamedFile>,
    /// What the data that leaves will be called.
    pub out: String,
    /// Shuffles the rows.
    pub seed: Option<u64>,
}

/// How a run is watched.
pub struct Watch<'a> {
    /// How far it is, and whether to stop.
    pub progress: &'a job::Progress,
    /// Seconds since the run began.
    pub seconds: &'a dyn Fn() -> f64,
    /// Milliseconds of processor time so far, where they can be measured.
    pub cpu_ms: &'a dyn Fn() -> Option<f64>,
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Run {
    /// What was done.
    pub report: Report,
    /// The data that leaves; `None` where nothing does.
    pub data: Option<Vec<u8>>,
}

/// Anonymises a file by its settings.
///
/// # Errors
///
/// [`StandaloneError`] for settings or files that make no sense, and where the person stopped it.
pub fn anonymise(mut material: Material, watch: &Watch<'_>) -> Result<Run, StandaloneError> {
    let input_sha256 = crate::batch::sha256_hex(&material.data.bytes);
    let Sheet { table, leaving } = table::read(&material.data, &material.config)?;
    // Large files are held once, as codes.
    material.data.bytes = Vec::new();
    check_stop(watch)?;
    let config = &material.config;
    let hierarchies = hierarchies(&material)?;
    let model = model(&material, &table)?;
    let population = population(&material)?;
    let facts = Facts {
        material: &material,
        table: &table,
        model: &model,
        input_sha256,
        hierarchies: &hierarchies,
    };
    let study = Study::new(&table, &hierarchies, &model, population.as_ref())
        .map_err(|err| explained(err, &table, &hierarchies, &facts))?;
    let searched = configured(config, &hierarchies)?;
    let placement = match placement(&study, config, &searched, watch)? {
        Sought::Placed(placement) => placement,
        Sought::Nothing { nearest, statistics } => {
            let report = facts.nothing(nearest.as_deref(), statistics, watch)?;
            return Ok(Run { report, data: None });
        }
    };
    let report = facts.report(&study, &placement, &searched, watch)?;
    if report.output.records == 0 {
        return Ok(Run { report, data: None });
    }
    let columns: Vec<&str> = leaving.iter().map(String::as_str).collect();
    let rows = study.rows(&placement.placed, &columns).map_err(StandaloneError::of)?;
    let written = output::write(&columns, &rows, config.delimiter, material.seed);
    check_stop(watch)?;
    Ok(finished(report, written, &material, &columns, watch))
}

/// The report with what is known once the file is written.
fn finished(
    mut report: Report,
    written: Written,
    material: &Material,
    columns: &[&str],
    watch: &Watch<'_>,
) -> Run {
    report.output.file = Some(material.out.clone());
    report.output.columns = columns.iter().map(|it| (*it).to_owned()).collect();
    report.output.sha256 = Some(crate::batch::sha256_hex(&written.bytes));
    report.output.rows_root = Some(written.rows_root);
    report.search.cpu_ms = (watch.cpu_ms)();
    Run { report, data: Some(written.bytes) }
}

fn check_stop(watch: &Watch<'_>) -> Result<(), StandaloneError> {
    watch.progress.check().map_err(|_stopped| StandaloneError::Cancelled)
}

/// The hierarchies, in the order of quasi-identifiers.
fn hierarchies(material: &Material) -> Result<Vec<Hierarchy>, StandaloneError> {
    let config = &material.config;
    let read = |name: &str| match material.hierarchies.get(name) {
        Some(file) => table::hierarchy(name, file, config.delimiter),
        None => Err(StandaloneError::Config(
            crate::base::Message::new("err-cfg-no-hierarchy").text("attribute", name),
        )),
    };
    config.quasi_names().map(read).collect()
}

/// What is asked, where the file has enough people for it.
fn model(material: &Material, table: &Microdata) -> Result<Model, StandaloneError> {
    let config = &material.config;
    let few = |k: u32, available: usize, groups| {
        let available = available as u64;
        if available < u64::from(k) {
            return Err(StandaloneError::TooFew { k: Some(k), available, groups });
        }
        Ok(())
    };
    few(config.k, table.n_subjects(), false)?;
    few(config.k_groups, table.n_groups(), true)?;
    let rule = |column: &super::config::SensitiveColumn| {
        table::rule(column, material.groups.get(&column.rule.attribute), config.delimiter)
    };
    let sensitive: Vec<SensitiveRule> =
        config.sensitive.iter().map(rule).collect::<Result<_, _>>()?;
    Ok(Model {
        k: config.k,
        k_groups: config.k_groups,
        sensitive,
        // Of parts recoded on their own it is a condition on all of them together: held against what they make.
        max_mean_risk: config.max_mean_risk.filter(|_| config.mode == Mode::FullDomain),
    })
}

fn population(material: &Material) -> Result<Option<Population>, StandaloneError> {
    let (Some(map), Some(file)) = (&material.config.k_map, &material.population) else {
        return Ok(None);
    };
    let wanted: Vec<_> =
        material.config.quasi_names().map(|it| (it, AttributeRole::QuasiIdentifier)).collect();
    let people = table::columns(file, material.config.delimiter, &wanted)?;
    Ok(Some(Population { people, k: map.k }))
}

/// An error with what the one who has the file may see of it.
fn explained(
    err: PrivacyError,
    table: &Microdata,
    hierarchies: &[Hierarchy],
    facts: &Facts<'_>,
) -> StandaloneError {
    match (StandaloneError::of(err), facts.material.config.sensitive.as_slice()) {
        (StandaloneError::Values { attribute, records, values, .. }, _) => {
            let examples = table::examples(table, &attribute, hierarchies);
            StandaloneError::Values { attribute, records, values, examples }
        }
        // With one sensitive column it is clear whose number is meant.
        (StandaloneError::Parameter { name, attainable }, [one])
            if matches!(name.as_str(), "l" | "c" | "t" | "alpha") =>
        {
            let name = format!("{name} ({})", one.rule.attribute);
            StandaloneError::Parameter { name, attainable }
        }
        (other, _) => other,
    }
}

fn configured(config: &Config, hierarchies: &[Hierarchy]) -> Result<SearchConfig, StandaloneError> {
    let mut ranges = Vec::new();
    for (quasi, hierarchy) in config.quasi.iter().zip(hierarchies) {
        let highest = quasi.max_level.unwrap_or(hierarchy.top());
        if highest < quasi.min_level || hierarchy.top() < highest {
            return Err(StandaloneError::Config(
                crate::base::Message::new("err-cfg-levels").text("column", &quasi.name),
            ));
        }
        let weight = config.weights.get(&quasi.name).copied().unwrap_or(1.0);
        ranges.push(LevelRange { lowest: quasi.min_level, highest: Some(highest), weight });
    }
    Ok(SearchConfig {
        ranges,
        suppression_limit: if config.mode == Mode::FullDomain {
            config.suppression_limit
        } else {
            1.0
        },
        gs_factor: config.gs_factor,
        ties: config.ties,
        max_nodes: config.budget.nodes,
        max_groupings: config.budget.groupings,
        ..SearchConfig::default()
    })
}

/// What the search came to.
enum Sought {
    Placed(Placement),
    Nothing { nearest: Option<Box<Found>>, statistics: SearchStatistics },
}

/// Where each record stands, by the mode that the settings ask for.
fn placement(
    study: &Study<'_>,
    config: &Config,
    searched: &SearchConfig,
    watch: &Watch<'_>,
) -> Result<Sought, StandaloneError> {
    watch.progress.stage("job-searching", 0);
    let mut ask = |seen: Progress| -> Control {
        watch.progress.total(seen.nodes);
        watch.progress.at(seen.decided);
        if watch.progress.check().is_err() {
            return Control::Cancel;
        }
        match config.budget.seconds {
            Some(most) if most < (watch.seconds)() => Control::Finish,
            _ => Control::Continue,
        }
    };
    let limit = config.suppression_limit;
    let placement = if config.mode == Mode::Local {
        let peeled = study.peel(searched, limit, &mut ask).map_err(StandaloneError::of)?;
        let statistics =
            SearchStatistics { nodes: peeled.nodes, grouped: peeled.grouped, ..Default::default() };
        Placement { found: None, statistics, placed: peeled.placed }
    } else {
        let found = match study.search(searched, &mut ask).map_err(StandaloneError::of)? {
            Outcome::Nothing { nearest, statistics } => {
                return Ok(Sought::Nothing { nearest, statistics });
            }
            Outcome::AllSuppressed(found) | Outcome::Found(found) => found,
        };
        let whole = study.place(&found.levels).map_err(StandaloneError::of)?;
        let placed = match config.mode {
            Mode::Tail => study.tail(whole, searched, limit).map_err(StandaloneError::of)?,
            Mode::FullDomain | Mode::Local => whole,
        };
        Placement { statistics: found.statistics, found: Some(found), placed }
    };
    within_limits(study, config, searched, placement)
}

/// What was recoded in parts keeps the limits too, or nothing does.
fn within_limits(
    study: &Study<'_>,
    config: &Config,
    searched: &SearchConfig,
    placement: Placement,
) -> Result<Sought, StandaloneError> {
    if config.mode == Mode::FullDomain {
        return Ok(Sought::Placed(placement));
    }
    let assessed = study
        .assess(&placement.placed, &weights(searched), searched.gs_factor)
        .map_err(StandaloneError::of)?;
    let n = assessed.released + assessed.suppressed;
    let risk = assessed.measured.risk.mean;
    let safe = config.max_mean_risk.is_none_or(|most| risk <= most + 1e-12);
    if safe && within_share(assessed.suppressed, config.suppression_limit, n) {
        return Ok(Sought::Placed(placement));
    }
    let nearest = placement.found.filter(|_| safe).map(|found| {
        let (suppressed, released) = (assessed.suppressed, assessed.released);
        Box::new(Found { suppressed, released, ..found })
    });
    Ok(Sought::Nothing { nearest, statistics: placement.statistics })
}

/// `suppressed` of `n` records are within `limit`.
#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn within_share(suppressed: u64, limit: f64, n: u64) -> bool {
    suppressed as f64 <= limit.mul_add(n as f64, 1e-9)
}

/// The weights of the quasi-identifiers, in their order.
pub(super) fn weights(searched: &SearchConfig) -> Vec<f64> {
    searched.ranges.iter().map(|it| it.weight).collect()
}

/// What the file gave away as it came in.
pub(super) fn before(
    table: &Microdata,
    k: u32,
) -> Result<privacy::report::RiskFigures, StandaloneError> {
    privacy::risk_figures(table, k).map_err(StandaloneError::of)
}
