//! Recoding of its own for what whole columns would suppress: top down, each split where it gains most.
//!
//! All that is left starts at the coarsest labels. The attribute whose next finer labels save most is split; parts that
//! pass go on by themselves, the others stay together at the coarser label and pull in passing parts, smallest first,
//! until they pass too. Where no split is left, it is a class (§5.6 of the privacy design).
//!
//! Labels of different levels stand in one column afterwards: for files that are released once.

use std::collections::BTreeMap;

use super::{
    Code, Hierarchy, PrivacyError, RequestFault,
    criteria::Size,
    number::{code, share_of},
    search::{
        LevelRange, SearchConfig, checked_ranges,
        encode::{Encoded, Owners},
        keys::Keys,
    },
    study::{Placed, Study},
};

/// Tuples at one label each, to be split further.
struct Part {
    tuples: Vec<Code>,
    levels: Vec<usize>,
    /// Attributes that cannot be split any more here.
    closed: Vec<bool>,
}

/// A way to split a part.
struct Split {
    gain: f64,
    attribute: usize,
    /// Parts that pass by themselves.
    passing: Vec<Vec<Code>>,
    /// What stays together at the coarser label.
    rest: Vec<Code>,
}

impl Study<'_> {
    /// `placed` at one node, and what it suppresses recoded on its own.
    ///
    /// What cannot be saved even at the coarsest labels stays suppressed, up to `limit` of all records; beyond it,
    /// classes that leave are pulled in, smallest first.
    ///
    /// # Errors
    ///
    /// [`PrivacyError::Request`] for levels that do not exist, or where a quasi-identifier is sensitive too.
    pub fn tail(
        &self,
        mut placed: Placed,
        config: &SearchConfig,
        limit: f64,
    ) -> Result<Placed, PrivacyError> {
        let ranges = self.local_ranges(config)?;
        let mut splitter = Splitter::new(&self.encoded, self.hierarchies, &ranges);
        let mut left: Vec<Code> = (0..self.encoded.n_tuples())
            .filter(|tuple| placed.of_tuple[*tuple].is_none())
            .map(code)
            .collect();
        let lost = splitter.records(&left);
        if lost == 0 {
            return Ok(placed);
        }
        if !splitter.passes(&left) && share_of(limit, self.encoded.records) < lost {
            self.pull_in(&mut left, &mut placed, &mut splitter);
        }
        if !splitter.passes(&left) {
            return Ok(placed);
        }
        let mut node_of: BTreeMap<Vec<usize>, Code> = BTreeMap::new();
        for (at, node) in placed.nodes.iter().enumerate() {
            node_of.entry(node.clone()).or_insert_with(|| code(at));
        }
        for (levels, tuples) in splitter.split_all(left) {
            let next = code(placed.nodes.len());
            let node = *node_of.entry(levels.clone()).or_insert(next);
            if node == next {
                placed.nodes.push(levels);
            }
            for tuple in tuples {
                placed.of_tuple[tuple as usize] = Some(node);
            }
        }
        placed.put_in_order();
        Ok(placed)
    }

    /// Everything recoded top down: where a lattice is too large to be peeled.
    ///
    /// # Errors
    ///
    /// Those of [`Study::tail`].
    pub fn top_down(&self, config: &SearchConfig, limit: f64) -> Result<Placed, PrivacyError> {
        let ranges = self.local_ranges(config)?;
        let top = highest(&ranges, self.hierarchies);
        let nobody = Placed { nodes: vec![top], of_tuple: vec![None; self.encoded.n_tuples()] };
        self.tail(nobody, config, limit)
    }

    /// The ranges of `config`, where labels of several levels may stand in one column.
    pub(super) fn local_ranges(
        &self,
        config: &SearchConfig,
    ) -> Result<Vec<LevelRange>, PrivacyError> {
        if let Some(rule) = self.encoded.quasi_sensitive.first() {
            let attribute = self.hierarchies[rule.dimension].attribute().to_owned();
            return Err(PrivacyError::Request { attribute, fault: RequestFault::Duplicate });
        }
        checked_ranges(&config.ranges, self.hierarchies)
    }

    /// Adds released classes to `left`, smallest first, until it passes.
    fn pull_in(&self, left: &mut Vec<Code>, placed: &mut Placed, splitter: &mut Splitter<'_>) {
        let kept: Vec<(Code, usize)> = (0..self.encoded.n_tuples())
            .filter_map(|tuple| Some((code(tuple), placed.of_tuple[tuple]? as usize)))
            .collect();
        let mut keys = Keys::default();
        keys.start(kept.len());
        let nodes: Vec<Code> = kept.iter().map(|(_tuple, node)| code(*node)).collect();
        keys.add(&nodes, placed.nodes.len(), None);
        for (at, dimension) in self.encoded.dimensions.iter().enumerate() {
            let label = |(tuple, node): &(Code, usize)| {
                let value = self.encoded.columns[at][*tuple as usize] as usize;
                dimension.levels[placed.nodes[*node][at]].map[value]
            };
            let labels: Vec<Code> = kept.iter().map(label).collect();
            let most = dimension.levels.iter().map(|level| level.n_labels).max().unwrap_or(1);
            keys.add(&labels, most, None);
        }
        keys.group();
        let mut classes: Vec<Vec<Code>> = vec![Vec::new(); keys.first.len()];
        for (class, (tuple, _node)) in keys.class_of.iter().zip(&kept) {
            classes[*class as usize].push(*tuple);
        }
        classes.sort_by_key(|tuples| (splitter.records(tuples), tuples.first().copied()));
        for tuples in classes {
            if splitter.passes(left) {
                return;
            }
            for tuple in &tuples {
                placed.of_tuple[*tuple as usize] = None;
            }
            left.extend(tuples);
        }
    }
}

impl Placed {
    /// Finer nodes first, each before all that are coarser than it; nodes at which nothing stands go.
    pub(super) fn put_in_order(&mut self) {
        let mut used = vec![false; self.nodes.len()];
        self.of_tuple.iter().flatten().for_each(|node| used[*node as usize] = true);
        let mut order: Vec<usize> = (0..self.nodes.len()).filter(|node| used[*node]).collect();
        let height = |node: &usize| self.nodes[*node].iter().sum::<usize>();
        order.sort_by_key(|node| (height(node), self.nodes[*node].clone()));
        if order.is_empty() {
            self.nodes.truncate(1);
            return;
        }
        let mut number = vec![0; self.nodes.len()];
        for (at, node) in order.iter().enumerate() {
            number[*node] = code(at);
        }
        self.of_tuple.iter_mut().flatten().for_each(|node| *node = number[*node as usize]);
        self.nodes = order.iter().map(|node| self.nodes[*node].clone()).collect();
    }
}

/// The coarsest levels that `ranges` allow.
pub(super) fn highest(ranges: &[LevelRange], hierarchies: &[Hierarchy]) -> Vec<usize> {
    let all = ranges.iter().zip(hierarchies);
    all.map(|(range, hierarchy)| range.highest.unwrap_or(hierarchy.top())).collect()
}

/// Which owners each tuple has, one after the other.
struct OwnersOf {
    from: Vec<usize>,
    owners: Vec<Code>,
    /// Per owner, the last set in which it was counted.
    seen: Vec<u32>,
}

impl OwnersOf {
    fn new(Owners(pairs): &Owners, n_tuples: usize) -> Self {
        let mut by_tuple: Vec<(Code, Code)> =
            pairs.iter().map(|(owner, it)| (*it, *owner)).collect();
        by_tuple.sort_unstable();
        let n_owners = pairs.last().map_or(0, |(owner, _)| *owner as usize + 1);
        Self {
            from: (0..=n_tuples)
                .map(|it| by_tuple.partition_point(|pair| (pair.0 as usize) < it))
                .collect(),
            owners: by_tuple.into_iter().map(|it| it.1).collect(),
            seen: vec![0; n_owners],
        }
    }

    /// Distinct owners of `tuples`, which are the set numbered `mark`.
    fn distinct(&mut self, tuples: &[Code], mark: u32) -> u32 {
        let mut n = 0;
        for tuple in tuples {
            let at = *tuple as usize;
            for owner in &self.owners[self.from[at]..self.from[at + 1]] {
                let seen = &mut self.seen[*owner as usize];
                n += u32::from(*seen != mark);
                *seen = mark;
            }
        }
        n
    }
}

/// Splits sets of tuples; counts them.
struct Splitter<'a> {
    table: &'a Encoded,
    lowest: Vec<usize>,
    highest: Vec<usize>,
    /// Per attribute, what a whole label saved by one record is worth.
    worth: Vec<f64>,
    subjects: Option<OwnersOf>,
    groups: Option<OwnersOf>,
    mark: u32,
    counts: Vec<Vec<u32>>,
}

impl<'a> Splitter<'a> {
    fn new(table: &'a Encoded, hierarchies: &[Hierarchy], ranges: &[LevelRange]) -> Self {
        let heaviest = ranges.iter().map(|it| it.weight).fold(0.0, f64::max);
        let worth = |(range, it): (&LevelRange, &super::search::encode::Dimension)| {
            let span = 1.0 - 1.0 / it.n_leaves;
            if span > 0.0 && heaviest > 0.0 { range.weight / heaviest / span } else { 0.0 }
        };
        let n = table.n_tuples();
        Self {
            table,
            lowest: ranges.iter().map(|it| it.lowest).collect(),
            highest: highest(ranges, hierarchies),
            worth: ranges.iter().zip(table.dimensions.iter()).map(worth).collect(),
            subjects: table.subjects.as_ref().map(|it| OwnersOf::new(it, n)),
            groups: table.groups.as_ref().map(|it| OwnersOf::new(it, n)),
            mark: 0,
            counts: table.fields.iter().map(|(_, n)| vec![0; *n]).collect(),
        }
    }

    fn records(&self, tuples: &[Code]) -> u64 {
        tuples.iter().map(|tuple| u64::from(self.table.counts[*tuple as usize])).sum()
    }

    /// `tuples` may be released as one class.
    fn passes(&mut self, tuples: &[Code]) -> bool {
        let records = u32::try_from(self.records(tuples)).unwrap_or(u32::MAX);
        if !self.table.criteria.may_pass(records) {
            return false;
        }
        self.mark += 1;
        let mark = self.mark;
        let subjects = self.subjects.as_mut().map_or(records, |it| it.distinct(tuples, mark));
        let groups = self.groups.as_mut().map_or(subjects, |it| it.distinct(tuples, mark));
        let people =
            |tuple: &Code| self.table.population.get(*tuple as usize).copied().unwrap_or(0);
        let population = tuples.iter().map(people).sum();
        for (counts, (categories, _)) in self.counts.iter_mut().zip(&self.table.fields) {
            counts.fill(0);
            for tuple in tuples {
                counts[categories[*tuple as usize] as usize] += self.table.counts[*tuple as usize];
            }
        }
        let counts: Vec<&[u32]> = self.counts.iter().map(Vec::as_slice).collect();
        self.table.criteria.passes(Size { records, subjects, groups, population }, &counts)
    }

    /// The classes into which `tuples`, all at the coarsest labels, are split.
    fn split_all(&mut self, tuples: Vec<Code>) -> Vec<(Vec<usize>, Vec<Code>)> {
        let width = self.lowest.len();
        let first = Part { tuples, levels: self.highest.clone(), closed: vec![false; width] };
        let (mut open, mut classes) = (vec![first], Vec::new());
        while let Some(mut part) = open.pop() {
            let Some(split) = self.best(&mut part) else {
                classes.push((part.levels, part.tuples));
                continue;
            };
            let at = split.attribute;
            let mut levels = part.levels.clone();
            levels[at] -= 1;
            let mut closed = part.closed.clone();
            closed[at] = false;
            for tuples in split.passing {
                open.push(Part { tuples, levels: levels.clone(), closed: closed.clone() });
            }
            if !split.rest.is_empty() {
                part.closed[at] = true;
                open.push(Part { tuples: split.rest, ..part });
            }
        }
        classes
    }

    /// The split that gains most; attributes that cannot be split are closed.
    fn best(&mut self, part: &mut Part) -> Option<Split> {
        let mut best: Option<Split> = None;
        for at in 0..part.levels.len() {
            if part.levels[at] == self.lowest[at] || part.closed[at] {
                continue;
            }
            match self.split(part, at) {
                Some(split) if best.as_ref().is_none_or(|it| it.gain < split.gain) => {
                    best = Some(split);
                }
                Some(_) => {}
                None => part.closed[at] = true,
            }
        }
        best
    }

    /// `part` split at attribute `at`; `None` where no part of it passes by itself.
    fn split(&mut self, part: &Part, at: usize) -> Option<Split> {
        let level = part.levels[at];
        let table = self.table;
        let finer = &table.dimensions[at].levels[level - 1];
        let mut by_label: BTreeMap<Code, Vec<Code>> = BTreeMap::new();
        for tuple in &part.tuples {
            let label = finer.map[table.columns[at][*tuple as usize] as usize];
            by_label.entry(label).or_default().push(*tuple);
        }
        let (mut passing, mut rest) = (Vec::new(), Vec::new());
        for (_label, tuples) in by_label {
            if self.passes(&tuples) {
                passing.push((self.records(&tuples), tuples));
            } else {
                rest.extend(tuples);
            }
        }
        // Largest first, equals in the order of their labels: the last is pulled in first.
        passing.sort_by_key(|(records, _)| std::cmp::Reverse(*records));
        while self.records(&rest) > 0 && !self.passes(&rest) {
            rest.extend(passing.pop()?.1);
        }
        let coarser = &table.dimensions[at].levels[level];
        let saved = |(records, tuples): &(u64, Vec<Code>)| {
            let value = tuples.first().map_or(0, |it| table.columns[at][*it as usize] as usize);
            super::number::float(*records) * (coarser.share[value] - finer.share[value])
        };
        if passing.is_empty() {
            return None;
        }
        let gain = passing.iter().map(saved).sum::<f64>() * self.worth[at];
        // Where all have one label, it costs nothing to say it.
        let free = passing.len() == 1 && self.records(&rest) == 0;
        let passing = passing.into_iter().map(|it| it.1).collect();
        Some(Split { gain: if free { f64::INFINITY } else { gain }, attribute: at, passing, rest })
    }
}
