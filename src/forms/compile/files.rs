//! Files beside a form: lists to choose from and data to look into.

use super::{Build, survey::file_stem};
use crate::forms::{
    Choice, CodeList, Definition, Form, LocalisedText, Sheet, Xml, XmlId, text::Template,
};

impl Build {
    /// Makes a list or a tree of each file, under its name without the ending.
    pub(super) fn files(&mut self, definition: &Definition) {
        read_files(&mut self.form, definition);
        // In a folder of CSV sheets the files lie beside the sheets.
        for sheet in definition.others.iter().filter(|it| !it.name.contains(':')) {
            let file = format!("{}.csv", sheet.name);
            let looked_up = format!("'{}'", sheet.name);
            let names = |cell: &String| cell.contains(&file) || cell.contains(&looked_up);
            if definition.survey.rows.iter().flat_map(|(_, row)| row).any(names) {
                add_list(&mut self.form, list_of_sheet(&sheet.name, sheet));
            }
        }
    }
}

/// Makes a list or a tree of each file, under its name without the ending.
pub(in crate::forms) fn read_files(form: &mut Form, definition: &Definition) {
    for (file, sheet) in definition.files() {
        let name = file_stem(file);
        let whole = sheet.rows.first().and_then(|(_, row)| row.first()).map_or("", String::as_str);
        let ending = file.rsplit_once('.').map(|(_, it)| it.to_lowercase()).unwrap_or_default();
        match ending.as_str() {
            "csv" => add_list(form, list_of_sheet(name, sheet)),
            "geojson" | "json" => {
                if let Some(list) = list_of_features(name, whole) {
                    add_list(form, list);
                }
            }
            _ => {
                if let Ok(xml) = Xml::read(whole) {
                    add_data(form, name, xml);
                }
            }
        }
    }
}

/// Puts a list among the others, in the order of their names; one from a sheet of that name stays.
pub(in crate::forms) fn add_list(form: &mut Form, list: CodeList) {
    match form.lists.binary_search_by(|it| it.name.cmp(&list.name)) {
        Ok(at) => {
            if let Some(before) = form.lists.get_mut(at).filter(|it| it.is_external) {
                *before = list;
            }
        }
        Err(at) => form.lists.insert(at, list),
    }
}

/// The same rows with the codes of the column `value` and the labels of the column `label`.
pub(in crate::forms) fn renamed(
    form: &Form,
    list: &CodeList,
    value: &str,
    label: &str,
) -> CodeList {
    let text = |choice: &Choice, column: &str| match column {
        "name" => choice.code.clone(),
        "label" => choice.label.source(0).unwrap_or("").to_owned(),
        other => list.cell(choice, other).to_owned(),
    };
    let fixed = |words: String| {
        let template = (!words.trim().is_empty()).then(|| Template::plain(words));
        LocalisedText { by_language: vec![template; form.languages.len().max(1)] }
    };
    let made = |choice: &Choice| Choice {
        code: text(choice, value),
        label: fixed(text(choice, label)),
        ..choice.clone()
    };
    let choices = list.choices.iter().map(made).collect();
    CodeList { name: format!("{} {value} {label}", list.name), choices, ..list.clone() }
}

/// Further data: rows of equal make become a list, anything else stays a tree.
pub(in crate::forms) fn add_data(form: &mut Form, name: &str, xml: Xml) {
    match xml.root_element().and_then(|root| list_of_rows(name, &xml, root)) {
        Some(list) => add_list(form, list),
        None => form.trees.push((name.to_owned(), xml)),
    }
}

/// The list that the children of `root` are; none where they are no rows of plain columns.
pub(in crate::forms) fn list_of_rows(name: &str, xml: &Xml, root: XmlId) -> Option<CodeList> {
    let mut table = Rows::new(name);
    let first = xml.elements(root).next().map_or("", |it| xml.name(it));
    if !matches!(first, "" | "item") || xml.name(root) != "root" {
        return None;
    }
    for row in xml.elements(root) {
        if xml.name(row) != first || xml.attributes(row).next().is_some() {
            return None;
        }
        let mut cells = Vec::new();
        for cell in xml.elements(row) {
            if xml.has_elements(cell) || xml.attributes(cell).next().is_some() {
                return None;
            }
            cells.push((xml.name(cell), xml.text(cell).into_owned()));
        }
        if cells.is_empty() || table.push(cells).is_none() {
            return None;
        }
    }
    Some(table.list)
}

fn list_of_sheet(name: &str, sheet: &Sheet) -> CodeList {
    let mut table = Rows::new(name);
    for heading in &sheet.header {
        table.column(heading.trim());
    }
    for (_, row) in &sheet.rows {
        let cells = sheet.header.iter().map(|it| it.trim()).zip(row.iter().cloned());
        // Two columns of one name: the first counts.
        let _taken = table.push(cells.collect());
    }
    table.list
}

/// The features of a `GeoJSON` file: their properties, and the place as `geometry`.
fn list_of_features(name: &str, text: &str) -> Option<CodeList> {
    let json: serde_json::Value = serde_json::from_str(text).ok()?; // not JSON: no list
    let mut table = Rows::new(name);
    for feature in json.get("features")?.as_array()? {
        let mut cells: Vec<(&str, String)> = Vec::new();
        let plain = |it: &serde_json::Value| match it {
            serde_json::Value::String(text) => text.clone(),
            serde_json::Value::Null => String::new(),
            other => other.to_string(),
        };
        for (key, value) in feature.get("properties")?.as_object()? {
            cells.push((
                match key.as_str() {
                    "id" => "name",
                    "title" => "label",
                    it => it,
                },
                plain(value),
            ));
        }
        if let Some(id) = feature.get("id") {
            cells.push(("name", plain(id)));
        }
        if let Some([lon, lat, ..]) = feature
            .pointer("/geometry/coordinates")
            .and_then(serde_json::Value::as_array)
            .map(Vec::as_slice)
        {
            cells.push(("geometry", format!("{lat} {lon} 0 0")));
        }
        let _taken = table.push(cells);
    }
    Some(table.list)
}

/// A list in the making.
struct Rows {
    list: CodeList,
}

impl Rows {
    fn new(name: &str) -> Self {
        Self { list: CodeList { name: name.to_owned(), ..CodeList::default() } }
    }

    /// The place of a further column, made where there is none yet.
    fn column(&mut self, name: &str) -> Option<usize> {
        if matches!(name, "name" | "label" | "") {
            return None;
        }
        let found = self.list.columns.iter().position(|it| it == name);
        found.or_else(|| {
            self.list.columns.push(name.to_owned());
            Some(self.list.columns.len() - 1)
        })
    }

    /// Adds a row; none, and no row, where a column stands twice or there are too many.
    fn push(&mut self, cells: Vec<(&str, String)>) -> Option<()> {
        let mut choice = Choice::default();
        let mut seen: Vec<&str> = Vec::new();
        for (name, text) in cells {
            if seen.contains(&name) || self.list.columns.len() > 200 {
                return None;
            }
            seen.push(name);
            match name {
                "name" => choice.code = text,
                "label" => {
                    choice.label = LocalisedText { by_language: vec![Some(Template::plain(text))] };
                }
                _ => {
                    let Some(at) = self.column(name) else { continue };
                    if choice.cells.len() <= at {
                        choice.cells.resize(at + 1, String::new());
                    }
                    if let Some(cell) = choice.cells.get_mut(at) {
                        *cell = text;
                    }
                }
            }
        }
        self.list.choices.push(choice);
        Some(())
    }
}
