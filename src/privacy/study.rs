//! One table made ready once: searched, recoded, measured.
//!
//! A search over a file of strangers looks at the same tuples many times: for the optimum, for its alternatives, for the
//! rows that leave and for what they give away.

use std::collections::BTreeMap;

use super::{
    Code, Control, Hierarchy, Outcome, Population, PrivacyError, Progress, RequestFault,
    SearchConfig,
    loss::{Factors, Loss},
    microdata::{Attribute, Microdata},
    model::{self, Model},
    number::{code, float, float_len},
    report::LossFigures,
    search::{encode::Encoded, group::Grouper, keys::Keys, search_encoded},
};

/// One table under one model, made ready.
#[derive(Clone, Debug)]
pub struct Study<'a> {
    pub(super) table: &'a Microdata,
    pub(super) hierarchies: &'a [Hierarchy],
    pub(super) model: &'a Model,
    pub(super) encoded: Encoded,
}

/// At which node each record leaves, if it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// The nodes: one level a quasi-identifier each.
    pub(super) nodes: Vec<Vec<usize>>,
    /// Per tuple its node; `None` where it is suppressed.
    pub(super) of_tuple: Vec<Option<Code>>,
}

/// The distinct labels of one quasi-identifier over several levels, as texts.
#[derive(Clone, Debug)]
pub(super) struct Texts<'a> {
    /// Each label once, sorted.
    pub(super) all: Vec<&'a str>,
    /// Per level and value, its label's place in `all`.
    pub(super) of: Vec<Vec<Code>>,
}

impl<'a> Study<'a> {
    /// `table` under `hierarchies`, one a quasi-identifier in their order, for `model`; records come from `population`
    /// where one is known.
    ///
    /// # Errors
    ///
    /// [`PrivacyError`] where the model makes no sense for the table, or a value has no place in its hierarchy.
    pub fn new(
        table: &'a Microdata,
        hierarchies: &'a [Hierarchy],
        model: &'a Model,
        population: Option<&Population>,
    ) -> Result<Self, PrivacyError> {
        model::check(model, table)?;
        let encoded = Encoded::in_population(table, hierarchies, model, population)?;
        Ok(Self { table, hierarchies, model, encoded })
    }

    /// The recoding that loses least: [`super::search()`].
    ///
    /// # Errors
    ///
    /// Those of [`super::search()`].
    pub fn search(
        &self,
        config: &SearchConfig,
        progress: &mut dyn FnMut(Progress) -> Control,
    ) -> Result<Outcome, PrivacyError> {
        search_encoded(&self.encoded, self.hierarchies, self.model, config, progress)
    }

    /// The records that leave at `levels`.
    ///
    /// # Errors
    ///
    /// [`PrivacyError::Request`] for levels that do not exist.
    pub fn place(&self, levels: &[usize]) -> Result<Placed, PrivacyError> {
        self.check_levels(levels)?;
        let mut grouper = Grouper::new(&self.encoded);
        grouper.group(levels);
        let node = |(_class, passes): (Code, bool)| passes.then_some(0);
        Ok(Placed {
            nodes: vec![levels.to_vec()],
            of_tuple: grouper.verdicts().map(node).collect(),
        })
    }

    /// What each of `nodes` costs over all records.
    ///
    /// # Errors
    ///
    /// [`PrivacyError::Request`] for levels that do not exist.
    pub fn costs<'n>(
        &self,
        nodes: impl Iterator<Item = &'n [usize]>,
    ) -> Result<Vec<LossFigures>, PrivacyError> {
        let plain = self.plain_loss()?;
        let mut grouper = Grouper::new(&self.encoded);
        nodes
            .map(|levels| {
                self.check_levels(levels)?;
                Ok(self.cost(&mut grouper, levels, &plain))
            })
            .collect()
    }

    fn cost(&self, by: &mut Grouper<'_>, levels: &[usize], plain: &Loss) -> LossFigures {
        let table = &self.encoded;
        let grouped = by.group(levels);
        let n = float(table.records);
        let outliers = float(grouped.outliers);
        let (mut squares, mut bits) = (0.0, 0.0);
        for (at, level) in levels.iter().enumerate() {
            bits += self.bits(at, *level);
        }
        for (tuple, records, passes) in by.classes() {
            if passes {
                squares += f64::from(records) * f64::from(records);
                continue;
            }
            for (at, level) in levels.iter().enumerate() {
                let level = &table.dimensions[at].levels[*level];
                let label = level.map[table.columns[at][tuple] as usize] as usize;
                // A label without records of the table belongs to the population alone.
                bits += f64::from(records) * (n / float(level.frequency[label].max(1))).log2();
            }
        }
        let cells: f64 = levels
            .iter()
            .enumerate()
            .map(|(at, level)| {
                let shares = table.dimensions[at].levels[*level].shares;
                plain.of_attribute(at, shares, outliers, grouped.outlier_shares[at])
            })
            .sum();
        let classes = float(grouped.classes.max(1)) * f64::from(self.model.k.max(1));
        LossFigures {
            mean_cell: cells / float_len(levels.len().max(1)),
            discernibility: squares + outliers * n,
            average_class: (n - outliers) / classes,
            nonuniform_entropy: Some(bits),
        }
    }

    /// Bits lost by recoding every record of quasi-identifier `at` to `level`.
    pub(super) fn bits(&self, at: usize, level: usize) -> f64 {
        let dimension = &self.encoded.dimensions[at];
        let level = &dimension.levels[level];
        let values = dimension.frequency.iter().zip(&level.map);
        values
            .filter(|(own, _label)| **own > 0)
            .map(|(own, label)| {
                let own = float(*own);
                own * (float(level.frequency[*label as usize]) / own).log2()
            })
            .sum()
    }

    /// The loss of recoding and suppression counted in full, all attributes alike.
    pub(super) fn plain_loss(&self) -> Result<Loss, PrivacyError> {
        let leaves: Vec<f64> = self.encoded.dimensions.iter().map(|it| it.n_leaves).collect();
        let weights = vec![1.0; leaves.len()];
        Loss::new(Factors::new(0.5)?, float(self.encoded.records), &leaves, &weights)
    }

    /// Each level is one of its quasi-identifier's.
    pub(super) fn check_levels(&self, levels: &[usize]) -> Result<(), PrivacyError> {
        let dimensions = &self.encoded.dimensions;
        let within =
            levels.iter().zip(dimensions.iter()).all(|(level, it)| *level < it.levels.len());
        if within && levels.len() == dimensions.len() {
            return Ok(());
        }
        let fault = RequestFault::Levels;
        Err(PrivacyError::Request { attribute: String::new(), fault })
    }

    /// Per quasi-identifier its labels as texts.
    pub(super) fn texts(&self) -> Vec<Texts<'a>> {
        let quasi = self.table.quasi_identifiers().zip(self.hierarchies);
        quasi.map(|(attribute, hierarchy)| Texts::new(attribute, hierarchy)).collect()
    }

    /// The rows that leave, each distinct one once with how often it does: `columns` name quasi-identifiers, which
    /// stand at their labels, and others, which stand as they are.
    ///
    /// # Errors
    ///
    /// [`PrivacyError::Request`] for a column that is not in the table.
    pub fn rows(
        &self,
        placed: &Placed,
        columns: &[&str],
    ) -> Result<Vec<(Vec<&'a str>, u64)>, PrivacyError> {
        let kept: Vec<(usize, usize)> = (0..self.table.n_records())
            .filter_map(|row| {
                let node = placed.of_tuple[self.encoded.tuple_of[row] as usize]?;
                Some((row, node as usize))
            })
            .collect();
        let mut keys = Keys::default();
        keys.start(kept.len());
        let quasi: Vec<&Attribute> = self.table.quasi_identifiers().collect();
        let mut cells: Vec<(Vec<Code>, Vec<&'a str>)> = Vec::new();
        for name in columns {
            let attribute = self.table.attribute(name).ok_or_else(|| PrivacyError::Request {
                attribute: (*name).to_owned(),
                fault: RequestFault::Unknown,
            })?;
            let codes = attribute.codes();
            let column: (Vec<Code>, Vec<&'a str>) =
                if let Some(at) = quasi.iter().position(|it| it.name() == *name) {
                    let texts = Texts::new(attribute, &self.hierarchies[at]);
                    let label = |(row, node): &(usize, usize)| {
                        texts.of[placed.nodes[*node][at]][codes[*row] as usize]
                    };
                    (kept.iter().map(label).collect(), texts.all)
                } else {
                    let all = attribute.labels().iter().map(String::as_str).collect();
                    (kept.iter().map(|(row, _node)| codes[*row]).collect(), all)
                };
            keys.add(&column.0, column.1.len(), None);
            cells.push(column);
        }
        keys.group();
        let mut counts = vec![0_u64; keys.first.len()];
        for class in &keys.class_of {
            counts[*class as usize] += 1;
        }
        let row = |first: &u32| {
            cells.iter().map(|(codes, all)| all[codes[*first as usize] as usize]).collect()
        };
        Ok(keys.first.iter().map(row).zip(counts).collect())
    }
}

impl Placed {
    /// The nodes at which records stand.
    pub fn nodes(&self) -> &[Vec<usize>] {
        &self.nodes
    }
}

impl<'a> Texts<'a> {
    fn new(attribute: &'a Attribute, hierarchy: &'a Hierarchy) -> Self {
        let leaves: Vec<Option<Code>> =
            attribute.labels().iter().map(|value| hierarchy.leaf(value)).collect();
        let mut place: BTreeMap<&str, Code> = BTreeMap::new();
        let label = |leaf: &Option<Code>, level| {
            leaf.map_or("", |leaf| hierarchy.label_of_leaf(leaf, level))
        };
        for level in 0..hierarchy.n_levels() {
            for leaf in &leaves {
                place.insert(label(leaf, level), 0);
            }
        }
        for (at, place) in place.values_mut().enumerate() {
            *place = code(at);
        }
        let of = (0..hierarchy.n_levels())
            .map(|level| leaves.iter().map(|leaf| place[label(leaf, level)]).collect())
            .collect();
        Self { all: place.into_keys().collect(), of }
    }
}
