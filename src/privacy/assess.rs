//! What leaves of a file without a ledger, measured on its tuples: the figures of a report.
//!
//! Definitions are those by which a report is checked (§11 of the privacy design). Suppressed records count: the one who
//! reads the report may know how many there are.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use super::{
    Code, PrivacyError,
    criteria::Categories,
    measure::{largest_distance, worst},
    model::SensitiveRule,
    number::{float, float_len},
    report::{Achieved, LevelLoss, LossFigures, Measured, Recoding},
    risk::{class_figures, figures},
    search::{keys::Keys, loss},
    study::{Placed, Study, Texts},
};

/// What leaves, and what it gives away.
#[derive(Clone, Debug, PartialEq)]
pub struct Assessment {
    /// The figures, suppressed records counted in the losses.
    pub measured: Measured,
    /// Records that leave.
    pub released: u64,
    /// Records that do not.
    pub suppressed: u64,
    /// Per sensitive rule, how the input is spread.
    pub input: Vec<InputSpread>,
    /// Members of the population in the smallest released class; `None` without a population or a class.
    pub smallest_population: Option<u64>,
    /// SHA-256 over the classes in the order of their labels, each with its labels and its values.
    pub contents: [u8; 32],
}

/// How the values of one sensitive attribute are spread in the input.
#[derive(Clone, Debug, PartialEq)]
pub struct InputSpread {
    /// Largest distance of a released class from all input records; `None` without rows.
    pub t: Option<f64>,
    /// Group of values → records.
    pub overall: BTreeMap<String, u64>,
}

/// The classes that leave, by the texts of their labels.
struct Classes<'a> {
    texts: Vec<Texts<'a>>,
    /// Tuples that leave.
    tuples: Vec<usize>,
    /// Per such tuple, its class.
    of: Vec<Code>,
    /// Per class its labels, as places in `texts`.
    labels: Vec<Vec<Code>>,
    /// Per class its records.
    sizes: Vec<u64>,
    /// Per class the first node at which all its labels are labels.
    stands: Vec<usize>,
}

impl Study<'_> {
    /// Measures what leaves as `placed`, by the weights and the factor that the search used.
    ///
    /// # Errors
    ///
    /// [`PrivacyError::Parameter`] for weights or a factor out of range.
    pub fn assess(
        &self,
        placed: &Placed,
        weights: &[f64],
        gs_factor: f64,
    ) -> Result<Assessment, PrivacyError> {
        let classes = self.classes(placed);
        let n = self.encoded.records;
        let released: u64 = classes.sizes.iter().sum();
        let base = base(&classes, placed);
        let sums = self.sums(&classes, placed, base);
        let suppressed = float(n - released);
        let weighed = loss(&self.encoded, gs_factor, weights)?;
        let plain = self.plain_loss()?;
        let each = |by: &super::loss::Loss| -> Vec<f64> {
            let all = sums.iter().enumerate();
            all.map(|(at, (shares, gone))| by.of_attribute(at, *shares, suppressed, *gone))
                .collect()
        };
        let own = each(&weighed);
        let cells = each(&plain);
        let shape = class_figures(classes.sizes.iter().copied());
        let k = self.model.k;
        let squares: f64 = classes.sizes.iter().map(|size| float(*size) * float(*size)).sum();
        let pairs: Vec<(u64, u64)> = classes.sizes.iter().map(|size| (*size, *size)).collect();
        let (sensitive, input) = self.sensitive(&classes);
        let measured = Measured {
            score: Some(weighed.score(weighed.product(suppressed, sums.iter().copied()))),
            levels: self.levels(&placed.nodes[base], &own),
            recodings: recodings(&classes, placed),
            k: shape.smallest,
            sensitive,
            loss: LossFigures {
                mean_cell: cells.iter().sum::<f64>() / float_len(cells.len().max(1)),
                discernibility: squares + suppressed * float(n),
                average_class: shape.mean / f64::from(k.max(1)),
                nonuniform_entropy: Some(self.bits_lost(&classes, placed)),
            },
            risk: figures(&pairs, u64::from(k)),
            classes: shape,
        };
        let smallest_population = self.smallest_population(&classes, placed);
        let contents = self.contents(&classes);
        let suppressed = n - released;
        Ok(Assessment { measured, released, suppressed, input, smallest_population, contents })
    }

    fn classes<'s>(&'s self, placed: &Placed) -> Classes<'s> {
        let texts = self.texts();
        let kept =
            |tuple: &usize| placed.of_tuple[*tuple].is_some() && self.encoded.counts[*tuple] > 0;
        let tuples: Vec<usize> = (0..self.encoded.n_tuples()).filter(kept).collect();
        let mut keys = Keys::default();
        keys.start(tuples.len());
        let columns: Vec<Vec<Code>> = texts
            .iter()
            .enumerate()
            .map(|(at, texts)| {
                let values = &self.encoded.columns[at];
                let label = |tuple: &usize| {
                    let node = placed.of_tuple[*tuple].unwrap_or_default() as usize;
                    texts.of[placed.nodes[node][at]][values[*tuple] as usize]
                };
                tuples.iter().map(label).collect()
            })
            .collect();
        for (column, texts) in columns.iter().zip(&texts) {
            keys.add(column, texts.all.len(), None);
        }
        keys.group();
        let mut sizes = vec![0_u64; keys.first.len()];
        for (class, tuple) in keys.class_of.iter().zip(&tuples) {
            sizes[*class as usize] += u64::from(self.encoded.counts[*tuple]);
        }
        let labels: Vec<Vec<Code>> = keys
            .first
            .iter()
            .map(|first| columns.iter().map(|column| column[*first as usize]).collect())
            .collect();
        let stands = stands(&labels, &texts, &placed.nodes);
        Classes { texts, tuples, of: keys.class_of, labels, sizes, stands }
    }

    /// Per quasi-identifier the sum of the shares of all records, suppressed ones at the base node, and of those alone.
    fn sums(&self, classes: &Classes<'_>, placed: &Placed, base: usize) -> Vec<(f64, f64)> {
        let base = &placed.nodes[base];
        self.encoded
            .dimensions
            .iter()
            .enumerate()
            .map(|(at, dimension)| {
                // What a label covers at a level: whole leaves, so that sums do not depend on their order.
                let covered: Vec<BTreeMap<Code, f64>> = dimension
                    .levels
                    .iter()
                    .zip(&classes.texts[at].of)
                    .map(|(level, of)| {
                        of.iter().copied().zip(level.share.iter().copied()).collect()
                    })
                    .collect();
                let share = |class: usize| {
                    let level = placed.nodes[classes.stands[class]][at];
                    covered[level].get(&classes.labels[class][at]).copied().unwrap_or(1.0)
                };
                let kept: f64 = (0..classes.sizes.len())
                    .map(|class| float(classes.sizes[class]) * share(class))
                    .sum();
                let at_base = &dimension.levels[base[at]].share;
                let gone: f64 = (0..self.encoded.n_tuples())
                    .filter(|tuple| placed.of_tuple[*tuple].is_none())
                    .map(|tuple| {
                        let value = self.encoded.columns[at][tuple] as usize;
                        f64::from(self.encoded.counts[tuple]) * at_base[value]
                    })
                    .sum();
                (kept + gone, gone)
            })
            .collect()
    }

    fn levels(&self, base: &[usize], losses: &[f64]) -> Vec<LevelLoss> {
        let each = self.hierarchies.iter().zip(base).zip(losses);
        each.map(|((hierarchy, level), loss)| LevelLoss {
            attribute: hierarchy.attribute().to_owned(),
            level: *level,
            top: hierarchy.top(),
            loss: *loss,
        })
        .collect()
    }

    /// Bits lost by the frequencies of the input; all of a suppressed cell's.
    fn bits_lost(&self, classes: &Classes<'_>, placed: &Placed) -> f64 {
        let n = float(self.encoded.records);
        let stands_of = stands_of_tuples(classes, self.encoded.n_tuples());
        let of_attribute = |(at, dimension): (usize, &super::search::encode::Dimension)| -> f64 {
            // Summed value by value and level by level: the order of tuples does not matter.
            let mut sums = vec![vec![0_u64; dimension.frequency.len()]; dimension.levels.len() + 1];
            for (tuple, records) in self.encoded.counts.iter().enumerate() {
                let value = self.encoded.columns[at][tuple] as usize;
                let level = stands_of[tuple].map(|node| placed.nodes[node][at]);
                sums[level.unwrap_or(dimension.levels.len())][value] += u64::from(*records);
            }
            let mut bits = 0.0;
            for (level, sums) in sums.iter().enumerate() {
                for (value, records) in sums.iter().enumerate().filter(|(_, records)| **records > 0)
                {
                    let label = dimension
                        .levels
                        .get(level)
                        .map_or(n, |level| float(level.frequency[level.map[value] as usize]));
                    bits += float(*records) * (label / float(dimension.frequency[value])).log2();
                }
            }
            bits
        };
        self.encoded.dimensions.iter().enumerate().map(of_attribute).sum()
    }

    /// The worst class of each rule over an attribute that is no quasi-identifier, and how the input is spread.
    fn sensitive(&self, classes: &Classes<'_>) -> (Vec<Achieved>, Vec<InputSpread>) {
        self.rules()
            .map(|(rule, (category_of, n_categories))| {
                let mut counts = vec![vec![0_u32; *n_categories]; classes.sizes.len()];
                let (mut released, mut input) = (vec![0; *n_categories], vec![0; *n_categories]);
                for (tuple, records) in self.encoded.counts.iter().enumerate() {
                    input[category_of[tuple] as usize] += records;
                }
                for (class, tuple) in classes.of.iter().zip(&classes.tuples) {
                    let category = category_of[*tuple] as usize;
                    counts[*class as usize][category] += self.encoded.counts[*tuple];
                    released[category] += self.encoded.counts[*tuple];
                }
                let categories = self.categories(rule);
                let spread = worst(rule, &categories, &counts, &released);
                let t = largest_distance(rule, &categories, &counts, &input);
                let counted = categories.names.iter().cloned().zip(input.iter().copied());
                let overall = counted.map(|(name, n)| (name, u64::from(n))).collect();
                (spread, InputSpread { t, overall })
            })
            .unzip()
    }

    /// A digest of the classes: per class its labels, then per sensitive rule how many groups of values there are, each with
    /// its records; texts and numbers as the checker writes them.
    fn contents(&self, classes: &Classes<'_>) -> [u8; 32] {
        let mut hash = Sha256::new();
        let number = |hash: &mut Sha256, n: u64| hash.update(n.to_le_bytes());
        let text = |hash: &mut Sha256, text: &str| {
            number(hash, text.len() as u64);
            hash.update(text.as_bytes());
        };
        let fields: Vec<(Vec<String>, Vec<Vec<u32>>)> = self
            .rules()
            .map(|(rule, (category_of, n_categories))| {
                let mut counts = vec![vec![0_u32; *n_categories]; classes.sizes.len()];
                for (class, tuple) in classes.of.iter().zip(&classes.tuples) {
                    let category = category_of[*tuple] as usize;
                    counts[*class as usize][category] += self.encoded.counts[*tuple];
                }
                (self.categories(rule).names, counts)
            })
            .collect();
        // Places of texts are in the order of the texts.
        let mut order: Vec<usize> = (0..classes.sizes.len()).collect();
        order.sort_unstable_by(|a, b| classes.labels[*a].cmp(&classes.labels[*b]));
        for class in order {
            for (label, texts) in classes.labels[class].iter().zip(&classes.texts) {
                text(&mut hash, texts.all[*label as usize]);
            }
            number(&mut hash, classes.sizes[class]);
            for (names, counts) in &fields {
                let present = counts[class].iter().filter(|n| **n > 0).count();
                number(&mut hash, present as u64);
                for (name, n) in names.iter().zip(&counts[class]).filter(|it| *it.1 > 0) {
                    text(&mut hash, name);
                    number(&mut hash, u64::from(*n));
                }
            }
        }
        hash.finalize().into()
    }

    /// The rules over attributes that are no quasi-identifiers, each with the categories of the tuples.
    fn rules(&self) -> impl Iterator<Item = (&SensitiveRule, &(Vec<Code>, usize))> {
        let quasi = |rule: &&SensitiveRule| {
            !self.hierarchies.iter().any(|it| it.attribute() == rule.attribute)
        };
        self.model.sensitive.iter().filter(quasi).zip(&self.encoded.fields)
    }

    fn categories(&self, rule: &SensitiveRule) -> Categories {
        let labels = self.table.attribute(&rule.attribute).map_or(&[][..], |it| it.labels());
        Categories::new(rule, labels.iter().map(String::as_str))
    }

    /// Members of the population who share the labels of the released class that fewest share.
    fn smallest_population(&self, classes: &Classes<'_>, placed: &Placed) -> Option<u64> {
        let [node] = placed.nodes.as_slice() else { return None };
        if self.encoded.population.is_empty() {
            return None;
        }
        let mut keys = Keys::default();
        keys.start(self.encoded.n_tuples());
        for (at, level) in node.iter().enumerate() {
            let texts = &classes.texts[at];
            // Values of the population alone have no text: their label is that of the hierarchy's level.
            let map = &self.encoded.dimensions[at].levels[*level].map;
            debug_assert!(texts.of[*level].len() <= map.len());
            keys.add(&self.encoded.columns[at], map.len(), Some(map));
        }
        keys.group();
        let mut people = vec![0_u64; keys.first.len()];
        for (class, n) in keys.class_of.iter().zip(&self.encoded.population) {
            people[*class as usize] += u64::from(*n);
        }
        classes.tuples.iter().map(|tuple| people[keys.class_of[*tuple] as usize]).min()
    }
}

/// The node whose levels stand for the whole: the one at which most records stand, the first of several.
fn base(classes: &Classes<'_>, placed: &Placed) -> usize {
    if placed.nodes.len() < 2 {
        return 0;
    }
    let records = records_per_node(classes, placed.nodes.len());
    let most = records.iter().max().copied().unwrap_or(0);
    records.iter().position(|n| *n == most).unwrap_or(0)
}

fn records_per_node(classes: &Classes<'_>, n_nodes: usize) -> Vec<u64> {
    let mut records = vec![0; n_nodes];
    for (node, size) in classes.stands.iter().zip(&classes.sizes) {
        records[*node] += size;
    }
    records
}

fn recodings(classes: &Classes<'_>, placed: &Placed) -> Vec<Recoding> {
    if placed.nodes.len() < 2 {
        return Vec::new();
    }
    let records = records_per_node(classes, placed.nodes.len());
    let all = placed.nodes.iter().zip(records);
    all.map(|(levels, records)| Recoding { levels: levels.clone(), records }).collect()
}

/// Per class the first of `nodes` of whose levels all its labels are.
fn stands(labels: &[Vec<Code>], texts: &[Texts<'_>], nodes: &[Vec<usize>]) -> Vec<usize> {
    if nodes.len() < 2 {
        return vec![0; labels.len()];
    }
    let at_levels: Vec<Vec<Vec<bool>>> = texts
        .iter()
        .map(|texts| {
            let mut at = vec![vec![false; texts.of.len()]; texts.all.len()];
            for (level, of) in texts.of.iter().enumerate() {
                for text in of {
                    at[*text as usize][level] = true;
                }
            }
            at
        })
        .collect();
    let fits = |labels: &[Code], node: &[usize]| {
        let mut each = labels.iter().zip(node).enumerate();
        each.all(|(at, (text, level))| at_levels[at][*text as usize][*level])
    };
    labels
        .iter()
        .map(|labels| nodes.iter().position(|node| fits(labels, node)).unwrap_or(0))
        .collect()
}

/// Per tuple the node at which its class stands; `None` for one that does not leave.
fn stands_of_tuples(classes: &Classes<'_>, n_tuples: usize) -> Vec<Option<usize>> {
    let mut stands = vec![None; n_tuples];
    for (class, tuple) in classes.of.iter().zip(&classes.tuples) {
        stands[*tuple] = Some(classes.stands[*class as usize]);
    }
    stands
}
