//! Finding a word in a list as it is typed: case and accents do not matter.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization as _;

use crate::cases::names;

/// How well something fits; smaller is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// The label begins with it.
    Start,
    /// A word of the label begins with it.
    Word,
    /// The code begins with it.
    Code,
    /// It stands somewhere in the label.
    Inside,
}

/// Where `typed` stands in `label` (in bytes), or that it begins `code`. `None` where neither.
#[must_use]
pub fn find(label: &str, code: &str, typed: &str) -> Option<(Rank, Range<usize>)> {
    let wanted: Vec<char> = folded(typed.trim()).map(|it| it.1).collect();
    if wanted.is_empty() {
        return Some((Rank::Start, 0..0));
    }
    let letters: Vec<(usize, char)> = folded(label).collect();
    let mut inside = None;
    for start in 0..letters.len() {
        let Some(window) = letters.get(start..start + wanted.len()) else { break };
        if !window.iter().map(|it| it.1).eq(wanted.iter().copied()) {
            continue;
        }
        let from = window.first().map_or(0, |it| it.0);
        let to = letters.get(start + wanted.len()).map_or(label.len(), |it| it.0);
        let before = start.checked_sub(1).and_then(|n| letters.get(n)).map(|it| it.1);
        match before {
            None => return Some((Rank::Start, from..to)),
            Some(c) if !c.is_alphanumeric() => return Some((Rank::Word, from..to)),
            Some(_) => {
                inside.get_or_insert(from..to);
            }
        }
    }
    let code_starts = folded(code).map(|it| it.1).take(wanted.len()).eq(wanted.iter().copied());
    if code_starts {
        return Some((Rank::Code, 0..0));
    }
    inside.map(|range| (Rank::Inside, range))
}

/// How far what was typed is from `form`, the search form of a label: 0 is another spelling, more are slips of the hand.
#[must_use]
pub(super) fn sounds_like(form: &str, pieces: &[String], words: &[String]) -> Option<usize> {
    if pieces.iter().all(|it| form.contains(it.as_str())) {
        return Some(0);
    }
    names::distance(words, form).map(|it| it + 1)
}

/// Letters without case and accents, each with the place of the letter it came from.
fn folded(text: &str) -> impl Iterator<Item = (usize, char)> {
    text.char_indices().flat_map(|(at, c)| {
        std::iter::once(c)
            .nfd()
            .filter(|it| !unicode_normalization::char::is_combining_mark(*it))
            .flat_map(char::to_lowercase)
            .map(move |it| (at, it))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_and_case_do_not_matter() {
        assert_eq!(find("Éthiopie", "ET", "eth"), Some((Rank::Start, 0..4)));
        assert_eq!(find("Medani Al Kubra", "", "al k"), Some((Rank::Word, 7..11)));
        assert_eq!(find("Soudan", "SDN", "sdn"), Some((Rank::Code, 0..0)));
        assert_eq!(find("Soudan", "SDN", "uda"), Some((Rank::Inside, 2..5)));
        assert_eq!(find("Soudan", "SDN", "x"), None);
        assert_eq!(find("الفاو", "", "الف"), Some((Rank::Start, 0..6)));
    }
}
