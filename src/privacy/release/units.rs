//! Subjects as they go out: all rows of one together, grouped by what left before and what would leave now.

use std::collections::{BTreeMap, BTreeSet};

use super::{Candidates, Node, Waits};
use crate::privacy::{
    Code, Hierarchy, PrivacyError, RequestFault,
    criteria::Size,
    history::{HistoryClass, JointRules, Labels, Ledger, LedgerEntry, size_of},
    microdata::{Attribute, AttributeRole, Microdata},
    scheme::Scheme,
    search::encode::{Encoded, QuasiSensitive},
};

/// What a subject brings to this batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// Nothing left about it yet.
    New,
    /// What would leave is what left.
    Unchanged,
    /// What would leave differs from what left.
    Corrected,
    /// It is to be taken back.
    Withdrawn,
}

/// One subject.
#[derive(Clone, Debug)]
pub(super) struct Unit<'a> {
    pub(super) subject: &'a str,
    pub(super) group: &'a str,
    pub(super) rows: Vec<usize>,
    pub(super) change: Change,
    pub(super) history: Option<u32>,
    pub(super) batches_waited: usize,
}

/// What subjects are alike in: their history, and the labels of their rows.
type Key = (Option<u32>, Vec<Vec<Code>>);

/// The subjects of one batch.
pub(super) struct Units<'a> {
    pub(super) all: Vec<Unit<'a>>,
    scheme: &'a Scheme,
    hierarchies: &'a [Hierarchy],
    table: &'a Microdata,
    quasi: Vec<&'a Attribute>,
    encoded: Encoded,
    rules: JointRules,
}

impl<'a> Units<'a> {
    pub(super) fn new(
        scheme: &'a Scheme,
        hierarchies: &'a [Hierarchy],
        candidates: &Candidates<'a>,
        ledger: &'a Ledger,
    ) -> Result<Self, PrivacyError> {
        let table = candidates.table;
        let mut units = Self {
            all: Vec::new(),
            scheme,
            hierarchies,
            table,
            quasi: table.quasi_identifiers().collect(),
            encoded: Encoded::new(table, hierarchies, scheme.model())?,
            rules: scheme.joint_rules(),
        };
        let tags = Tags::new(table)?;
        let mut rows_of: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for row in 0..table.n_records() {
            rows_of.entry(tags.subject(row)).or_default().push(row);
        }
        for (subject, rows) in rows_of {
            let group = tags.group(rows.first().copied().unwrap_or(0));
            let history = ledger.member(subject).map(|member| member.class);
            let batches_waited = ledger.batches_waited(subject);
            let change = Change::New;
            let mut unit = Unit { subject, group, rows, change, history, batches_waited };
            unit.change = units.change(&unit, ledger);
            units.all.push(unit);
        }
        for subject in candidates.withdrawn {
            if units.all.iter().any(|unit| unit.subject == subject.as_str()) {
                let fault = RequestFault::Duplicate;
                return Err(PrivacyError::Request { attribute: String::new(), fault });
            }
            let Some(member) = ledger.member(subject) else { continue };
            if ledger.class(member.class).is_none_or(|class| class.labels.is_empty()) {
                continue;
            }
            units.all.push(Unit {
                subject,
                group: &member.group,
                rows: Vec::new(),
                change: Change::Withdrawn,
                history: Some(member.class),
                batches_waited: ledger.batches_waited(subject),
            });
        }
        Ok(units)
    }

    /// Whether what would leave differs from what left: labels at either node, and groups of sensitive values.
    fn change(&self, unit: &Unit<'_>, ledger: &Ledger) -> Change {
        let Some(member) = ledger.member(unit.subject) else { return Change::New };
        let last: Option<&HistoryClass> = ledger.class(member.class);
        let Some(last) = last else { return Change::New };
        let same = [Node::Scheme, Node::Fallback].into_iter().any(|node| {
            let (labels, values) = self.disclosed(&unit.rows, node);
            let before = member.values.iter().rev().take(last.labels.len()).rev();
            labels == last.labels
                && values.iter().zip(before).all(|(now, old)| self.alike_values(now, old))
        });
        if same { Change::Unchanged } else { Change::Corrected }
    }

    fn alike_values(&self, now: &[String], old: &[String]) -> bool {
        now.iter()
            .zip(old)
            .zip(&self.rules.values)
            .all(|((now, old), rule)| rule.group_of(now) == rule.group_of(old))
    }

    pub(super) fn is_change(&self, unit: usize) -> bool {
        self.all.get(unit).is_some_and(|unit| unit.history.is_some())
    }

    pub(super) fn history(&self, unit: usize) -> Option<u32> {
        self.all.get(unit)?.history
    }

    /// The labels of `row` at `node`.
    pub(super) fn labels(&self, row: usize, node: Node) -> Vec<String> {
        self.quasi
            .iter()
            .zip(self.hierarchies)
            .zip(self.levels(node))
            .map(|((attribute, hierarchy), level)| {
                hierarchy.label(attribute.value(row), level).unwrap_or_default().to_owned()
            })
            .collect()
    }

    /// The line of the ledger for a unit that leaves.
    pub(super) fn entry(&self, unit: usize, node: Node, batch: u64) -> LedgerEntry {
        let unit = &self.all[unit];
        let (labels, values) = match unit.change {
            Change::Withdrawn => (Vec::new(), Vec::new()),
            Change::New | Change::Unchanged | Change::Corrected => self.disclosed(&unit.rows, node),
        };
        LedgerEntry {
            subject: unit.subject.to_owned(),
            group: unit.group.to_owned(),
            batch,
            labels,
            values,
            ordered: false,
        }
    }

    /// The line of the ledger for a withdrawal by order.
    pub(super) fn order(&self, tag: &str, ledger: &Ledger, batch: u64) -> Option<LedgerEntry> {
        let unit = self.all.iter().find(|unit| unit.subject == tag)?;
        (unit.change == Change::Withdrawn && ledger.has_released(tag)).then(|| LedgerEntry {
            subject: tag.to_owned(),
            group: unit.group.to_owned(),
            batch,
            labels: Vec::new(),
            values: Vec::new(),
            ordered: true,
        })
    }

    /// What would leave of `rows`: labels and sensitive values, in the order of the labels.
    fn disclosed(&self, rows: &[usize], node: Node) -> (Labels, Vec<Vec<String>>) {
        let values = |row: usize| -> Vec<String> {
            let value = |name: &str| self.table.attribute(name).map_or("", |it| it.value(row));
            self.rules.values.iter().map(|rule| value(&rule.attribute).to_owned()).collect()
        };
        let mut both: Vec<(Vec<String>, Vec<String>)> =
            rows.iter().map(|row| (self.labels(*row, node), values(*row))).collect();
        both.sort();
        both.into_iter().unzip()
    }

    fn levels(&self, node: Node) -> Vec<usize> {
        match node {
            Node::Scheme => self.scheme.levels(),
            Node::Fallback => self.scheme.fallback(),
        }
    }

    /// The rows of a unit as label codes at `levels`, sorted, with the rows in that order.
    fn coded(&self, unit: &Unit<'_>, levels: &[usize]) -> Vec<(Vec<Code>, usize)> {
        let mut rows: Vec<(Vec<Code>, usize)> = unit
            .rows
            .iter()
            .map(|row| {
                let tuple = self.encoded.tuple_of[*row] as usize;
                let code = |(at, level): (usize, &usize)| {
                    let value = self.encoded.columns[at][tuple] as usize;
                    self.encoded.dimensions[at].levels[*level].map[value]
                };
                (levels.iter().enumerate().map(code).collect(), *row)
            })
            .collect();
        rows.sort_unstable();
        rows
    }

    fn key(&self, unit: &Unit<'_>, levels: &[usize]) -> Key {
        let rows = match unit.change {
            Change::Withdrawn => Vec::new(),
            Change::New | Change::Unchanged | Change::Corrected => self.coded(unit, levels),
        };
        (unit.history, rows.into_iter().map(|(codes, _)| codes).collect())
    }

    /// Who is alike at `levels` among the units that `eligible` names; those without a change never count.
    fn classes(
        &self,
        levels: &[usize],
        eligible: impl Fn(usize) -> bool,
    ) -> BTreeMap<Key, Vec<usize>> {
        let mut classes: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
        for (at, unit) in self.all.iter().enumerate() {
            if unit.change != Change::Unchanged && eligible(at) {
                classes.entry(self.key(unit, levels)).or_default().push(at);
            }
        }
        classes
    }

    /// The units that may leave at `node`.
    pub(super) fn passing(
        &self,
        node: Node,
        eligible: impl Fn(usize) -> bool,
    ) -> BTreeMap<usize, Node> {
        self.passing_with(node, eligible, |_| true)
    }

    /// The same, of classes that hold at least one unit which `wanted` names.
    pub(super) fn passing_with(
        &self,
        node: Node,
        eligible: impl Fn(usize) -> bool,
        wanted: impl Fn(&Unit<'_>) -> bool,
    ) -> BTreeMap<usize, Node> {
        let levels = self.levels(node);
        let mut classes = self.classes(&levels, eligible);
        classes.retain(|_, units| {
            units.iter().any(|unit| wanted(&self.all[*unit])) && self.passes(units, &levels)
        });
        // A quasi-identifier that is sensitive too is judged among what is left; what goes may break another class.
        loop {
            let failing = self.failing_labels(&classes, &levels);
            if failing.is_empty() {
                break;
            }
            classes.retain(|key, _| !failing.contains(key));
        }
        classes.into_values().flatten().map(|unit| (unit, node)).collect()
    }

    /// Enough subjects and groups, and at each place of their rows diverse values.
    fn passes(&self, units: &[usize], levels: &[usize]) -> bool {
        let size = self.size(units);
        let coded: Vec<Vec<(Vec<Code>, usize)>> =
            units.iter().map(|unit| self.coded(&self.all[*unit], levels)).collect();
        let n_rows = coded.iter().map(Vec::len).max().unwrap_or(0);
        let fields = &self.encoded.fields;
        (0..n_rows.max(1)).all(|place| {
            let counts: Vec<Vec<u32>> = fields
                .iter()
                .map(|(categories, n)| {
                    let mut counts = vec![0; *n];
                    for (_, row) in coded.iter().filter_map(|rows| rows.get(place)) {
                        counts[categories[self.encoded.tuple_of[*row] as usize] as usize] += 1;
                    }
                    counts
                })
                .collect();
            let counts: Vec<&[u32]> = counts.iter().map(Vec::as_slice).collect();
            // Withdrawals disclose no new value; those before are judged over the ledger.
            if n_rows == 0 {
                return self.rules.k <= size.subjects && self.rules.k_groups <= size.groups;
            }
            self.encoded.criteria.passes(size, &counts)
        })
    }

    fn size(&self, units: &[usize]) -> Size {
        size_of(units.iter().map(|unit| (self.all[*unit].subject, self.all[*unit].group)))
    }

    /// The classes whose labels on a sensitive quasi-identifier give too much away.
    fn failing_labels(
        &self,
        classes: &BTreeMap<Key, Vec<usize>>,
        levels: &[usize],
    ) -> BTreeSet<Key> {
        let mut failing = BTreeSet::new();
        for QuasiSensitive { dimension, levels: at_level } in &self.encoded.quasi_sensitive {
            let Some((criteria, category_of)) = &at_level[levels[*dimension]] else { continue };
            let n_categories = category_of.iter().max().map_or(0, |most| *most as usize + 1);
            let mut without: BTreeMap<Key, (Vec<&Key>, Vec<Vec<u32>>)> = BTreeMap::new();
            for (key, units) in classes {
                let mut rest = key.clone();
                let own: Vec<Code> = rest.1.iter_mut().map(|row| row.remove(*dimension)).collect();
                let (keys, counts) = without
                    .entry(rest)
                    .or_insert_with(|| (Vec::new(), vec![vec![0; n_categories]; own.len()]));
                keys.push(key);
                let n_units = super::super::number::code(units.len());
                for (counts, label) in counts.iter_mut().zip(own) {
                    counts[category_of[label as usize] as usize] += n_units;
                }
            }
            for (keys, counts) in without.into_values() {
                if !counts.iter().all(|counts| criteria.passes(counts)) {
                    failing.extend(keys.into_iter().cloned());
                }
            }
        }
        failing
    }

    /// How many subjects are alike: under the scheme, and with each quasi-identifier one level up.
    pub(super) fn alike(&self) -> Alike {
        let scheme = self.levels(Node::Scheme);
        let count = |levels: &[usize]| {
            let sizes = |units: Vec<usize>| -> Vec<(usize, u32)> {
                let subjects = self.size(&units).subjects;
                units.into_iter().map(|unit| (unit, subjects)).collect()
            };
            self.classes(levels, |_| true).into_values().flat_map(sizes).collect()
        };
        let one_up = |at: usize| {
            let mut levels = scheme.clone();
            levels[at] += 1;
            (levels[at] <= self.scheme.attributes()[at].top).then(|| count(&levels))
        };
        Alike { now: count(&scheme), one_up: (0..scheme.len()).map(one_up).collect() }
    }

    /// How far the unit `at` is from leaving.
    pub(super) fn waits(&self, alike: &Alike, at: usize) -> Waits {
        let now = alike.now.get(&at).copied().unwrap_or(0);
        let freed = alike
            .one_up
            .iter()
            .enumerate()
            .filter_map(|(place, sizes)| Some((place, *sizes.as_ref()?.get(&at)?)))
            // The first of equals, in the order of quasi-identifiers.
            .rev()
            .max_by_key(|(_, size)| *size)
            .filter(|(_, size)| now < *size);
        Waits {
            alike: now,
            batches: self.all[at].batches_waited,
            most_freed_by: freed.map(|(place, _)| self.quasi[place].name().to_owned()),
        }
    }
}

/// Subjects alike, by unit.
pub(super) struct Alike {
    now: BTreeMap<usize, u32>,
    one_up: Vec<Option<BTreeMap<usize, u32>>>,
}

/// The columns that say who a row is about.
struct Tags<'a> {
    subject: &'a Attribute,
    group: &'a Attribute,
}

impl<'a> Tags<'a> {
    fn new(table: &'a Microdata) -> Result<Self, PrivacyError> {
        let subject = table.with_role(AttributeRole::Subject).next().ok_or_else(|| {
            let fault = RequestFault::Unknown;
            PrivacyError::Request { attribute: "subject".to_owned(), fault }
        })?;
        let group = table.with_role(AttributeRole::Group).next().unwrap_or(subject);
        Ok(Self { subject, group })
    }

    fn subject(&self, row: usize) -> &'a str {
        self.subject.value(row)
    }

    fn group(&self, row: usize) -> &'a str {
        self.group.value(row)
    }
}
