//! A question with several answers, as one value: option columns one by one would form a key of their own.

use std::collections::{BTreeMap, BTreeSet};

/// What stands for every option that too few chose.
pub const OTHER: &str = "other";

/// Options that may be kept at most, [`OTHER`] not counted.
pub const MOST_KEPT: usize = 3;

/// A question of which too many options would be kept. Declare fewer, or give them parents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kept} options would be kept, {MOST_KEPT} may")]
pub struct TooManyOptions {
    /// Options chosen by k subjects or more.
    pub kept: usize,
}

/// The answers of each record as one value: kept options sorted, joined by a space; blank for none.
///
/// `answers` are the options chosen, with the subject of each record; an option that fewer than `k` distinct
/// subjects chose becomes [`OTHER`].
///
/// # Errors
///
/// [`TooManyOptions`] where more than [`MOST_KEPT`] options reach k.
pub fn as_one_value(
    answers: &[(&str, BTreeSet<&str>)],
    k: usize,
) -> Result<Vec<String>, TooManyOptions> {
    let mut chosen_by: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (subject, options) in answers {
        for option in options {
            chosen_by.entry(option).or_default().insert(subject);
        }
    }
    let kept: BTreeSet<&str> = chosen_by
        .into_iter()
        .filter(|(option, subjects)| k <= subjects.len() && *option != OTHER)
        .map(|(option, _)| option)
        .collect();
    if kept.len() > MOST_KEPT {
        return Err(TooManyOptions { kept: kept.len() });
    }
    let value = |options: &BTreeSet<&str>| -> String {
        let shown: BTreeSet<&str> = options
            .iter()
            .map(|option| if kept.contains(option) { *option } else { OTHER })
            .collect();
        shown.into_iter().collect::<Vec<&str>>().join(" ")
    };
    Ok(answers.iter().map(|(_, options)| value(options)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers<'a>(rows: &[(&'a str, &[&'a str])]) -> Vec<(&'a str, BTreeSet<&'a str>)> {
        rows.iter().map(|(who, options)| (*who, options.iter().copied().collect())).collect()
    }

    #[test]
    fn rare_options_become_other_and_the_rest_is_one_value() {
        let rows = answers(&[
            ("1", &["water", "food"]),
            ("2", &["food", "radio"]),
            ("3", &[]),
            ("3", &["water"]),
        ]);
        let got = as_one_value(&rows, 2).expect("few options");
        assert_eq!(got, ["food water", "food other", "", "water"]);
    }

    #[test]
    fn one_person_who_answers_twice_is_one_person() {
        let rows = answers(&[("1", &["radio"]), ("1", &["radio"])]);
        assert_eq!(as_one_value(&rows, 2).expect("few options"), ["other", "other"]);
    }

    #[test]
    fn more_than_three_kept_options_are_refused() {
        let rows = answers(&[("1", &["a", "b", "c", "d"])]);
        assert_eq!(as_one_value(&rows, 1), Err(TooManyOptions { kept: 4 }));
    }
}
