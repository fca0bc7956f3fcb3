//! The type column: what a row begins, ends or asks.

use crate::forms::QuestionType;

/// What a row of the survey sheet is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum RowKind {
    BeginGroup,
    BeginRepeat,
    EndGroup,
    EndRepeat,
    Question { kind: QuestionType, list: Option<String>, or_other: bool, from_file: bool },
}

/// What the text of a type cell says; none where it is blank.
pub(super) fn row_kind(text: &str) -> Option<RowKind> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let (first, rest) = words.split_first()?;
    let first = first.to_lowercase().replace('-', "_");
    let second = rest.first().map(|it| it.to_lowercase()).unwrap_or_default();
    match (first.as_str(), second.as_str()) {
        ("begin", "group" | "loop") | ("begin_group", _) => return Some(RowKind::BeginGroup),
        ("begin", "repeat") | ("begin_repeat", _) => return Some(RowKind::BeginRepeat),
        ("end", "group" | "loop") | ("end_group", _) => return Some(RowKind::EndGroup),
        ("end", "repeat") | ("end_repeat", _) => return Some(RowKind::EndRepeat),
        _ => {}
    }
    if let Some(choice) = choice_question(&first, rest) {
        return Some(choice);
    }
    let word = match (first.as_str(), second.as_str()) {
        ("start", "time") => "start",
        ("end", "time") => "end",
        ("device", "id") => "deviceid",
        ("phone", "number") => "phonenumber",
        ("date_time", _) | ("date", "time") => "datetime",
        ("dateofinterview", _) => "date",
        ("geopoint" | "gps", _) => "geopoint",
        ("start_geopoint", _) => "start-geopoint",
        ("background_audio", _) => "background-audio",
        ("csv_external", _) => "csv-external",
        ("xml_external", _) => "xml-external",
        (word, _) => word,
    };
    let kind = QuestionType::of_word(word);
    Some(RowKind::Question { kind, list: None, or_other: false, from_file: false })
}

/// `select_one list`, `select one from list`, `select all that apply from list`, `rank list`.
fn choice_question(first: &str, rest: &[&str]) -> Option<RowKind> {
    let lower: Vec<String> = rest.iter().map(|it| it.to_lowercase()).collect();
    let lower: Vec<&str> = lower.iter().map(String::as_str).collect();
    let (word, mut rest) = match (first, lower.as_slice()) {
        ("select", ["one" | "1", "from", ..]) => ("select_one", rest.get(2..)?),
        ("select", ["one" | "1", ..]) => ("select_one", rest.get(1..)?),
        ("select", ["all", "that", "apply", "from", ..]) => ("select_multiple", rest.get(4..)?),
        ("select", ["all", "that", "apply", ..]) => ("select_multiple", rest.get(3..)?),
        ("select", ["multiple", "from", ..]) => ("select_multiple", rest.get(2..)?),
        ("select", ["multiple", ..]) => ("select_multiple", rest.get(1..)?),
        ("select1", _) => ("select_one", rest),
        ("select", _) => ("select_multiple", rest),
        _ => (first, rest),
    };
    let kind = QuestionType::of_word(word);
    if !kind.is_choice() {
        return None;
    }
    let other = |word: &&str| matches!(word.to_lowercase().as_str(), "or_other" | "other");
    let or_other = match rest {
        [before @ .., last] if !before.is_empty() && other(last) => {
            let or = before.last().is_some_and(|it| it.eq_ignore_ascii_case("or"));
            rest = if or { before.get(..before.len() - 1)? } else { before };
            true
        }
        _ => false,
    };
    let list = (!rest.is_empty()).then(|| rest.join(" "));
    Some(RowKind::Question { kind, list, or_other, from_file: word.ends_with("_from_file") })
}

/// Words of the appearance column that have a meaning in `XLSForm`.
pub(super) const APPEARANCES: &[&str] = &[
    "field-list",
    "minimal",
    "no-calendar",
    "quick",
    "multiline",
    "numbers",
    "month-year",
    "year",
    "signature",
    "draw",
    "annotate",
    "list-nolabel",
    "label",
    "list",
    "horizontal",
    "horizontal-compact",
    "compact",
    "autocomplete",
    "search",
    "placement-map",
    "maps",
    "map",
    "thousands-sep",
    "table-list",
    "likert",
    "image-map",
    "columns",
    "columns-pack",
    "quickcompact",
    "bearing",
    "vertical",
    "no-ticks",
    "picker",
    "rating",
    "new",
    "new-front",
    "new-rear",
    "url",
    "ethiopian",
    "coptic",
    "islamic",
    "bikram-sambat",
    "myanmar",
    "persian",
    "counter",
    "masked",
    "printer",
    "hidden-answer",
    "partial",
    "grid",
    "w1",
    "w2",
    "w3",
    "w4",
    "w5",
    "w6",
    "w7",
    "w8",
    "w9",
    "w10",
    "columns-1",
    "columns-2",
    "columns-3",
    "columns-4",
    "columns-5",
    "hide-input",
    "summary",
    "calendar",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, kind: &QuestionType, list: Option<&str>, or_other: bool) {
        let Some(RowKind::Question { kind: got, list: name, or_other: other, .. }) = row_kind(text)
        else {
            panic!("{text} is a question");
        };
        assert_eq!((&got, name.as_deref(), other), (kind, list, or_other), "{text}");
    }

    #[test]
    fn types_are_understood_as_people_write_them() {
        check("select_one yes_no", &QuestionType::SelectOne, Some("yes_no"), false);
        check(
            "select one from yes_no or specify other",
            &QuestionType::SelectOne,
            Some("yes_no or specify"),
            true,
        );
        check("select_multiple needs or_other", &QuestionType::SelectMultiple, Some("needs"), true);
        check(
            "select all that apply from needs",
            &QuestionType::SelectMultiple,
            Some("needs"),
            false,
        );
        check("DateTime", &QuestionType::DateTime, None, false);
        check("start-geopoint", &QuestionType::Metadata, None, false);
        check("unheard_of", &QuestionType::Unknown("unheard_of".to_owned()), None, false);
        assert_eq!(row_kind("begin  repeat"), Some(RowKind::BeginRepeat));
        assert_eq!(row_kind("end_group"), Some(RowKind::EndGroup));
        assert_eq!(row_kind("  "), None);
    }
}
