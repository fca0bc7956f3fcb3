//! One batch under a frozen scheme: who leaves, who waits and why (§7 of the privacy design).
//!
//! Each subject goes out once, in the first batch where enough others are like it among the new and the waiting;
//! subjects already out never count. A correction or a withdrawal leaves when enough others make the same
//! change and those who do not are still enough. What is left is checked once more over the whole ledger.

mod units;

use std::collections::{BTreeMap, BTreeSet};

use self::units::{Change, Unit, Units};
use super::{
    Hierarchy, PrivacyError,
    history::{Ledger, LedgerEntry},
    microdata::Microdata,
    scheme::Scheme,
};

/// Batches a subject waits before the coarser fallback is tried for it.
pub const PATIENCE: usize = 2;

/// Everything that could leave: records approved, with consent, new, waiting or changed.
#[derive(Clone, Debug)]
pub struct Candidates<'a> {
    /// The records. The subject column holds the tags of the ledger; without one each record would be new in every batch.
    pub table: &'a Microdata,
    /// Tags of subjects of the ledger that withdrew.
    pub withdrawn: &'a [String],
    /// Those of them whose withdrawal must go out now, by an order that two people signed.
    pub ordered: &'a [String],
}

/// At which node a record leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Node {
    /// The scheme.
    Scheme,
    /// The coarser one.
    Fallback,
}

/// A record that leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaving {
    /// Its row in the table of candidates.
    pub row: usize,
    /// At which levels.
    pub node: Node,
    /// Its labels, one a quasi-identifier.
    pub labels: Vec<String>,
    /// It replaces what left about its subject before.
    pub replaces: bool,
}

/// A record that stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staying {
    /// Its row in the table of candidates.
    pub row: usize,
    /// Why.
    pub why: Reason,
}

/// Why a record stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Nothing about it changed since it left.
    Released,
    /// Too few are like it, or their sensitive values are too much alike.
    Waits(Waits),
    /// It changed after it left, and too few made the same change.
    Correction(Waits),
}

/// How far a record is from leaving.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waits {
    /// Subjects like it now, itself included.
    pub alike: u32,
    /// Batches it has waited before this one.
    pub batches: usize,
    /// The quasi-identifier whose next coarser level would find most that are like it; `None` where none would find more.
    pub most_freed_by: Option<String>,
}

/// One batch.
#[derive(Clone, Debug, PartialEq)]
pub struct Release {
    /// Its number.
    pub batch: u64,
    /// Records that leave, by row.
    pub leaving: Vec<Leaving>,
    /// Records that stay, by row.
    pub staying: Vec<Staying>,
    /// Withdrawn subjects whose tombstone leaves.
    pub tombstones: Vec<String>,
    /// Withdrawals for which the rule was overruled.
    pub overridden: u64,
    /// New lines of the ledger, by subject, with their history classes.
    pub entries: Vec<(LedgerEntry, u32)>,
    /// The ledger after the batch, waiting pool included.
    pub ledger: Ledger,
}

/// Decides what leaves in batch `number`.
///
/// `ledger` is that of the same form and destination. Nothing is written: the caller stores the new lines
/// and the waiting pool in the transaction that stores the batch.
///
/// # Errors
///
/// [`PrivacyError::SchemeMismatch`] where table or hierarchies are not those of the scheme;
/// [`PrivacyError::NotInHierarchy`] for a value that has no label (see [`unfit`]);
/// [`PrivacyError::JointHistory`] where the ledger already singles somebody out: nothing may leave then.
pub fn release(
    scheme: &Scheme,
    hierarchies: &[Hierarchy],
    candidates: &Candidates<'_>,
    ledger: &Ledger,
    number: u64,
) -> Result<Release, PrivacyError> {
    scheme.fits(candidates.table, hierarchies)?;
    let rules = scheme.joint_rules();
    if !ledger.exposed(&rules).is_empty() {
        let subjects = ledger.exposed(&rules).len() as u64;
        return Err(PrivacyError::JointHistory { subjects });
    }
    let units = Units::new(scheme, hierarchies, candidates, ledger)?;
    let mut leaving = units.passing(Node::Scheme, |_| true);
    let late = |unit: &Unit<'_>| PATIENCE <= unit.batches_waited;
    let rest = |unit: usize| !leaving.contains_key(&unit);
    let fallback = units.passing_with(Node::Fallback, rest, late);
    leaving.extend(fallback);
    let after = settle(&units, &mut leaving, ledger, scheme, number, candidates.ordered)?;
    Ok(report(&units, &leaving, after, ledger, number, candidates))
}

/// Rows with a value that its hierarchy lacks: they can leave under no level. Hand in the others.
///
/// # Errors
///
/// [`PrivacyError::Request`] where hierarchies and quasi-identifiers do not match.
pub fn unfit(table: &Microdata, hierarchies: &[Hierarchy]) -> Result<Vec<usize>, PrivacyError> {
    let quasi: Vec<_> = table.quasi_identifiers().collect();
    super::search::encode::matching(&quasi, hierarchies)?;
    let fits = |row: usize| {
        quasi.iter().zip(hierarchies).all(|(it, tree)| tree.leaf(it.value(row)).is_some())
    };
    Ok((0..table.n_records()).filter(|row| !fits(*row)).collect())
}

/// The ledger after `leaving`, from which changes are taken back until it singles nobody out.
fn settle(
    units: &Units<'_>,
    leaving: &mut BTreeMap<usize, Node>,
    ledger: &Ledger,
    scheme: &Scheme,
    number: u64,
    ordered: &[String],
) -> Result<After, PrivacyError> {
    let rules = scheme.joint_rules();
    loop {
        let after = After::new(units, leaving, ledger, number, ordered);
        let exposed = after.ledger.exposed(&rules);
        if exposed.is_empty() {
            return Ok(after);
        }
        // Only a change can break what held before: those who did not make it stand alone now. Take back the
        // changes next to the exposed, or all where that finds none.
        let beside: BTreeSet<Option<u32>> = exposed
            .iter()
            .filter_map(|subject| after.ledger.member(subject))
            .flat_map(|member| {
                let before = after.ledger.class(member.class).and_then(|class| class.before);
                [Some(member.class), before.or(Some(member.class))]
            })
            .collect();
        let changes: Vec<usize> =
            leaving.keys().copied().filter(|unit| units.is_change(*unit)).collect();
        let near: Vec<usize> =
            changes.iter().copied().filter(|unit| beside.contains(&units.history(*unit))).collect();
        let back = if near.is_empty() { changes } else { near };
        if back.is_empty() {
            return Err(PrivacyError::JointHistory { subjects: exposed.len() as u64 });
        }
        for unit in back {
            leaving.remove(&unit);
        }
    }
}

/// The ledger with a batch added.
struct After {
    ledger: Ledger,
    entries: Vec<(LedgerEntry, u32)>,
    overridden: BTreeSet<String>,
}

impl After {
    fn new(
        units: &Units<'_>,
        leaving: &BTreeMap<usize, Node>,
        ledger: &Ledger,
        number: u64,
        ordered: &[String],
    ) -> Self {
        let mut lines: Vec<LedgerEntry> =
            leaving.iter().map(|(unit, node)| units.entry(*unit, *node, number)).collect();
        let gone: BTreeSet<&str> = lines.iter().map(|line| line.subject.as_str()).collect();
        let overridden: BTreeSet<String> = ordered
            .iter()
            .filter(|tag| !gone.contains(tag.as_str()) && ledger.has_released(tag))
            .cloned()
            .collect();
        lines.extend(overridden.iter().filter_map(|tag| units.order(tag, ledger, number)));
        // The order of a replay, so that class numbers are the same whoever counts them.
        lines.sort_by(|a, b| (&a.labels, &a.subject).cmp(&(&b.labels, &b.subject)));
        let mut after = ledger.clone();
        let mut entries: Vec<(LedgerEntry, u32)> = lines
            .into_iter()
            .map(|line| {
                let class = after.add(line.clone());
                (line, class)
            })
            .collect();
        entries.sort_by(|a, b| a.0.subject.cmp(&b.0.subject));
        Self { ledger: after, entries, overridden }
    }
}

fn report(
    units: &Units<'_>,
    leaving: &BTreeMap<usize, Node>,
    after: After,
    ledger: &Ledger,
    number: u64,
    candidates: &Candidates<'_>,
) -> Release {
    let (mut out, mut staying, mut tombstones) = (Vec::new(), Vec::new(), Vec::new());
    let mut waiting = BTreeMap::new();
    let alike = units.alike();
    for (at, unit) in units.all.iter().enumerate() {
        let row_leaves = |row: &usize, node: Node| Leaving {
            row: *row,
            node,
            labels: units.labels(*row, node),
            replaces: unit.change == Change::Corrected,
        };
        if let Some(node) = leaving.get(&at) {
            out.extend(unit.rows.iter().map(|row| row_leaves(row, *node)));
            if unit.change == Change::Withdrawn {
                tombstones.push(unit.subject.to_owned());
            }
            continue;
        }
        if unit.change == Change::Withdrawn && after.overridden.contains(unit.subject) {
            tombstones.push(unit.subject.to_owned());
            continue;
        }
        if unit.change != Change::Unchanged {
            let since = ledger.waiting().get(unit.subject).copied().unwrap_or(number);
            waiting.insert(unit.subject.to_owned(), since);
        }
        let why = || {
            let waits = || units.waits(&alike, at);
            match unit.change {
                Change::Unchanged => Reason::Released,
                Change::New => Reason::Waits(waits()),
                Change::Corrected | Change::Withdrawn => Reason::Correction(waits()),
            }
        };
        staying.extend(unit.rows.iter().map(|row| Staying { row: *row, why: why() }));
    }
    out.sort_by_key(|it| it.row);
    staying.sort_by_key(|it| it.row);
    let mut ledger = after.ledger;
    ledger.set_waiting(number, waiting);
    debug_assert!(
        candidates.table.n_records() == out.len() + staying.len(),
        "every row is somewhere"
    );
    Release {
        batch: number,
        leaving: out,
        staying,
        tombstones,
        overridden: after.overridden.len() as u64,
        entries: after.entries,
        ledger,
    }
}
