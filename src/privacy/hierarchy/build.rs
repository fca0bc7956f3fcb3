//! Hierarchies made from what a form declares: bands, bins, dates, code lists with parents, place codes.
//!
//! Every builder ends in `*` where its top has several labels, and takes `special` values (blank, "not known",
//! "refused"): four different ones stay four different ones until `*`.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::RangeInclusive,
};

use chrono::{Datelike as _, NaiveDate};

use super::{Hierarchy, TOP};
use crate::privacy::{PrivacyError, error::HierarchyFault};

/// A stretch of whole numbers with a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Band {
    /// The least.
    pub from: i64,
    /// The greatest; `None` for an open end.
    pub to: Option<i64>,
}

impl Band {
    /// Bands as a form writes them: `0-4,5-17,18-59,60+`; a single number is a band of one.
    ///
    /// # Errors
    ///
    /// [`HierarchyFault::Bands`] where they are not numbers, not ascending, overlap or leave a gap.
    pub fn parse_list(text: &str) -> Result<Vec<Self>, HierarchyFault> {
        let bands: Option<Vec<Self>> = text.split(',').map(|it| Self::parse(it.trim())).collect();
        let bands = bands.ok_or(HierarchyFault::Bands)?;
        let joined = |pair: &[Self]| match pair {
            [a, b] => a.to.is_some_and(|to| to.checked_add(1) == Some(b.from)),
            _ => false,
        };
        if bands.windows(2).all(joined) { Ok(bands) } else { Err(HierarchyFault::Bands) }
    }

    fn parse(text: &str) -> Option<Self> {
        if let Some(from) = text.strip_suffix('+') {
            return Some(Self { from: from.parse().ok()?, to: None });
        }
        let (from, to) = text.split_once('-').unwrap_or((text, text));
        let (from, to) = (from.parse().ok()?, to.parse().ok()?);
        (from <= to).then_some(Self { from, to: Some(to) })
    }

    /// `0-4`, `60+`, `7`.
    pub fn label(&self) -> String {
        match self.to {
            None => format!("{}+", self.from),
            Some(to) if to == self.from => to.to_string(),
            Some(to) => format!("{}-{to}", self.from),
        }
    }

    fn holds(&self, number: i64) -> bool {
        self.from <= number && self.to.is_none_or(|to| number <= to)
    }
}

/// Whole numbers of `range` in bands, finest first: level 0 the number, then one level a list of bands.
///
/// Every number of `range` must lie in a band of each list, and coarser bands hold finer ones whole.
///
/// # Errors
///
/// [`PrivacyError::Hierarchy`] for bands that leave a number out or do not nest.
pub fn bands(
    attribute: &str,
    range: RangeInclusive<i64>,
    levels: &[Vec<Band>],
    special: &[&str],
) -> Result<Hierarchy, PrivacyError> {
    let row = |number: i64| -> Option<Vec<String>> {
        let label = |bands: &Vec<Band>| bands.iter().find(|it| it.holds(number)).map(Band::label);
        let labels: Option<Vec<String>> = levels.iter().map(label).collect();
        Some([number.to_string()].into_iter().chain(labels?).collect())
    };
    let rows: Option<Vec<Vec<String>>> = range.map(row).collect();
    let rows = rows.ok_or_else(|| refuse(attribute, HierarchyFault::Bands))?;
    finish(attribute, rows, levels.len() + 1, special)
}

/// Whole numbers of `range`, everything from `top` on as one label `top+`: level 0 the number, level 1 top coded.
///
/// # Errors
///
/// [`PrivacyError::Hierarchy`] where the range is empty.
pub fn top_coded(
    attribute: &str,
    range: RangeInclusive<i64>,
    top: i64,
    special: &[&str],
) -> Result<Hierarchy, PrivacyError> {
    let single = |number: i64| Band { from: number, to: Some(number) };
    let below = (*range.start()..top.min(range.end().saturating_add(1))).map(single);
    let coded: Vec<Band> = below.chain([Band { from: top, to: None }]).collect();
    bands(attribute, range, &[coded], special)
}

/// The levels of a [`dates`] hierarchy under its `*`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DateLevel {
    /// `2026-09-30`.
    Day,
    /// `2026-09`.
    Month,
    /// `2026Q3`.
    Quarter,
    /// `2026`.
    Year,
}

impl DateLevel {
    /// All, finest first: a level's place here is its number.
    pub const ALL: [Self; 4] = [Self::Day, Self::Month, Self::Quarter, Self::Year];

    /// The label of `date`.
    pub fn label(self, date: NaiveDate) -> String {
        let (year, month) = (date.year(), date.month());
        match self {
            Self::Day => date.format("%Y-%m-%d").to_string(),
            Self::Month => format!("{year:04}-{month:02}"),
            Self::Quarter => format!("{year:04}Q{}", month.div_ceil(3)),
            Self::Year => format!("{year:04}"),
        }
    }
}

/// Every day from `first` to `last`: day, month, quarter, year, `*`.
///
/// # Errors
///
/// [`PrivacyError::Hierarchy`] where `last` is before `first`.
pub fn dates(
    attribute: &str,
    first: NaiveDate,
    last: NaiveDate,
    special: &[&str],
) -> Result<Hierarchy, PrivacyError> {
    let row = |date: NaiveDate| DateLevel::ALL.map(|level| level.label(date)).to_vec();
    let rows = first.iter_days().take_while(|date| *date <= last).map(row).collect();
    finish(attribute, rows, DateLevel::ALL.len(), special)
}

/// The same for values that are months already (`2026-09`): month, quarter, year, `*`.
///
/// # Errors
///
/// [`PrivacyError::Hierarchy`] where `last` is before `first`.
pub fn months(
    attribute: &str,
    first: NaiveDate,
    last: NaiveDate,
    special: &[&str],
) -> Result<Hierarchy, PrivacyError> {
    let row = |date: NaiveDate| -> Vec<String> {
        DateLevel::ALL.iter().skip(1).map(|level| level.label(date)).collect()
    };
    let rows: BTreeSet<Vec<String>> =
        first.iter_days().take_while(|date| *date <= last).map(row).collect();
    finish(attribute, rows.into_iter().collect(), DateLevel::ALL.len() - 1, special)
}

/// A code list with its parents: `(code, parent)`, the parent blank for a code without one.
///
/// Every code is a value, broader ones too. Chains are aligned at the top: a code that is less deep than others
/// stands for itself until its parents' level.
///
/// # Errors
///
/// [`PrivacyError::Hierarchy`] for a parent that is not in the list, and for parents that run in a circle.
pub fn code_list<'a>(
    attribute: &str,
    codes: impl IntoIterator<Item = (&'a str, &'a str)>,
    special: &[&str],
) -> Result<Hierarchy, PrivacyError> {
    let codes: Vec<(&str, &str)> = codes.into_iter().collect();
    let parent_of: BTreeMap<&str, &str> = codes.iter().copied().collect();
    let chains: Vec<Vec<&str>> = codes
        .iter()
        .map(|(code, _)| chain(code, &parent_of).map_err(|fault| refuse(attribute, fault)))
        .collect::<Result<_, _>>()?;
    let depth = chains.iter().map(Vec::len).max().unwrap_or(0);
    let rows = chains
        .into_iter()
        .map(|chain| {
            let own = chain.first().copied().unwrap_or_default();
            let missing = depth - chain.len();
            std::iter::repeat_n(own, missing).chain(chain).map(str::to_owned).collect()
        })
        .collect();
    finish(attribute, rows, depth, special)
}

/// A code, its parent, its parent's parent …
fn chain<'a>(
    code: &'a str,
    parent_of: &BTreeMap<&'a str, &'a str>,
) -> Result<Vec<&'a str>, HierarchyFault> {
    let (mut chain, mut at) = (vec![code], code);
    loop {
        match parent_of.get(at) {
            Some(&"") => return Ok(chain),
            Some(parent) if chain.len() > parent_of.len() => {
                return Err(HierarchyFault::Cycle { code: (*parent).to_owned() });
            }
            Some(parent) => {
                chain.push(parent);
                at = parent;
            }
            None => {
                let child = chain.iter().rev().nth(1).unwrap_or(&code);
                return Err(HierarchyFault::UnknownParent { code: (*child).to_owned() });
            }
        }
    }
}

/// Place codes whose parents are their beginnings: `lengths` of the labels above the code, longest first.
///
/// `XW010203` with lengths 6 and 4 becomes `XW0102`, then `XW01`, then `*`.
///
/// # Errors
///
/// [`PrivacyError::Hierarchy`] where a code is there twice.
pub fn place_codes<'a>(
    attribute: &str,
    codes: impl IntoIterator<Item = &'a str>,
    lengths: &[usize],
    special: &[&str],
) -> Result<Hierarchy, PrivacyError> {
    let row = |code: &str| -> Vec<String> {
        let above = lengths.iter().map(|length| code.get(..*length).unwrap_or(code).to_owned());
        [code.to_owned()].into_iter().chain(above).collect()
    };
    finish(attribute, codes.into_iter().map(row).collect(), lengths.len() + 1, special)
}

/// Adds the special values and, where the last level has several labels, the top.
fn finish(
    attribute: &str,
    mut rows: Vec<Vec<String>>,
    width: usize,
    special: &[&str],
) -> Result<Hierarchy, PrivacyError> {
    if rows.is_empty() {
        return Err(refuse(attribute, HierarchyFault::Empty));
    }
    rows.extend(special.iter().map(|value| vec![(*value).to_owned(); width]));
    let last: BTreeSet<Option<&String>> = rows.iter().map(|row| row.last()).collect();
    if last.len() > 1 {
        for row in &mut rows {
            row.push(TOP.to_owned());
        }
    }
    Hierarchy::from_rows(attribute, &rows)
}

fn refuse(attribute: &str, fault: HierarchyFault) -> PrivacyError {
    PrivacyError::Hierarchy { attribute: attribute.to_owned(), fault }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).expect("a day")
    }

    #[track_caller]
    fn check(hierarchy: &Hierarchy, value: &str, want: &[&str]) {
        let got: Vec<&str> = (0..hierarchy.n_levels())
            .map(|level| hierarchy.label(value, level).expect("a label"))
            .collect();
        assert_eq!(got, want);
    }

    #[test]
    fn ages_go_into_bands_and_bands_into_halves() {
        let fine = Band::parse_list("0-4,5-17,18-59,60+").expect("bands");
        let coarse = Band::parse_list("0-17,18+").expect("bands");
        let age = bands("age", 0..=120, &[fine.clone(), coarse], &["", "dnk"]).expect("a tree");
        check(&age, "7", &["7", "5-17", "0-17", "*"]);
        check(&age, "120", &["120", "60+", "18+", "*"]);
        check(&age, "dnk", &["dnk", "dnk", "dnk", "*"]);
        let crossing = Band::parse_list("0-14,15+").expect("bands");
        assert!(bands("age", 0..=120, &[fine, crossing], &[]).is_err());
    }

    #[test]
    fn bands_with_gaps_or_overlaps_are_refused() {
        for wrong in ["0-4,6-9", "0-4,4-9", "5+,6+", "9-5", "a-b", ""] {
            assert_eq!(Band::parse_list(wrong), Err(HierarchyFault::Bands), "{wrong}");
        }
        assert!(bands("n", 0..=9, &[Band::parse_list("1-9").expect("bands")], &[]).is_err());
    }

    #[test]
    fn everything_from_the_top_on_is_one() {
        let n = top_coded("n", 0..=20, 3, &[]).expect("a tree");
        check(&n, "2", &["2", "2", "*"]);
        check(&n, "17", &["17", "3+", "*"]);
    }

    #[test]
    fn dates_go_to_month_quarter_and_year() {
        let date = dates("d", day(2025, 12, 30), day(2026, 10, 1), &[""]).expect("a tree");
        check(&date, "2026-09-30", &["2026-09-30", "2026-09", "2026Q3", "2026", "*"]);
        check(&date, "2026-10-01", &["2026-10-01", "2026-10", "2026Q4", "2026", "*"]);
        check(&date, "", &["", "", "", "", "*"]);
        let month = months("m", day(2026, 1, 15), day(2026, 4, 2), &[]).expect("a tree");
        check(&month, "2026-04", &["2026-04", "2026Q2", "2026"]);
        assert!(dates("d", day(2026, 2, 1), day(2026, 1, 1), &[]).is_err());
    }

    #[test]
    fn codes_go_to_their_parents_and_shallow_ones_wait_at_the_bottom() {
        let list = [("war", ""), ("raid", "war"), ("night_raid", "raid"), ("flood", "")];
        let reason = code_list("reason", list, &[]).expect("a tree");
        check(&reason, "night_raid", &["night_raid", "raid", "war", "*"]);
        check(&reason, "raid", &["raid", "raid", "war", "*"]);
        check(&reason, "flood", &["flood", "flood", "flood", "*"]);
    }

    #[test]
    fn parents_in_a_circle_or_nowhere_are_refused() {
        let circle = code_list("x", [("a", "b"), ("b", "a")], &[]);
        assert!(matches!(
            circle,
            Err(PrivacyError::Hierarchy { fault: HierarchyFault::Cycle { .. }, .. })
        ));
        let lost = code_list("x", [("a", "z")], &[]);
        let fault = HierarchyFault::UnknownParent { code: "a".to_owned() };
        assert_eq!(lost, Err(PrivacyError::Hierarchy { attribute: "x".to_owned(), fault }));
    }

    #[test]
    fn places_go_up_their_codes() {
        let place = place_codes("p", ["XW010203", "XW010301", "XW020101"], &[6, 4], &[""]);
        check(&place.expect("a tree"), "XW010203", &["XW010203", "XW0102", "XW01", "*"]);
    }
}
