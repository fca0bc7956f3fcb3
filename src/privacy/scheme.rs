//! A release scheme: one recoding, searched once for an epoch with a margin, frozen, and from then on only applied.
//!
//! Analysts get one code list per column, batches concatenate, and nobody can learn from levels that follow the data.
//! A scheme is a value with canonical bytes: those are what two people sign and what the vault keeps.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest as _, Sha256};

use super::{
    Hierarchy, PrivacyError,
    history::JointRules,
    microdata::{Attribute, Microdata},
    model::{Model, SensitiveRule},
    search::{
        Control, Found, LevelRange, Outcome, Progress, SearchConfig, checked_ranges,
        encode::{at_level, matching},
        search,
    },
    utility::recode,
};

/// What a scheme is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purpose {
    /// The form whose records it recodes.
    pub form: String,
    /// Who gets the batches.
    pub destination: String,
    /// The period it is frozen for, from 1.
    pub epoch: u32,
    /// The profile its numbers come from.
    pub profile: String,
}

/// One quasi-identifier under a scheme.
#[derive(Clone, Debug, PartialEq)]
pub struct SchemeAttribute {
    /// Its name.
    pub name: String,
    /// SHA-256 of its hierarchy.
    pub hierarchy: [u8; 32],
    /// The level at which it leaves.
    pub level: usize,
    /// The coarser level for subjects that waited too long.
    pub fallback: usize,
    /// The top of its hierarchy.
    pub top: usize,
    /// Its weight in the loss.
    pub weight: f64,
    /// Where it is sensitive too: its labels, at either level, that harm nobody if known.
    pub neutral_labels: BTreeSet<String>,
}

/// A frozen recoding. Its fields are read, never changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Scheme {
    pub(super) purpose: Purpose,
    pub(super) model: Model,
    pub(super) suppression_limit: f64,
    pub(super) gs_factor: f64,
    pub(super) attributes: Vec<SchemeAttribute>,
}

/// A scheme as the search proposes it, with what it would do to the records at hand.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// To be reviewed and frozen.
    pub scheme: Scheme,
    /// The node behind it, searched with the margin; its alternatives are for the plot.
    pub found: Found,
    /// The k that was searched with: one and a half times that of the model, where there are so many subjects.
    pub margin_k: u32,
    /// It keeps the suppression limit on the records at hand; else it is the node that suppresses fewest.
    pub within_limit: bool,
}

impl Scheme {
    /// A scheme at given levels: what a person chose among the candidates, or what was proposed.
    ///
    /// `fallback` is nowhere finer than `levels`.
    ///
    /// # Errors
    ///
    /// [`PrivacyError::Request`] where levels and hierarchies do not fit together, and what [`SearchConfig`] is refused for.
    pub fn new(
        purpose: Purpose,
        hierarchies: &[Hierarchy],
        model: &Model,
        config: &SearchConfig,
        levels: &[usize],
        fallback: &[usize],
    ) -> Result<Self, PrivacyError> {
        let ranges = checked_ranges(&config.ranges, hierarchies)?;
        let attributes: Vec<SchemeAttribute> = hierarchies
            .iter()
            .zip(&ranges)
            .zip(levels.iter().zip(fallback))
            .map(|((hierarchy, range), (level, fallback))| {
                attribute(hierarchy, model, range.weight, *level, *fallback)
            })
            .collect();
        let fit = |(it, range): (&SchemeAttribute, &LevelRange)| {
            range.lowest <= it.level && it.level <= it.fallback && it.fallback <= it.top
        };
        let complete = attributes.len() == hierarchies.len()
            && levels.len() == fallback.len()
            && levels.len() == attributes.len();
        if !complete || !attributes.iter().zip(&ranges).all(fit) {
            let fault = super::RequestFault::Levels;
            return Err(PrivacyError::Request { attribute: String::new(), fault });
        }
        Ok(Self {
            purpose,
            model: model.clone(),
            suppression_limit: config.suppression_limit,
            gs_factor: config.gs_factor,
            attributes,
        })
    }

    /// Searches a scheme on the records at hand, with a margin, and a fallback for those it leaves waiting.
    ///
    /// # Errors
    ///
    /// Those of [`search`]; [`PrivacyError::NothingFeasible`] where no recoding lets anybody out.
    pub fn propose(
        purpose: Purpose,
        table: &Microdata,
        hierarchies: &[Hierarchy],
        model: &Model,
        config: &SearchConfig,
        progress: &mut dyn FnMut(Progress) -> Control,
    ) -> Result<Proposal, PrivacyError> {
        let margin = with_margin(model, table);
        let margin_k = margin.k;
        let (found, within_limit) = match search(table, hierarchies, &margin, config, progress)? {
            Outcome::Found(found) => (found, true),
            Outcome::Nothing { nearest: Some(found), .. } if found.released > 0 => (*found, false),
            Outcome::AllSuppressed(_) | Outcome::Nothing { .. } => {
                return Err(PrivacyError::NothingFeasible);
            }
        };
        let levels = found.levels.clone();
        let fallback = fallback(table, hierarchies, model, config, &levels, progress)?;
        let scheme = Self::new(purpose, hierarchies, model, config, &levels, &fallback)?;
        Ok(Proposal { scheme, found, margin_k, within_limit })
    }

    /// What it is for.
    pub const fn purpose(&self) -> &Purpose {
        &self.purpose
    }

    /// What each batch must meet.
    pub const fn model(&self) -> &Model {
        &self.model
    }

    /// The limit it was searched with.
    pub const fn suppression_limit(&self) -> f64 {
        self.suppression_limit
    }

    /// The balance of recoding and suppression it was searched with.
    pub const fn gs_factor(&self) -> f64 {
        self.gs_factor
    }

    /// The quasi-identifiers, in their order.
    pub fn attributes(&self) -> &[SchemeAttribute] {
        &self.attributes
    }

    /// The levels at which records leave.
    pub fn levels(&self) -> Vec<usize> {
        self.attributes.iter().map(|it| it.level).collect()
    }

    /// The levels for those who waited too long.
    pub fn fallback(&self) -> Vec<usize> {
        self.attributes.iter().map(|it| it.fallback).collect()
    }

    /// SHA-256 of [`Scheme::canonical_bytes`].
    pub fn sha256(&self) -> [u8; 32] {
        Sha256::digest(self.canonical_bytes()).into()
    }

    /// Checks that `table` and `hierarchies` are those it was frozen for.
    ///
    /// # Errors
    ///
    /// [`PrivacyError::SchemeMismatch`] with the attribute that differs.
    pub fn fits(&self, table: &Microdata, hierarchies: &[Hierarchy]) -> Result<(), PrivacyError> {
        let quasi: Vec<&Attribute> = table.quasi_identifiers().collect();
        matching(&quasi, hierarchies)?;
        let names = quasi.iter().map(|it| it.name());
        let differs =
            |attribute: &str| Err(PrivacyError::SchemeMismatch { attribute: attribute.to_owned() });
        if quasi.len() != self.attributes.len() {
            return differs("");
        }
        for (own, (name, hierarchy)) in self.attributes.iter().zip(names.zip(hierarchies)) {
            if own.name != name || own.hierarchy != hierarchy.sha256() {
                return differs(name);
            }
        }
        Ok(())
    }

    /// What its joint-history rule asks of a ledger.
    pub fn joint_rules(&self) -> JointRules {
        let place = |rule: &SensitiveRule| {
            self.attributes.iter().position(|attribute| attribute.name == rule.attribute)
        };
        let (labels, values): (Vec<&SensitiveRule>, Vec<&SensitiveRule>) =
            self.model.sensitive.iter().partition(|rule| place(rule).is_some());
        JointRules {
            k: self.model.k,
            k_groups: self.model.k_groups,
            values: values.into_iter().cloned().collect(),
            labels: labels
                .into_iter()
                .filter_map(|rule| {
                    let place = place(rule)?;
                    let neutral = self.attributes.get(place)?.neutral_labels.clone();
                    Some((place, SensitiveRule { neutral, ..rule.clone() }))
                })
                .collect(),
        }
    }
}

fn attribute(
    hierarchy: &Hierarchy,
    model: &Model,
    weight: f64,
    level: usize,
    fallback: usize,
) -> SchemeAttribute {
    let rule = model.sensitive.iter().find(|rule| rule.attribute == hierarchy.attribute());
    let nodes = BTreeSet::from([level.min(hierarchy.top()), fallback.min(hierarchy.top())]);
    SchemeAttribute {
        name: hierarchy.attribute().to_owned(),
        hierarchy: hierarchy.sha256(),
        level,
        fallback,
        top: hierarchy.top(),
        weight,
        neutral_labels: rule.map_or_else(BTreeSet::new, |rule| neutral(rule, hierarchy, &nodes)),
    }
}

/// The labels that are neutral at every one of `levels` where they occur; the only label of a level says nothing.
pub(crate) fn neutral(
    rule: &SensitiveRule,
    hierarchy: &Hierarchy,
    levels: &BTreeSet<usize>,
) -> BTreeSet<String> {
    let mut verdicts: BTreeMap<String, bool> = BTreeMap::new();
    for level in levels {
        let labels = hierarchy.labels(*level);
        let at_level = at_level(rule, hierarchy, *level);
        for label in labels {
            let safe = labels.len() < 2 || at_level.neutral.contains(label);
            *verdicts.entry(label.clone()).or_insert(true) &= safe;
        }
    }
    verdicts.into_iter().filter(|(_, safe)| *safe).map(|(label, _)| label).collect()
}

/// One and a half times k, rounded up, where there are so many subjects (and groups).
fn with_margin(model: &Model, table: &Microdata) -> Model {
    let widened = |k: u32, available: usize| {
        let available = super::number::code(available);
        (k + k.div_ceil(2)).min(available).max(k)
    };
    Model {
        k: widened(model.k, table.n_subjects()),
        k_groups: widened(model.k_groups, table.n_groups()),
        ..model.clone()
    }
}

/// The best node above `levels` that lets out everybody who waits under them; one level up everywhere where there is none.
fn fallback(
    table: &Microdata,
    hierarchies: &[Hierarchy],
    model: &Model,
    config: &SearchConfig,
    levels: &[usize],
    progress: &mut dyn FnMut(Progress) -> Control,
) -> Result<Vec<usize>, PrivacyError> {
    let ranges = checked_ranges(&config.ranges, hierarchies)?;
    let highest: Vec<usize> = ranges
        .iter()
        .zip(hierarchies)
        .map(|(range, hierarchy)| range.highest.unwrap_or(hierarchy.top()))
        .collect();
    let one_up = levels.iter().zip(&highest).map(|(level, high)| (level + 1).min(*high)).collect();
    let kept = recode(table, hierarchies, model, levels)?.kept;
    let waiting: Vec<usize> = (0..kept.len()).filter(|row| !kept[*row]).collect();
    let waiting = table.select(&waiting);
    let ranges = levels.iter().zip(&highest).zip(ranges).map(|((low, high), range)| LevelRange {
        lowest: *low,
        highest: Some(*high),
        ..range
    });
    let config =
        SearchConfig { ranges: ranges.collect(), suppression_limit: 0.0, ..config.clone() };
    match search(
        &waiting,
        hierarchies,
        &Model { max_mean_risk: None, ..model.clone() },
        &config,
        progress,
    ) {
        Ok(Outcome::Found(found)) => Ok(found.levels),
        Err(PrivacyError::Cancelled) => Err(PrivacyError::Cancelled),
        // Too few wait, or too much alike, for a node of their own.
        Ok(Outcome::AllSuppressed(_) | Outcome::Nothing { .. }) | Err(_) => Ok(one_up),
    }
}
