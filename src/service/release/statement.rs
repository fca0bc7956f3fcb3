//! The certificate of a batch, from what the privacy room measured. The batch room proves it from the files.

use std::collections::BTreeMap;

use crate::{
    batch::{
        Achieved, AchievedSensitive, CERTIFICATE_FORMAT, Certificate, Classes, Criterion, Distance,
        JointHistory, Level, Loss, Model, Outcome, Output, Program, Recoding, Risk, RiskFigures,
        SchemeRef, SensitiveModel, Warning, Withheld, hex,
    },
    privacy::{self, Diversity, report::Measured},
};

use super::{gather::Gathered, work::Worked};

/// What is said about the batch; the files' own part is filled in where they are written.
pub(super) fn certificate(
    from: &Gathered,
    worked: &Worked,
    measured: &Measured,
    (ledger_before, ledger_after): (String, String),
    waiting: u64,
) -> Certificate {
    let scheme = &worked.frozen.scheme;
    let model = scheme.model();
    let attributes = scheme.attributes();
    Certificate {
        format: CERTIFICATE_FORMAT.to_owned(),
        program: Program {
            name: "waypost".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        },
        result: Outcome::Scheme,
        optimal: false,
        gap: None,
        score: measured.score,
        metric: "loss".to_owned(),
        gs_factor: scheme.gs_factor(),
        weights: attributes.iter().map(|it| (it.name.clone(), it.weight)).collect(),
        mode: "full_domain".to_owned(),
        ties: "fewest_levels".to_owned(),
        seed: None,
        model: Model {
            profile: scheme.purpose().profile.clone(),
            k: u64::from(model.k),
            k_groups: u64::from(model.k_groups),
            suppression_limit: scheme.suppression_limit(),
            max_mean_risk: model.max_mean_risk,
            sensitive: sensitive(worked, measured),
        },
        output: Output::default(),
        hierarchies: Vec::new(),
        levels: levels(measured),
        recodings: recodings(measured),
        withheld: Withheld::of(waiting, u64::from(model.k)),
        classes: classes(measured),
        achieved: achieved(measured),
        loss: loss(measured),
        risk: Risk { after: figures(&measured.risk) },
        joint_history: JointHistory {
            batch: from.next.0,
            parent: from.previous.map_or_else(|| crate::batch::GENESIS.to_owned(), |id| hex(&id)),
            ledger_before,
            ledger_after,
            below_k: 0,
            overridden: worked.release.overridden,
        },
        scheme: Some(SchemeRef {
            epoch: scheme.purpose().epoch,
            sha256: hex(&scheme.sha256()),
            fallback: Some(scheme.fallback().into_iter().map(narrow).collect()),
            signed_by: worked.frozen.signers.iter().map(|it| it.vk.clone()).collect(),
        }),
        warnings: tainted(worked),
    }
}

fn tainted(worked: &Worked) -> Vec<Warning> {
    let warning = |name: &String| Warning {
        code: "tainted".to_owned(),
        attribute: Some(name.clone()),
        text: "left out: what decides whether it is asked is more private than it".to_owned(),
    };
    worked.extract.tainted.iter().map(warning).collect()
}

fn levels(measured: &Measured) -> Vec<Level> {
    let level = |it: &privacy::report::LevelLoss| Level {
        attribute: it.attribute.clone(),
        level: narrow(it.level),
        top: narrow(it.top),
        loss: it.loss,
    };
    measured.levels.iter().map(level).collect()
}

fn recodings(measured: &Measured) -> Vec<Recoding> {
    let recoding = |it: &privacy::report::Recoding| Recoding {
        levels: it.levels.iter().copied().map(narrow).collect(),
        records: it.records,
    };
    measured.recodings.iter().map(recoding).collect()
}

fn classes(measured: &Measured) -> Classes {
    let it = &measured.classes;
    Classes {
        count: it.count,
        smallest: it.smallest,
        largest: it.largest,
        mean: it.mean,
        histogram: it.histogram.clone(),
    }
}

fn loss(measured: &Measured) -> Loss {
    let it = &measured.loss;
    Loss {
        mean_cell: it.mean_cell,
        discernibility: it.discernibility,
        average_class: it.average_class,
        nonuniform_entropy: it.nonuniform_entropy,
    }
}

fn narrow(level: usize) -> u32 {
    u32::try_from(level).unwrap_or(u32::MAX)
}

/// Figures as the certificate has them.
pub(super) fn figures(it: &privacy::report::RiskFigures) -> RiskFigures {
    RiskFigures {
        records: it.records,
        classes: it.classes,
        unique_records: it.unique_records,
        records_below_k: it.records_below_k,
        max: it.max,
        mean: it.mean,
    }
}

fn achieved(measured: &Measured) -> Achieved {
    let sensitive = |it: &privacy::report::Achieved| AchievedSensitive {
        name: it.name.clone(),
        distinct_l: it.distinct_l,
        entropy_l: it.entropy_l,
        t: it.t,
        alpha: it.alpha,
    };
    Achieved { k: measured.k, sensitive: measured.sensitive.iter().map(sensitive).collect() }
}

fn sensitive(worked: &Worked, measured: &Measured) -> Vec<SensitiveModel> {
    let rules = worked.frozen.scheme.model().sensitive.iter();
    let model =
        |(rule, achieved): (&privacy::SensitiveRule, &privacy::report::Achieved)| SensitiveModel {
            name: rule.attribute.clone(),
            models: rule.criteria.iter().map(criterion).collect(),
            neutral: achieved.neutral.clone(),
            // Groups are of values; where the question is recoded as well, each label is its own group.
            groups: if worked.is_quasi(&rule.attribute) {
                BTreeMap::new()
            } else {
                rule.groups.clone()
            },
        };
    rules.zip(&measured.sensitive).map(model).collect()
}

fn criterion(it: &Diversity) -> Criterion {
    match it {
        Diversity::Distinct { l } => Criterion::DistinctL { l: u64::from(*l) },
        Diversity::Entropy { l } => Criterion::EntropyL { l: *l },
        Diversity::Recursive { c, l } => Criterion::RecursiveCl { c: *c, l: u64::from(*l) },
        Diversity::Alpha { alpha } => Criterion::Alpha { alpha: *alpha },
        Diversity::Closeness { t, distance } => match distance {
            privacy::Distance::Equal => {
                Criterion::TCloseness { t: *t, distance: Distance::Equal, order: Vec::new() }
            }
            privacy::Distance::Ordered(order) => {
                Criterion::TCloseness { t: *t, distance: Distance::Ordered, order: order.clone() }
            }
        },
    }
}
