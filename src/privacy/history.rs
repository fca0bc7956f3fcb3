//! What earlier batches disclosed, and the joint-history rule over it (§7 of the privacy design).
//!
//! The history of a subject is what left about it, batch by batch: its labels, "absent", a correction, "withdrawn".
//! Whoever holds every file sees at most that; so each history that occurs must be shared by enough subjects and
//! groups, and the sensitive values disclosed under it must be diverse. A history is a class number here:
//! the new class of a subject is (old class, batch, labels).

use std::collections::{BTreeMap, BTreeSet};

use super::{
    criteria::{Categories, FieldCriteria, Size},
    model::{Diversity, SensitiveRule},
    number::code,
};

/// What left about one subject in one batch: the labels of each of its rows, rows sorted; empty where it was withdrawn.
pub type Labels = Vec<Vec<String>>;

/// One line of the ledger: what left about one subject in one batch.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LedgerEntry {
    /// The subject's tag; the caller chooses it and never changes it.
    pub subject: String,
    /// The tag of its group.
    pub group: String,
    /// The batch.
    pub batch: u64,
    /// What left, one a row; empty for a withdrawal.
    pub labels: Labels,
    /// Per row, the sensitive values that left with it: one a rule over an attribute that is no quasi-identifier.
    pub values: Vec<Vec<String>>,
    /// The rule was overruled for this line by an order with two signatures.
    pub ordered: bool,
}

/// A history that several subjects share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryClass {
    /// The history before; `None` where nothing had left.
    pub before: Option<u32>,
    /// The batch that made it.
    pub batch: u64,
    /// What left in that batch.
    pub labels: Labels,
}

/// A subject of which something left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Member {
    pub(crate) class: u32,
    pub(crate) group: String,
    /// Rows disclosed so far, batch by batch.
    pub(crate) values: Vec<Vec<String>>,
}

/// Everything that left to one destination from one form, and who waits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    batches: BTreeSet<u64>,
    classes: Vec<HistoryClass>,
    number_of: BTreeMap<(Option<u32>, u64, Labels), u32>,
    members: BTreeMap<String, Member>,
    /// Histories that an order broke: not held against later batches.
    excused: BTreeSet<u32>,
    waiting: BTreeMap<String, u64>,
}

impl Ledger {
    /// The ledger that `entries` make, in whatever order they come.
    ///
    /// `batches` are the numbers of all batches so far of this form to this destination; `waiting` says for each
    /// subject that waits in which of them it first had to.
    pub fn replay(
        batches: impl IntoIterator<Item = u64>,
        entries: impl IntoIterator<Item = LedgerEntry>,
        waiting: impl IntoIterator<Item = (String, u64)>,
    ) -> Self {
        let mut entries: Vec<LedgerEntry> = entries.into_iter().collect();
        entries.sort_by(|a, b| {
            (a.batch, &a.labels, &a.subject).cmp(&(b.batch, &b.labels, &b.subject))
        });
        let mut ledger = Self {
            batches: batches.into_iter().collect(),
            waiting: waiting.into_iter().collect(),
            ..Self::default()
        };
        for entry in entries {
            ledger.add(entry);
        }
        ledger
    }

    /// Adds a line and answers its history class.
    pub(crate) fn add(&mut self, entry: LedgerEntry) -> u32 {
        self.batches.insert(entry.batch);
        self.waiting.remove(&entry.subject);
        let before = self.members.get(&entry.subject).map(|member| member.class);
        let key = (before, entry.batch, entry.labels);
        let class = if let Some(class) = self.number_of.get(&key) {
            *class
        } else {
            let class = code(self.classes.len());
            let (before, batch, labels) = key.clone();
            self.classes.push(HistoryClass { before, batch, labels });
            self.number_of.insert(key, class);
            class
        };
        if entry.ordered {
            self.excused.extend([class].into_iter().chain(before));
        }
        let member = self.members.entry(entry.subject).or_insert_with(|| Member {
            class,
            group: entry.group.clone(),
            values: Vec::new(),
        });
        member.class = class;
        member.group = entry.group;
        member.values.extend(entry.values);
        class
    }

    /// Puts `waiting` in the place of who waited before.
    pub(crate) fn set_waiting(&mut self, batch: u64, waiting: BTreeMap<String, u64>) {
        self.batches.insert(batch);
        self.waiting = waiting;
    }

    /// Of `subject`, what left so far.
    pub(crate) fn member(&self, subject: &str) -> Option<&Member> {
        self.members.get(subject)
    }

    /// The history called `class`.
    pub fn class(&self, class: u32) -> Option<&HistoryClass> {
        self.classes.get(class as usize)
    }

    /// How many histories there are, past ones included.
    pub fn n_classes(&self) -> usize {
        self.classes.len()
    }

    /// Subjects of which something left.
    pub fn n_released(&self) -> usize {
        self.members.len()
    }

    /// Something left about `subject`.
    pub fn has_released(&self, subject: &str) -> bool {
        self.members.contains_key(subject)
    }

    /// Who waits, and since which batch.
    pub const fn waiting(&self) -> &BTreeMap<String, u64> {
        &self.waiting
    }

    /// How many batches `subject` has had to wait.
    pub fn batches_waited(&self, subject: &str) -> usize {
        self.waiting.get(subject).map_or(0, |since| self.batches.range(since..).count())
    }

    /// The joint-history rule: the subjects whose history too few share, or whose values it gives away.
    ///
    /// Empty means that whoever holds every batch sees each of them among k alike. Takes one pass over the ledger.
    pub fn exposed(&self, rules: &JointRules) -> BTreeSet<String> {
        let judged = || self.members.iter().filter(|(_, it)| !self.excused.contains(&it.class));
        let mut by_class: BTreeMap<u32, Vec<(&String, &Member)>> = BTreeMap::new();
        for (subject, member) in judged() {
            by_class.entry(member.class).or_default().push((subject, member));
        }
        let values = Values::new(&rules.values, &self.members.values().flat_map(|it| &it.values));
        let mut exposed = BTreeSet::new();
        for members in by_class.values() {
            let owners = members.iter().map(|(subject, it)| (subject.as_str(), it.group.as_str()));
            let size = size_of(owners);
            let alike = rules.k <= size.subjects && rules.k_groups <= size.groups;
            let rows: Vec<&[Vec<String>]> =
                members.iter().map(|(_, it)| it.values.as_slice()).collect();
            if !alike || !values.diverse(&rows) {
                exposed.extend(members.iter().map(|(subject, _)| (*subject).clone()));
            }
        }
        for (place, rule) in &rules.labels {
            let mut without: BTreeMap<Past<'_>, Vec<(&String, Past<'_>)>> = BTreeMap::new();
            for (subject, member) in judged() {
                let (rest, own) = self.past(member.class, *place);
                without.entry(rest).or_default().push((subject, own));
            }
            for members in without.values().filter(|members| !labels_pass(rule, members)) {
                exposed.extend(members.iter().map(|(subject, _)| (*subject).clone()));
            }
        }
        exposed
    }

    /// The history `class` without the quasi-identifier at `place`, and that quasi-identifier alone.
    fn past(&self, class: u32, place: usize) -> (Past<'_>, Past<'_>) {
        let (mut rest, mut own) = (Vec::new(), Vec::new());
        let mut at = self.class(class);
        while let Some(class) = at {
            for row in &class.labels {
                rest.push((
                    class.batch,
                    row.iter()
                        .enumerate()
                        .filter(|(at, _)| *at != place)
                        .map(|(_, it)| it.as_str())
                        .collect(),
                ));
                own.push((class.batch, row.get(place).map(String::as_str).into_iter().collect()));
            }
            if class.labels.is_empty() {
                rest.push((class.batch, Vec::new()));
            }
            at = class.before.and_then(|before| self.class(before));
        }
        (rest, own)
    }
}

/// What left, row by row, latest batch first.
type Past<'a> = Vec<(u64, Vec<&'a str>)>;

/// What the joint-history rule asks: a scheme's model, split by what it is over.
#[derive(Clone, Debug, PartialEq)]
pub struct JointRules {
    pub(crate) k: u32,
    pub(crate) k_groups: u32,
    /// Rules over attributes that are no quasi-identifiers.
    pub(crate) values: Vec<SensitiveRule>,
    /// Rules over quasi-identifiers, by their place, with the neutral among their labels.
    pub(crate) labels: Vec<(usize, SensitiveRule)>,
}

/// Among members who are alike but for one quasi-identifier, its labels pass `rule`.
fn labels_pass(rule: &SensitiveRule, members: &[(&String, Past<'_>)]) -> bool {
    let n_rows = members.iter().map(|(_, own)| own.len()).max().unwrap_or(0);
    (0..n_rows).all(|row| {
        let labels: Vec<&str> =
            members.iter().filter_map(|(_, own)| own.get(row)?.1.first().copied()).collect();
        let neutral = labels.iter().all(|label| rule.neutral.contains(*label));
        neutral || Values::of_one(rule, &labels).is_none_or(|it| it.0.passes(&it.1))
    })
}

/// How many subjects and groups.
pub(crate) fn size_of<'a>(owners: impl Iterator<Item = (&'a str, &'a str)>) -> Size {
    let (mut subjects, mut groups, mut records) = (BTreeSet::new(), BTreeSet::new(), 0);
    for (subject, group) in owners {
        records += 1;
        subjects.insert(subject);
        groups.insert(group);
    }
    Size { records, subjects: code(subjects.len()), groups: code(groups.len()), population: 0 }
}

/// Sensitive values as text, and the criteria over them but for t: that is judged where rows leave.
struct Values {
    /// Per rule: value → category, how many categories, the criteria.
    rules: Vec<(BTreeMap<String, usize>, usize, FieldCriteria)>,
}

impl Values {
    fn new<'a>(
        rules: &[SensitiveRule],
        rows: &(impl Iterator<Item = &'a Vec<String>> + Clone),
    ) -> Self {
        let one = |(at, rule): (usize, &SensitiveRule)| {
            let distinct: BTreeSet<&str> =
                rows.clone().filter_map(|row| row.get(at)).map(String::as_str).collect();
            let (categories, criteria) = without_t(rule, &distinct);
            let of_value = distinct
                .into_iter()
                .map(str::to_owned)
                .zip(categories.of_value.iter().map(|it| *it as usize))
                .collect();
            (of_value, categories.names.len(), criteria)
        };
        Self { rules: rules.iter().enumerate().map(one).collect() }
    }

    /// The criteria of `rule` over `labels`, and how often each category occurs there; `None` without labels.
    fn of_one(rule: &SensitiveRule, labels: &[&str]) -> Option<(FieldCriteria, Vec<u32>)> {
        let distinct: BTreeSet<&str> = labels.iter().copied().collect();
        let (categories, criteria) = without_t(rule, &distinct);
        let mut counts = vec![0; categories.names.len()];
        for label in labels {
            let at = categories.names.partition_point(|name| name.as_str() < rule.group_of(label));
            counts[at] += 1;
        }
        (!labels.is_empty()).then_some((criteria, counts))
    }

    /// At each place of the members' rows, the values pass every rule.
    fn diverse(&self, members: &[&[Vec<String>]]) -> bool {
        let n_rows = members.iter().map(|rows| rows.len()).max().unwrap_or(0);
        (0..n_rows).all(|place| {
            self.rules.iter().enumerate().all(|(at, (of_value, n, criteria))| {
                let mut counts = vec![0_u32; *n];
                let values = members.iter().filter_map(|rows| rows.get(place)?.get(at));
                for category in values.filter_map(|value| of_value.get(value)) {
                    counts[*category] += 1;
                }
                counts.iter().all(|count| *count == 0) || criteria.passes(&counts)
            })
        })
    }
}

/// `rule` over `distinct` values, t left out.
fn without_t(rule: &SensitiveRule, distinct: &BTreeSet<&str>) -> (Categories, FieldCriteria) {
    let judged = SensitiveRule {
        criteria: rule
            .criteria
            .iter()
            .filter(|it| !matches!(it, Diversity::Closeness { .. }))
            .cloned()
            .collect(),
        ..rule.clone()
    };
    let categories = Categories::new(&judged, distinct.iter().copied());
    let counts = vec![0; categories.names.len()];
    let criteria = FieldCriteria::new(&judged, &categories, &counts);
    (categories, criteria)
}
