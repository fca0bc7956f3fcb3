//! The report of a run, field by field.

use super::{
    Mode, StandaloneError,
    run::{Material, Watch, before, weights},
};
use crate::{
    batch::{
        self, Alternative, Classes, Criterion, HierarchyFile, Input, Level, Loss, Nearest, Program,
        REPORT_FORMAT, Recoding, Report, ReportAchieved, ReportModel, ReportOutput, ReportResult,
        ReportRisk, ReportSensitive, RiskFigures, SearchFigures, SensitiveModel, Suppressed,
        Warning,
    },
    privacy::{
        Assessment, Distance, Diversity, Found, Hierarchy, Microdata, Model, Placed, SearchConfig,
        Study, Ties,
        report::{self, LossFigures, SearchStatistics},
    },
};

/// How many of the nodes looked at are told.
const N_ALTERNATIVES: usize = 10;

/// What is known before the search.
pub(super) struct Facts<'a> {
    pub(super) material: &'a Material,
    pub(super) table: &'a Microdata,
    pub(super) model: &'a Model,
    pub(super) hierarchies: &'a [Hierarchy],
    pub(super) input_sha256: String,
}

/// What the search found, and where each record stands.
pub(super) struct Placement {
    /// The node for whole columns, where one was searched for.
    pub(super) found: Option<Found>,
    pub(super) statistics: SearchStatistics,
    pub(super) placed: Placed,
}

impl Facts<'_> {
    /// The report of a run that found something; its file is filled in when it is written.
    pub(super) fn report(
        &self,
        study: &Study<'_>,
        placement: &Placement,
        searched: &SearchConfig,
        watch: &Watch<'_>,
    ) -> Result<Report, StandaloneError> {
        let Placement { found, statistics, placed } = placement;
        let assessed = study
            .assess(placed, &weights(searched), searched.gs_factor)
            .map_err(StandaloneError::of)?;
        let mut report = self.blank(*statistics)?;
        // Of columns recoded in parts nothing is proved.
        let whole = found.as_ref().filter(|_| self.material.config.mode == Mode::FullDomain);
        report.result = match (assessed.released, whole) {
            (0, _) => ReportResult::AllSuppressed,
            (_, None) => ReportResult::Heuristic,
            (_, Some(found)) if found.optimal => ReportResult::Optimum,
            (_, Some(_)) => ReportResult::Incumbent,
        };
        report.optimal = whole.is_some_and(|it| it.optimal);
        report.gap = whole.map(|it| it.gap);
        report.search.bound = whole.map(|it| it.score - it.gap);
        if let Some(found) = found {
            report.search.alternatives = alternatives(study, found)?;
        }
        report.search.cpu_ms = (watch.cpu_ms)();
        if found.as_ref().is_some_and(|it| !it.optimal) {
            let text = "The budget was spent: a better recoding may exist. The gap says how much better at most.";
            report.warnings.push(warning("budget", None, text));
        }
        fill(&mut report, &assessed, whole.map(|it| it.score));
        Ok(report)
    }

    /// The report of a run where nothing keeps the limits.
    pub(super) fn nothing(
        &self,
        nearest: Option<&Found>,
        statistics: SearchStatistics,
        watch: &Watch<'_>,
    ) -> Result<Report, StandaloneError> {
        let mut report = self.blank(statistics)?;
        report.search.cpu_ms = (watch.cpu_ms)();
        let n = report.input.records;
        report.suppressed.records = n;
        report.nearest = nearest.map(|found| Nearest {
            suppression_limit: share(found.suppressed, n),
            levels: found.levels.iter().map(|it| short(*it)).collect(),
            score: found.score,
            suppressed: found.suppressed,
        });
        if statistics.grouped + statistics.bounded < statistics.nodes {
            report.warnings.push(warning(
                "budget",
                None,
                "The budget was spent before anything was found.",
            ));
        }
        Ok(report)
    }

    /// A report in which nothing was released.
    fn blank(&self, statistics: SearchStatistics) -> Result<Report, StandaloneError> {
        let (config, model) = (&self.material.config, self.model);
        Ok(Report {
            format: REPORT_FORMAT.to_owned(),
            program: Program {
                name: "waypost".to_owned(),
                version: env!("CARGO_PKG_VERSION").to_owned(),
            },
            result: ReportResult::None,
            optimal: false,
            gap: None,
            score: None,
            metric: "loss".to_owned(),
            gs_factor: config.gs_factor,
            weights: config.weights.clone(),
            mode: config.mode.word().to_owned(),
            ties: match config.ties {
                Ties::FewestLevels => "fewest_levels",
                Ties::FirstFields => "first_fields",
            }
            .to_owned(),
            seed: self.material.seed,
            model: self.asked(),
            input: Input {
                records: self.table.n_records() as u64,
                subjects: self.table.n_subjects() as u64,
                groups: self.table.n_groups() as u64,
                sha256: self.input_sha256.clone(),
            },
            output: ReportOutput {
                file: None,
                delimiter: char::from(config.delimiter),
                records: 0,
                columns: Vec::new(),
                sha256: None,
                rows_root: None,
                classes_sha256: None,
            },
            hierarchies: self.hierarchies.iter().filter_map(|it| self.hierarchy(it)).collect(),
            levels: Vec::new(),
            recodings: Vec::new(),
            suppressed: Suppressed { records: 0 },
            classes: Classes::default(),
            achieved: ReportAchieved { k: 0, k_map: None, sensitive: Vec::new() },
            loss: Loss::default(),
            risk: ReportRisk {
                before: risk(&before(self.table, model.k)?),
                after: RiskFigures::default(),
            },
            search: SearchFigures {
                nodes: statistics.nodes,
                grouped: statistics.grouped,
                bound: None,
                tied: statistics.tied,
                cpu_ms: None,
                alternatives: Vec::new(),
            },
            nearest: None,
            warnings: self.warnings(),
        })
    }

    /// What was asked.
    fn asked(&self) -> ReportModel {
        let (config, model) = (&self.material.config, self.model);
        ReportModel {
            k: u64::from(model.k),
            k_groups: u64::from(model.k_groups),
            k_map: config.k_map.as_ref().map(|it| u64::from(it.k)),
            suppression_limit: config.suppression_limit,
            max_mean_risk: config.max_mean_risk,
            sensitive: model.sensitive.iter().map(asked).collect(),
        }
    }

    fn hierarchy(&self, hierarchy: &Hierarchy) -> Option<HierarchyFile> {
        let file = self.material.hierarchies.get(hierarchy.attribute())?;
        Some(HierarchyFile {
            attribute: hierarchy.attribute().to_owned(),
            file: file.name.clone(),
            sha256: batch::sha256_hex(&file.bytes),
            levels: short(hierarchy.n_levels()),
            leaves: hierarchy.n_leaves() as u64,
        })
    }

    /// What a reader should know before the search.
    fn warnings(&self) -> Vec<Warning> {
        let mut warnings = Vec::new();
        for hierarchy in self.hierarchies {
            for (level, one, other) in hierarchy.lookalikes() {
                let text = format!(
                    "At level {level} two labels look alike but differ in their bytes: {one} and {other}."
                );
                warnings.push(warning("lookalikes", Some(hierarchy.attribute()), &text));
            }
        }
        for rule in &self.model.sensitive {
            let values = self.table.attribute(&rule.attribute).map_or(0, |it| it.labels().len());
            let even = |it: &Diversity| matches!(it, Diversity::Entropy { l } if *l >= 2.0);
            if values == 2 && rule.criteria.iter().any(even) {
                let text = "With two values, an entropy of 2 holds only where each has exactly half of a class.";
                warnings.push(warning("entropy", Some(&rule.attribute), text));
            }
        }
        if self.model.k < 3 {
            let text = "Fewer than 3 alike protect nobody; a batch would be refused.";
            warnings.push(warning("small_k", None, text));
        }
        warnings
    }
}

fn fill(report: &mut Report, assessed: &Assessment, score: Option<f64>) {
    let measured = &assessed.measured;
    report.score = score.or(measured.score);
    report.output.records = assessed.released;
    report.output.classes_sha256 = (assessed.released > 0).then(|| batch::hex(&assessed.contents));
    report.suppressed.records = assessed.suppressed;
    let level = |it: &report::LevelLoss| Level {
        attribute: it.attribute.clone(),
        level: short(it.level),
        top: short(it.top),
        loss: it.loss,
    };
    report.levels = measured.levels.iter().map(level).collect();
    let recoding = |it: &report::Recoding| Recoding {
        levels: it.levels.iter().map(|level| short(*level)).collect(),
        records: it.records,
    };
    report.recodings = measured.recodings.iter().map(recoding).collect();
    report.classes = Classes {
        count: measured.classes.count,
        smallest: measured.classes.smallest,
        largest: measured.classes.largest,
        mean: measured.classes.mean,
        histogram: measured.classes.histogram.clone(),
    };
    report.achieved.k = measured.k;
    report.achieved.k_map = assessed.smallest_population;
    report.achieved.sensitive = measured
        .sensitive
        .iter()
        .zip(&assessed.input)
        .map(|(it, input)| ReportSensitive {
            name: it.name.clone(),
            distinct_l: it.distinct_l,
            entropy_l: it.entropy_l,
            t: it.t,
            alpha: it.alpha,
            t_input: input.t,
            overall: input.overall.clone(),
        })
        .collect();
    report.loss = loss(&measured.loss);
    report.risk.after = risk(&measured.risk);
}

/// The best nodes that were looked at, the chosen one first.
fn alternatives(study: &Study<'_>, found: &Found) -> Result<Vec<Alternative>, StandaloneError> {
    let is_chosen = |it: &&report::Alternative| it.levels == found.levels;
    let chosen = found.alternatives.iter().filter(is_chosen).take(1);
    let others = found.alternatives.iter().filter(|it| !is_chosen(it) && it.feasible);
    let told: Vec<&report::Alternative> = chosen.chain(others).take(N_ALTERNATIVES).collect();
    let costs =
        study.costs(told.iter().map(|it| it.levels.as_slice())).map_err(StandaloneError::of)?;
    let one = |(it, cost): (&&report::Alternative, &LossFigures)| Alternative {
        levels: it.levels.iter().map(|level| short(*level)).collect(),
        score: it.score,
        suppressed: it.suppressed,
        classes: it.classes,
        mean_risk: it.mean_risk,
        feasible: it.feasible,
        loss: loss(cost),
    };
    Ok(told.iter().zip(&costs).map(one).collect())
}

/// What is asked of a sensitive attribute, on disk.
fn asked(rule: &crate::privacy::SensitiveRule) -> SensitiveModel {
    let criterion = |it: &Diversity| match it {
        Diversity::Distinct { l } => Criterion::DistinctL { l: u64::from(*l) },
        Diversity::Entropy { l } => Criterion::EntropyL { l: *l },
        Diversity::Recursive { c, l } => Criterion::RecursiveCl { c: *c, l: u64::from(*l) },
        Diversity::Alpha { alpha } => Criterion::Alpha { alpha: *alpha },
        Diversity::Closeness { t, distance: Distance::Equal } => {
            Criterion::TCloseness { t: *t, distance: batch::Distance::Equal, order: Vec::new() }
        }
        Diversity::Closeness { t, distance: Distance::Ordered(order) } => Criterion::TCloseness {
            t: *t,
            distance: batch::Distance::Ordered,
            order: order.clone(),
        },
    };
    SensitiveModel {
        name: rule.attribute.clone(),
        models: rule.criteria.iter().map(criterion).collect(),
        neutral: rule.neutral.iter().cloned().collect(),
        groups: rule.groups.clone(),
    }
}

fn risk(figures: &report::RiskFigures) -> RiskFigures {
    RiskFigures {
        records: figures.records,
        classes: figures.classes,
        unique_records: figures.unique_records,
        records_below_k: figures.records_below_k,
        max: figures.max,
        mean: figures.mean,
    }
}

fn loss(figures: &LossFigures) -> Loss {
    Loss {
        mean_cell: figures.mean_cell,
        discernibility: figures.discernibility,
        average_class: figures.average_class,
        nonuniform_entropy: figures.nonuniform_entropy,
    }
}

fn warning(code: &str, attribute: Option<&str>, text: &str) -> Warning {
    Warning {
        code: code.to_owned(),
        attribute: attribute.map(str::to_owned),
        text: text.to_owned(),
    }
}

/// The smallest limit of `n` records under which `suppressed` may be suppressed.
#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn share(suppressed: u64, n: u64) -> f64 {
    suppressed as f64 / n.max(1) as f64
}

fn short(level: usize) -> u32 {
    u32::try_from(level).unwrap_or(u32::MAX)
}
