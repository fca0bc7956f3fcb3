//! What leaves, as the batch room takes it: columns with words, rows, hierarchies.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    assets,
    batch::{CodeLabel, Column, ColumnKind, Contents, HierarchyRows, Row},
    forms::{Export, Form, QuestionType},
    privacy::{Hierarchy, Release},
};

use super::{
    super::{library::by_language, places::PlaceTree},
    extract::{Candidate, Extract},
    gather::Gathered,
    leaving::Leaving,
};

/// The rows that leave and their columns.
pub(super) fn contents(
    from: &Gathered,
    extract: &Extract,
    hierarchies: &[Hierarchy],
    (levels, fallback): (&[usize], &[usize]),
    release: &Release,
) -> Contents {
    let form = &from.form;
    let mut trees = hierarchies.iter().zip(levels.iter().zip(fallback));
    let mut columns = Vec::new();
    for column in &extract.columns {
        let tree = if column.quasi { trees.next() } else { None };
        columns.push(batch_column(column.form(form), &from.places, column, tree));
    }
    let rows = release
        .leaving
        .iter()
        .filter_map(|it| extract.candidates.get(it.row).map(|candidate| (it, candidate)))
        .map(|(leaving, candidate)| Row {
            pseudonym: from.pseudonyms.derive_pseudonym(&candidate.record),
            cells: cells(extract, candidate, &leaving.labels),
        })
        .collect();
    Contents {
        form: form.id.clone(),
        titles: in_order(form, by_language(form, &form.title)),
        columns,
        rows,
        tables: Vec::new(),
        hierarchies: hierarchies
            .iter()
            .map(|it| HierarchyRows { attribute: it.attribute().to_owned(), rows: it.rows() })
            .collect(),
    }
}

/// A row as it leaves: quasi-identifiers at their level, the rest as they are.
pub(super) fn cells(extract: &Extract, candidate: &Candidate, labels: &[String]) -> Vec<String> {
    let mut labels = labels.iter();
    extract
        .columns
        .iter()
        .enumerate()
        .map(|(at, column)| {
            let cell = if column.quasi { labels.next() } else { candidate.labels.get(at) };
            cell.cloned().unwrap_or_default()
        })
        .collect()
}

fn batch_column(
    form: &Form,
    places: &PlaceTree,
    column: &Leaving,
    tree: Option<(&Hierarchy, (&usize, &usize))>,
) -> Column {
    let question = &column.question;
    // What is made coarser without a tree is no longer a value of its question's type.
    let kept = matches!(question.export, Export::Keep | Export::Round(_) | Export::Geo(_));
    let kind = match (tree, &question.kind) {
        (Some((tree, (level, fallback))), _) => {
            let labels: BTreeSet<&String> = tree
                .labels(*level)
                .iter()
                .chain(tree.labels(*fallback))
                .filter(|it| !it.is_empty())
                .collect();
            let words = Words::of(form, column, places);
            let codes = labels.into_iter().map(|code| words.label(form, code)).collect();
            ColumnKind::Codes { list: column.name.clone(), codes }
        }
        (None, _) if question.export == Export::Flag => ColumnKind::Text,
        (None, QuestionType::SelectOne) => {
            let words = Words::of(form, column, places);
            let codes = words.0.keys().map(|code| words.label(form, code)).collect();
            ColumnKind::Codes { list: column.name.clone(), codes }
        }
        (None, QuestionType::Integer) if kept => ColumnKind::Integer { min: None, max: None },
        (None, QuestionType::Decimal) if kept => ColumnKind::Decimal,
        (None, QuestionType::Date) if kept => ColumnKind::Date,
        (None, _) => ColumnKind::Text,
    };
    Column {
        name: column.name.clone(),
        labels: in_order(form, by_language(form, &question.label)),
        hxl: question.hxl.clone(),
        kind,
        treatment: treatment(&question.export),
        level: tree.and_then(|(_, (level, _))| u32::try_from(*level).ok()),
    }
}

/// Words by code and language.
struct Words(BTreeMap<String, BTreeMap<String, String>>);

impl Words {
    fn of(form: &Form, column: &Leaving, places: &PlaceTree) -> Self {
        let mut words = BTreeMap::new();
        for place in places.all() {
            let names = form
                .languages
                .iter()
                .filter_map(|it| it.code.clone())
                .map(|code| (code, place.name.clone()));
            words.insert(place.code, names.collect());
        }
        // Only the codes of a list of places are places.
        if !column.is_place() {
            words.clear();
        }
        if let Some(name) = column.question.hierarchy.as_deref() {
            words.extend(hierarchy_words(name));
        }
        let list = column.question.list.as_deref().and_then(|name| form.list(name));
        for choice in list.into_iter().flat_map(|list| &list.choices) {
            words.insert(choice.code.clone(), by_language(form, &choice.label));
        }
        Self(words)
    }

    fn label(&self, form: &Form, code: &str) -> CodeLabel {
        let own = self.0.get(code).cloned().unwrap_or_default();
        CodeLabel { code: code.to_owned(), labels: in_order(form, own) }
    }
}

/// The labels of a built-in hierarchy, by code and language.
pub(super) fn hierarchy_words(name: &str) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut reader =
        csv::Reader::from_reader(assets::hierarchy(name).unwrap_or_default().as_bytes());
    // Built in and read by a test of its own: no header, no words.
    let Ok(header) = reader.headers().cloned() else { return BTreeMap::new() };
    let language = |at: usize| header.get(at)?.rsplit_once('(')?.1.strip_suffix(')');
    let row = |row: csv::StringRecord| {
        let labels = row
            .iter()
            .enumerate()
            .filter_map(|(at, text)| Some((language(at)?.to_owned(), text.to_owned())));
        Some((row.get(0)?.to_owned(), labels.collect()))
    };
    reader.records().filter_map(Result::ok).filter_map(row).collect()
}

/// By language code, the form's default language first.
fn in_order(form: &Form, mut texts: BTreeMap<String, String>) -> Vec<(String, String)> {
    let mut ordered = Vec::new();
    for language in form.languages.iter().filter_map(|it| it.code.as_ref()) {
        ordered.extend(texts.remove_entry(language));
    }
    ordered
}

/// The word of the form's `export` column.
pub(super) fn treatment(export: &Export) -> String {
    match export {
        Export::Drop => "drop".to_owned(),
        Export::Keep => "keep".to_owned(),
        Export::Pseudonym => "pseudonym".to_owned(),
        Export::Band(bands) => format!("band({})", bands.join(",")),
        Export::Top(top) => format!("top({top})"),
        Export::Round(step) => format!("round({step})"),
        Export::Month => "month".to_owned(),
        Export::Quarter => "quarter".to_owned(),
        Export::Year => "year".to_owned(),
        Export::Adm(level) => format!("adm{level}"),
        Export::Geo(decimals) => format!("geo({decimals})"),
        Export::Recode(list) => format!("recode({list})"),
        Export::Flag => "flag".to_owned(),
        Export::Review => "review".to_owned(),
        Export::Table => "table".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::{Definition, compile};

    #[test]
    fn a_column_that_is_made_coarser_promises_no_type() {
        let mut n_coarser = 0;
        for built_in in assets::forms() {
            let sheets: Vec<_> = built_in
                .sheets
                .iter()
                .map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec()))
                .collect();
            let (form, _) = compile(&Definition::from_csv(&sheets).expect("built in"));
            for column in super::super::leaving::leaving(&form).0 {
                let coarser = matches!(
                    column.question.export,
                    Export::Month
                        | Export::Quarter
                        | Export::Year
                        | Export::Band(_)
                        | Export::Top(_)
                        | Export::Flag
                );
                if coarser {
                    let made = batch_column(&form, &PlaceTree::default(), &column, None);
                    assert!(
                        matches!(made.kind, ColumnKind::Text),
                        "{} of {}",
                        column.name,
                        built_in.id
                    );
                    n_coarser += 1;
                }
            }
        }
        assert!(n_coarser > 0);
    }
}
