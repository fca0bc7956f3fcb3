//! Headings: which column holds what, in which language.

use std::collections::BTreeMap;

use super::Sheet;

/// A sheet with its headings understood.
#[derive(Debug)]
pub(super) struct Table<'a> {
    pub(super) sheet: &'a Sheet,
    /// The place of each plain column.
    plain: BTreeMap<String, usize>,
    /// For each column with languages, the places; the heading without a language has the name "".
    by_language: BTreeMap<String, Vec<(String, usize)>>,
}

/// Columns whose text a person reads, so that there may be one for each language.
const TRANSLATED: &[&str] = &[
    "label",
    "hint",
    "guidance_hint",
    "constraint_message",
    "required_message",
    "warning_message",
    "media::image",
    "media::audio",
    "media::video",
    "media::big-image",
    "form_title",
];

impl<'a> Table<'a> {
    pub(super) fn new(sheet: &'a Sheet) -> Self {
        let mut plain = BTreeMap::new();
        let mut by_language: BTreeMap<String, Vec<(String, usize)>> = BTreeMap::new();
        for (at, heading) in sheet.header.iter().enumerate() {
            let (column, language) = split_heading(heading);
            if column.is_empty() {
                continue;
            }
            if TRANSLATED.contains(&column.as_str()) {
                by_language.entry(column).or_default().push((language, at));
            } else {
                plain.entry(column).or_insert(at);
            }
        }
        Self { sheet, plain, by_language }
    }

    /// Whether there is such a column.
    pub(super) fn has(&self, column: &str) -> bool {
        self.plain.contains_key(column) || self.by_language.contains_key(column)
    }

    /// The cell, without white space around it; empty where there is none.
    pub(super) fn cell<'r>(&self, row: &'r [String], column: &str) -> &'r str {
        self.plain.get(column).and_then(|at| row.get(*at)).map_or("", |cell| cell.trim())
    }

    /// The texts of a column with languages.
    pub(super) fn texts<'r>(&self, row: &'r [String], column: &str) -> Vec<(&str, &'r str)> {
        let places = self.by_language.get(column).map_or(&[][..], Vec::as_slice);
        let text = |at: usize| row.get(at).map_or("", |cell| cell.trim());
        places.iter().map(|(language, at)| (language.as_str(), text(*at))).collect()
    }

    /// The heading of a column as the author wrote it.
    pub(super) fn heading(&self, column: &str) -> String {
        let place = self.plain.get(column).or_else(|| {
            self.by_language.get(column).and_then(|places| places.first()).map(|(_, at)| at)
        });
        let heading = place.and_then(|at| self.sheet.header.get(*at));
        heading.map_or_else(|| column.to_owned(), |heading| heading.trim().to_owned())
    }

    /// Every plain column with its heading, in the order of the sheet.
    pub(super) fn plain(&self) -> Vec<(&str, usize)> {
        let mut columns: Vec<_> =
            self.plain.iter().map(|(name, at)| (name.as_str(), *at)).collect();
        columns.sort_by_key(|(_, at)| *at);
        columns
    }

    /// The languages of all columns, in the order of the sheet. A title without one does not count:
    /// most forms write it so, whatever their languages.
    pub(super) fn languages(&self) -> Vec<&str> {
        let mut all: Vec<(usize, &str)> = self
            .by_language
            .iter()
            .flat_map(|(column, places)| places.iter().map(move |place| (column, place)))
            .filter(|(column, (language, _))| *column != "form_title" || !language.is_empty())
            .map(|(_, (language, at))| (*at, language.as_str()))
            .collect();
        all.sort_unstable();
        all.into_iter().map(|(_, language)| language).collect()
    }
}

/// The column and the language of a heading: `label::French (fr)`.
fn split_heading(heading: &str) -> (String, String) {
    let heading = heading.trim();
    let mut parts: Vec<&str> = heading.split("::").map(str::trim).collect();
    if parts.len() == 1
        && let Some((column, rest)) = heading.split_once(':')
        && (TRANSLATED.contains(&word(column).as_str()) || is_prefix(&word(column)))
    {
        parts = vec![column.trim(), rest.trim()];
    }
    let mut column = word(parts.first().copied().unwrap_or(""));
    let mut rest = parts.get(1..).unwrap_or(&[]);
    if is_prefix(&column)
        && let Some((next, after)) = rest.split_first()
    {
        column = format!("{column}::{next}");
        rest = after;
    }
    let column = alias(&column).to_owned();
    if TRANSLATED.contains(&column.as_str()) {
        (column, rest.join("::"))
    } else if rest.is_empty() {
        (column, String::new())
    } else {
        (format!("{column}::{}", rest.join("::")), String::new())
    }
}

/// Words that say of which part of an `XForm` the next word is an attribute.
fn is_prefix(word: &str) -> bool {
    matches!(word, "media" | "bind" | "control" | "instance" | "body")
}

fn word(text: &str) -> String {
    text.trim().to_lowercase().split_whitespace().collect::<Vec<_>>().join("_")
}

/// The name under which a column is known here, of those that `XLSForm` allows.
fn alias(column: &str) -> &str {
    match column {
        "command" => "type",
        "caption" => "label",
        "calculate" | "bind::calculate" => "calculation",
        "relevance" | "bind::relevant" => "relevant",
        "bind::constraint" => "constraint",
        "bind::required" => "required",
        "readonly" | "bind::readonly" => "read_only",
        "constraint_msg" | "bind::jr:constraintMsg" => "constraint_message",
        "bind::jr:requiredMsg" => "required_message",
        "count" | "jr:count" | "control::jr:count" => "repeat_count",
        "control::appearance" | "body::appearance" => "appearance",
        "image" => "media::image",
        "audio" => "media::audio",
        "video" => "media::video",
        "big-image" | "big_image" => "media::big-image",
        "list" => "list_name",
        "value" => "name",
        "title" | "set_form_title" | "form_label" => "form_title",
        "id_string" | "set_form_id" => "form_id",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(heading: &str, column: &str, language: &str) {
        assert_eq!(split_heading(heading), (column.to_owned(), language.to_owned()), "{heading}");
    }

    #[test]
    fn headings_are_understood_as_people_write_them() {
        check("label::French (fr)", "label", "French (fr)");
        check("Label : English", "label", "English");
        check("constraint message", "constraint_message", "");
        check("bind::jr:constraintMsg::English", "constraint_message", "English");
        check("media::image::English", "media::image", "English");
        check("calculate", "calculation", "");
        check("instance::xml:lang", "instance::xml:lang", "");
        check("List Name", "list_name", "");
        check("my:column", "my:column", "");
        check("bind:constraint", "constraint", "");
    }
}
