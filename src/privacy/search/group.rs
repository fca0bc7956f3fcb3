//! One node, grouped: which classes pass, who is an outlier, and what no finer node can release.

use super::{
    super::{Code, criteria::Size},
    encode::{Encoded, Owners, QuasiSensitive},
    keys::Keys,
};

/// What grouping a node tells.
#[derive(Clone, Debug, Default)]
pub(crate) struct Grouped {
    /// Records in classes that fail.
    pub(crate) outliers: u64,
    /// Per attribute, the sum of their shares.
    pub(crate) outlier_shares: Vec<f64>,
    /// Records that are outliers at every finer node too.
    pub(crate) lost: u64,
    /// Per attribute, the sum of the shares of those at this node.
    pub(crate) lost_shares: Vec<f64>,
    /// Classes that pass.
    pub(crate) classes: u64,
    /// Subjects of the smallest class that passes; 0 without one.
    pub(crate) smallest: u32,
}

/// The classes of one node.
#[derive(Clone, Debug, Default)]
struct Classes {
    sizes: Vec<Size>,
    /// Per field, records a category, class after class.
    counts: Vec<Vec<u32>>,
    passes: Vec<bool>,
    last: Vec<Code>,
}

/// Groups nodes of one table; keeps its memory from node to node.
#[derive(Clone, Debug)]
pub(crate) struct Grouper<'a> {
    table: &'a Encoded,
    keys: Keys,
    others: Keys,
    classes: Classes,
}

/// The memory of a [`Grouper`], for the next one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Memory {
    keys: Keys,
    others: Keys,
    classes: Classes,
}

/// What a look at one node tells about what could ever leave below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Prospect {
    /// Nothing can be released here or at any finer node, now or when fewer are left.
    Dead,
    /// No class passes here, but part of one may at a finer node.
    Open,
    /// A class passes.
    Passes,
}

impl<'a> Grouper<'a> {
    /// For `table`.
    pub(crate) fn new(table: &'a Encoded) -> Self {
        Self { table, keys: Keys::default(), others: Keys::default(), classes: Classes::default() }
    }

    /// The same over another table, with the memory of one before.
    pub(crate) fn with_memory(table: &'a Encoded, memory: Memory) -> Self {
        let Memory { keys, others, classes } = memory;
        Self { table, keys, others, classes }
    }

    /// Its memory, for the next one.
    pub(crate) fn into_memory(self) -> Memory {
        Memory { keys: self.keys, others: self.others, classes: self.classes }
    }

    /// What could leave at `levels` or below; classes are judged as by [`Grouper::group`]. Puts into `alive` the tuples in
    /// classes of which anything could.
    pub(crate) fn prospect(&mut self, levels: &[usize], alive: &mut Vec<bool>) -> Prospect {
        self.divide(levels);
        self.classes.count(self.table, &self.keys);
        self.classes.judge(self.table);
        let mut counts = Vec::new();
        let mut of_class = Vec::with_capacity(self.classes.sizes.len());
        for (class, size) in self.classes.sizes.iter().enumerate() {
            // Without rules over values a failing class is as good as lost: its parts are smaller still.
            let mut may = || {
                self.classes.of_class(self.table, class, &mut counts);
                self.table.criteria.keepable(*size, &counts) > 0
            };
            let passes = self.classes.passes[class];
            of_class.push(passes || (!self.table.fields.is_empty() && may()));
        }
        alive.clear();
        alive.extend(self.keys.class_of.iter().map(|class| of_class[*class as usize]));
        if self.classes.passes.contains(&true) {
            Prospect::Passes
        } else if of_class.contains(&true) {
            Prospect::Open
        } else {
            Prospect::Dead
        }
    }

    /// Groups the table at `levels`.
    pub(crate) fn group(&mut self, levels: &[usize]) -> Grouped {
        self.divide(levels);
        self.classes.count(self.table, &self.keys);
        self.classes.judge(self.table);
        let mut grouped = self.lost(levels);
        if !self.table.quasi_sensitive.is_empty() {
            self.drop_unsafe_labels(levels);
            self.count_outliers(levels, &mut grouped);
        }
        let mut smallest = u32::MAX;
        for (size, passes) in self.classes.sizes.iter().zip(&self.classes.passes) {
            if *passes {
                grouped.classes += 1;
                smallest = smallest.min(size.subjects);
            }
        }
        grouped.smallest = if grouped.classes == 0 { 0 } else { smallest };
        grouped
    }

    /// Counts the records of all classes that fail.
    fn count_outliers(&self, levels: &[usize], grouped: &mut Grouped) {
        grouped.outliers = 0;
        grouped.outlier_shares.fill(0.0);
        for (class, size) in self.classes.sizes.iter().enumerate() {
            if !self.classes.passes[class] {
                grouped.outliers += u64::from(size.records);
                self.add_shares(levels, class, size.records, &mut grouped.outlier_shares);
            }
        }
    }

    /// Per tuple, its class and whether that passes: valid after [`Grouper::group`].
    pub(crate) fn verdicts(&self) -> impl Iterator<Item = (Code, bool)> {
        self.keys.class_of.iter().map(|class| (*class, self.classes.passes[*class as usize]))
    }

    /// Per class one of its tuples, its records, and whether it passes: valid after [`Grouper::group`].
    pub(crate) fn classes(&self) -> impl Iterator<Item = (usize, u32, bool)> {
        let sizes = self.classes.sizes.iter().zip(&self.classes.passes);
        self.keys
            .first
            .iter()
            .zip(sizes)
            .map(|(first, (size, passes))| (*first as usize, size.records, *passes))
    }

    fn divide(&mut self, levels: &[usize]) {
        self.keys.start(self.table.n_tuples());
        for (at, level) in levels.iter().enumerate() {
            let level = &self.table.dimensions[at].levels[*level];
            self.keys.add(&self.table.columns[at], level.n_labels, Some(&level.map));
        }
        self.keys.group();
    }

    /// Who fails here, and what lemma 3 lets nobody release below this node.
    ///
    /// Rules over quasi-identifiers are left out: they only ever make more outliers, so the bound stays one.
    fn lost(&self, levels: &[usize]) -> Grouped {
        let zeros = vec![0.0; levels.len()];
        let mut grouped =
            Grouped { lost_shares: zeros.clone(), outlier_shares: zeros, ..Grouped::default() };
        let mut counts = Vec::new();
        for (class, size) in self.classes.sizes.iter().enumerate() {
            if self.classes.passes[class] {
                continue;
            }
            let kept = if self.table.fields.is_empty() {
                self.table.criteria.keepable(*size, &[])
            } else {
                self.classes.of_class(self.table, class, &mut counts);
                self.table.criteria.keepable(*size, &counts)
            };
            grouped.outliers += u64::from(size.records);
            grouped.lost += u64::from(size.records - kept);
            self.add_shares(levels, class, size.records, &mut grouped.outlier_shares);
            if kept > 0 {
                // What may be kept is taken off again below: the same shares, so one look is enough.
                self.add_shares(levels, class, kept, &mut grouped.lost_shares);
            }
        }
        for (lost, all) in grouped.lost_shares.iter_mut().zip(&grouped.outlier_shares) {
            *lost = (all - *lost).max(0.0);
        }
        grouped
    }

    /// Adds the shares of `records` records of `class`, which all have its labels.
    fn add_shares(&self, levels: &[usize], class: usize, records: u32, sums: &mut [f64]) {
        let tuple = self.keys.first[class] as usize;
        for (at, sum) in sums.iter_mut().enumerate() {
            let value = self.table.columns[at][tuple] as usize;
            *sum += f64::from(records) * self.table.dimensions[at].levels[levels[at]].share[value];
        }
    }

    /// Tests quasi-identifiers that are sensitive too: among what is still released, the labels of such an
    /// attribute within each class over the *other* ones. A class that goes may break another rule, so
    /// it is repeated until nothing changes; classes only ever go, and all of a round at once.
    fn drop_unsafe_labels(&mut self, levels: &[usize]) {
        let mut changed = !self.table.quasi_sensitive.is_empty();
        while changed {
            changed = false;
            let mut gone = Vec::new();
            for rule in &self.table.quasi_sensitive {
                self.fail_by(rule, levels, &mut gone);
            }
            for class in gone {
                changed |= std::mem::replace(&mut self.classes.passes[class as usize], false);
            }
        }
    }

    /// Adds to `gone` the passing classes that `rule` does not let out.
    fn fail_by(&mut self, rule: &QuasiSensitive, levels: &[usize], gone: &mut Vec<Code>) {
        let level = levels[rule.dimension];
        let Some((criteria, category_of)) = &rule.levels[level] else { return };
        let alive: Vec<usize> =
            (0..self.keys.first.len()).filter(|class| self.classes.passes[*class]).collect();
        self.others.start(alive.len());
        let pick = |at: usize| -> Vec<Code> {
            let tuple = |class: &usize| self.keys.first[*class] as usize;
            alive.iter().map(|class| self.table.columns[at][tuple(class)]).collect()
        };
        for (at, level) in levels.iter().enumerate().filter(|(at, _)| *at != rule.dimension) {
            let level = &self.table.dimensions[at].levels[*level];
            self.others.add(&pick(at), level.n_labels, Some(&level.map));
        }
        self.others.group();
        let n_categories = category_of.iter().max().map_or(0, |most| *most as usize + 1);
        let mut counts = vec![0_u32; self.others.first.len() * n_categories];
        let map = &self.table.dimensions[rule.dimension].levels[level].map;
        for (value, (class, other)) in
            pick(rule.dimension).iter().zip(alive.iter().zip(&self.others.class_of))
        {
            let category = category_of[map[*value as usize] as usize] as usize;
            counts[*other as usize * n_categories + category] += self.classes.sizes[*class].records;
        }
        for (class, other) in alive.iter().zip(&self.others.class_of) {
            let from = *other as usize * n_categories;
            if !criteria.passes(&counts[from..from + n_categories]) {
                gone.push(super::super::number::code(*class));
            }
        }
    }
}

impl Classes {
    /// Counts records, subjects, groups and categories of each class.
    fn count(&mut self, table: &Encoded, keys: &Keys) {
        let n_classes = keys.first.len();
        self.sizes.clear();
        self.sizes.resize(n_classes, Size::default());
        for (class, count) in keys.class_of.iter().zip(&table.counts) {
            self.sizes[*class as usize].records += count;
        }
        self.count_owners(table.subjects.as_ref(), keys, |size, n| size.subjects = n);
        match &table.groups {
            Some(groups) => self.count_owners(Some(groups), keys, |size, n| size.groups = n),
            None => self.sizes.iter_mut().for_each(|size| size.groups = size.subjects),
        }
        for (class, people) in keys.class_of.iter().zip(&table.population) {
            self.sizes[*class as usize].population += people;
        }
        self.counts.resize(table.fields.len(), Vec::new());
        for (counts, (categories, n)) in self.counts.iter_mut().zip(&table.fields) {
            counts.clear();
            counts.resize(n_classes * n, 0);
            for (tuple, class) in keys.class_of.iter().enumerate() {
                counts[*class as usize * n + categories[tuple] as usize] += table.counts[tuple];
            }
        }
    }

    /// Counts distinct owners a class: their pairs come owner by owner, so the last one seen in a class decides.
    fn count_owners(&mut self, owners: Option<&Owners>, keys: &Keys, set: impl Fn(&mut Size, u32)) {
        let Some(Owners(pairs)) = owners else {
            self.sizes.iter_mut().for_each(|size| set(size, size.records));
            return;
        };
        let mut distinct = vec![0; self.sizes.len()];
        self.last.clear();
        self.last.resize(self.sizes.len(), Code::MAX);
        for (owner, tuple) in pairs {
            let class = keys.class_of[*tuple as usize] as usize;
            if self.last[class] != *owner {
                self.last[class] = *owner;
                distinct[class] += 1;
            }
        }
        self.sizes.iter_mut().zip(distinct).for_each(|(size, n)| set(size, n));
    }

    fn judge(&mut self, table: &Encoded) {
        let mut passes = std::mem::take(&mut self.passes);
        passes.clear();
        if table.fields.is_empty() {
            passes.extend(self.sizes.iter().map(|size| table.criteria.passes(*size, &[])));
            self.passes = passes;
            return;
        }
        let mut counts = Vec::new();
        for (class, size) in self.sizes.iter().enumerate() {
            self.of_class(table, class, &mut counts);
            passes.push(table.criteria.passes(*size, &counts));
        }
        self.passes = passes;
    }

    /// Puts the category counts of `class` into `into`, one slice a field.
    fn of_class<'s>(&'s self, table: &Encoded, class: usize, into: &mut Vec<&'s [u32]>) {
        into.clear();
        into.extend(
            self.counts
                .iter()
                .zip(&table.fields)
                .map(|(counts, (_, n))| &counts[class * n..(class + 1) * n]),
        );
    }
}
