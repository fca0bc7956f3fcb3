//! Hierarchies made from what a form declares: bands, calendars, code lists, places.
//!
//! The finest label of each is the finest that may leave (the form's `export` column); a scheme can only go
//! coarser. All end in one label, so that every hierarchy is a tree.

use std::collections::{BTreeMap, BTreeSet};

/// The label that says nothing.
pub(super) const ANY: &str = "*";

/// Rows of a hierarchy from the way of each leaf up to the root, the leaf first.
///
/// Shorter ways repeat their leaf, so that parents stand at the same level for everybody; [`ANY`] is added on top
/// unless all ways end in one label already.
pub(super) fn rows(ways: impl IntoIterator<Item = Vec<String>>) -> Vec<Vec<String>> {
    let mut ways: Vec<Vec<String>> = ways.into_iter().filter(|way| !way.is_empty()).collect();
    ways.sort();
    ways.dedup();
    let roots: BTreeSet<&String> = ways.iter().filter_map(|way| way.last()).collect();
    let leaves_differ = ways.len() != 1;
    let one_root = roots.len() == 1 && leaves_differ;
    let height = ways.iter().map(Vec::len).max().unwrap_or(0);
    ways.into_iter()
        .map(|way| {
            let leaf = way.first().cloned().unwrap_or_default();
            let mut row = vec![leaf; height - way.len()];
            row.extend(way);
            if !one_root {
                row.push(ANY.to_owned());
            }
            row
        })
        .collect()
}

/// Bands of numbers, pairs of neighbours joined level by level: `1`, `2-4`, `5-7`, `8+`; `1-4`, `5+`.
pub(super) fn bands(bands: &[String]) -> Vec<Vec<String>> {
    let mut ways: Vec<Vec<String>> = bands.iter().map(|band| vec![band.clone()]).collect();
    let mut level: Vec<(String, Vec<usize>)> =
        bands.iter().cloned().enumerate().map(|(at, band)| (band, vec![at])).collect();
    while level.len() > 2 {
        level = level.chunks(2).map(joined).collect();
        for (label, members) in &level {
            for member in members {
                if let Some(way) = ways.get_mut(*member) {
                    way.push(label.clone());
                }
            }
        }
    }
    ways.push(vec![String::new()]);
    rows(ways)
}

/// One band from one or two neighbours.
fn joined(pair: &[(String, Vec<usize>)]) -> (String, Vec<usize>) {
    let members = pair.iter().flat_map(|(_, members)| members.iter().copied()).collect();
    let label = match pair {
        [(first, _), (second, _)] => {
            let from = first.split(['-', '+']).next().unwrap_or_default();
            match second.strip_suffix('+') {
                Some(_) => format!("{from}+"),
                None => format!("{from}-{}", second.rsplit('-').next().unwrap_or_default()),
            }
        }
        _ => pair.first().map(|(label, _)| label.clone()).unwrap_or_default(),
    };
    (label, members)
}

/// The band in which `number` lies.
pub(super) fn band_of(bands: &[String], number: i64) -> Option<&String> {
    bands.iter().find(|band| {
        if let Some(from) = band.strip_suffix('+') {
            return from.parse::<i64>().is_ok_and(|from| from <= number);
        }
        let (from, to) = band.split_once('-').unwrap_or((band, band));
        from.parse::<i64>().is_ok_and(|from| from <= number)
            && to.parse::<i64>().is_ok_and(|to| number <= to)
    })
}

/// Parts of the calendar, finest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Calendar {
    /// `2026-08`
    Month,
    /// `2026Q3`
    Quarter,
    /// `2026`
    Year,
}

/// The part of the calendar in which an ISO date lies; blank where the date is not that precise.
pub(super) fn calendar_label(date: &str, part: Calendar) -> String {
    let year = date.get(..4).filter(|it| it.bytes().all(|b| b.is_ascii_digit()));
    let month = date.get(5..7).and_then(|it| it.parse::<u32>().ok());
    match (part, year, month) {
        (Calendar::Year, Some(year), _) => year.to_owned(),
        (Calendar::Month, Some(year), Some(month)) => format!("{year}-{month:02}"),
        (Calendar::Quarter, Some(year), Some(month)) => format!("{year}Q{}", month.div_ceil(3)),
        _ => String::new(),
    }
}

/// The calendar over the years in which `labels` lie, from `finest` up.
pub(super) fn calendar<'a>(
    labels: impl IntoIterator<Item = &'a str>,
    finest: Calendar,
) -> Vec<Vec<String>> {
    let years: BTreeSet<i32> = labels
        .into_iter()
        .filter_map(|label| label.get(..4).and_then(|it| it.parse().ok()))
        .collect();
    let mut ways = vec![vec![String::new()]];
    for year in years.first().copied().unwrap_or(0)..=years.last().copied().unwrap_or(-1) {
        match finest {
            Calendar::Year => ways.push(vec![year.to_string()]),
            Calendar::Quarter => {
                ways.extend(
                    (1..=4).map(|quarter| vec![format!("{year}Q{quarter}"), year.to_string()]),
                );
            }
            Calendar::Month => ways.extend((1..=12).map(|month| {
                vec![
                    format!("{year}-{month:02}"),
                    format!("{year}Q{}", u32::div_ceil(month, 3)),
                    year.to_string(),
                ]
            })),
        }
    }
    rows(ways)
}

/// A list of codes with their broader ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Parents(BTreeMap<String, Option<String>>);

impl Parents {
    /// From pairs of code and broader code.
    pub(super) fn new(pairs: impl IntoIterator<Item = (String, Option<String>)>) -> Self {
        Self(pairs.into_iter().collect())
    }

    /// From code up to the root. A ring of parents ends after as many steps as there are codes.
    pub(super) fn way(&self, code: &str) -> Vec<String> {
        let mut way = vec![code.to_owned()];
        let mut at = code;
        while let Some(Some(parent)) = self.0.get(at)
            && way.len() <= self.0.len()
        {
            way.push(parent.clone());
            at = parent;
        }
        way
    }

    /// The broader code of `code`; itself where there is none.
    pub(super) fn broader<'a>(&'a self, code: &'a str) -> &'a str {
        self.0.get(code).and_then(Option::as_deref).unwrap_or(code)
    }

    /// A hierarchy over `leaves`, and over a blank answer.
    pub(super) fn tree<'a>(&self, leaves: impl IntoIterator<Item = &'a str>) -> Vec<Vec<String>> {
        let mut ways: Vec<Vec<String>> = leaves.into_iter().map(|leaf| self.way(leaf)).collect();
        ways.push(vec![String::new()]);
        rows(ways)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn neighbouring_bands_are_joined_two_by_two() {
        let got = bands(&words("1 2-4 5-7 8+"));
        let of = |leaf: &str| got.iter().find(|row| row[0] == leaf).expect("a row").join(" ");
        assert_eq!(of("1"), "1 1-4 *");
        assert_eq!(of("8+"), "8+ 5+ *");
        assert_eq!(of(""), "  *");
        assert_eq!(band_of(&words("1 2-4 5-7 8+"), 40).map(String::as_str), Some("8+"));
        assert_eq!(band_of(&words("1 2-4 5-7 8+"), 0), None);
    }

    #[test]
    fn a_calendar_has_every_quarter_of_its_years() {
        let got = calendar(["2025Q4", "2026Q1"], Calendar::Quarter);
        assert_eq!(got.len(), 9);
        assert!(got.contains(&words("2026Q3 2026 *")));
        assert_eq!(calendar_label("2026-08-03", Calendar::Quarter), "2026Q3");
        assert_eq!(calendar_label("2026", Calendar::Quarter), "");
    }

    #[test]
    fn codes_of_different_depth_meet_at_the_same_level() {
        let parents = Parents::new(
            [("a", Some("p")), ("p", Some("top")), ("top", None), ("b", Some("top"))]
                .map(|(code, parent)| (code.to_owned(), parent.map(str::to_owned))),
        );
        let got = parents.tree(["a", "b"]);
        assert!(got.contains(&words("a p top *")));
        assert!(got.contains(&words("b b top *")));
    }
}
