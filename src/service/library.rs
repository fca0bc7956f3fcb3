//! The forms of the office, compiled once a session.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    base::{FormId, FormKey},
    forms::{Definition, Export, Form, Language, LocalisedText, Question, Sheet, compile},
    vault::{FormRow, VaultError, View},
};

use super::{ServiceError, Thing, places::PlaceTree};

/// The forms of the office.
#[derive(Debug, Default)]
pub(super) struct Library {
    rows: BTreeMap<FormKey, FormRow>,
    compiled: BTreeMap<FormKey, Arc<Form>>,
    facts: BTreeMap<FormKey, Arc<Facts>>,
}

/// What a list of forms says of one. It needs no places: a list of all forms would else hold every place many times.
#[derive(Debug)]
pub(super) struct Facts {
    /// Title by language.
    pub(super) title: BTreeMap<String, String>,
    /// Questions in it.
    pub(super) questions: usize,
    /// Languages it speaks.
    pub(super) languages: Vec<String>,
    /// Whether rows of it may leave in a batch.
    pub(super) exportable: bool,
}

impl Facts {
    fn of(form: &Form) -> Self {
        let leaves = |it: &Question| !matches!(it.export, Export::Drop | Export::Table);
        let language = |it: &Language| it.code.clone().unwrap_or_else(|| it.name.clone());
        Self {
            title: by_language(form, &form.title),
            questions: form.questions().count(),
            languages: form.languages.iter().map(language).collect(),
            exportable: form.is_classified && form.questions().any(|(_, it)| leaves(it)),
        }
    }
}

impl Library {
    pub(super) fn of(view: &View) -> Result<Self, ServiceError> {
        let rows = match view.forms() {
            Ok(rows) => rows,
            // An administrator who holds no compartment sees no forms.
            Err(VaultError::NotCleared) => Vec::new(),
            Err(err) => return Err(err.into()),
        };
        let rows = rows.into_iter().map(|row| (row.key.clone(), row)).collect();
        Ok(Self { rows, ..Self::default() })
    }

    /// The version of a form that is offered: the one added last, of those not retired.
    pub(super) fn current(&self, id: &FormId) -> Result<&FormRow, ServiceError> {
        self.rows
            .values()
            .filter(|row| row.key.id == *id && row.retired.is_none())
            .max_by_key(|row| (row.added, &row.key.version))
            .ok_or(ServiceError::Unknown { what: Thing::Form })
    }

    /// Every form that is offered, in its current version, by id.
    pub(super) fn offered(&self) -> Vec<FormRow> {
        let ids: std::collections::BTreeSet<&FormId> =
            self.rows.keys().map(|key| &key.id).collect();
        ids.into_iter().filter_map(|id| self.current(id).ok()).cloned().collect()
    }

    /// One version of a form, compiled with the office's places.
    pub(super) fn form(
        &mut self,
        view: &View,
        key: &FormKey,
        places: &PlaceTree,
    ) -> Result<Arc<Form>, ServiceError> {
        if let Some(form) = self.compiled.get(key) {
            return Ok(Arc::clone(form));
        }
        let form = self.compiled(self.definition(view, key)?, &key.id, places);
        self.compiled.insert(key.clone(), Arc::clone(&form));
        Ok(form)
    }

    /// A definition, compiled with the office's places.
    #[expect(clippy::unused_self, reason = "what the office knows of a form belongs to it")]
    pub(super) fn compiled(
        &self,
        mut definition: Definition,
        _id: &FormId,
        places: &PlaceTree,
    ) -> Arc<Form> {
        put_places(&mut definition.choices, places);
        let (form, _findings) = compile(&definition);
        Arc::new(form)
    }

    /// What a list of forms says of one version.
    pub(super) fn facts(&mut self, view: &View, key: &FormKey) -> Result<Arc<Facts>, ServiceError> {
        if let Some(facts) = self.facts.get(key) {
            return Ok(Arc::clone(facts));
        }
        let facts = match self.compiled.get(key) {
            Some(form) => Facts::of(form),
            None => Facts::of(&compile(&self.definition(view, key)?).0),
        };
        let facts = Arc::new(facts);
        self.facts.insert(key.clone(), Arc::clone(&facts));
        Ok(facts)
    }

    /// One version of a form as its author wrote it.
    fn definition(&self, view: &View, key: &FormKey) -> Result<Definition, ServiceError> {
        if !self.rows.contains_key(key) {
            return Err(ServiceError::Unknown { what: Thing::Form });
        }
        let (_row, bytes) = view.form(key)?;
        Ok(Definition::from_bytes(&bytes)?)
    }
}

/// Lists that hold places, and the administrative level of each.
pub(super) const PLACE_LISTS: [(&str, u8); 5] =
    [("places_adm1", 1), ("places_adm2", 2), ("places_adm3", 3), ("sites", 4), ("fmp", 5)];

fn cell(row: &[String], at: usize) -> &str {
    row.get(at).map_or("", String::as_str)
}

/// Puts the office's places into the lists that hold places. What has no parent (`not_listed`) stays; where the office
/// knows no place of a level, the list stays as its author wrote it.
fn put_places(choices: &mut Sheet, places: &PlaceTree) {
    let column = |name: &str| choices.header.iter().position(|it| it == name);
    let (Some(list), Some(code), Some(parent)) =
        (column("list_name").or_else(|| column("list name")), column("name"), column("parent"))
    else {
        return;
    };
    // A name is the same in every language: one label stands for all, and tens of thousands of places are held once.
    let label = choices.header.iter().position(|it| it.starts_with("label"));
    for (name, level) in PLACE_LISTS {
        if !places.has(level) || !choices.rows.iter().any(|(_, row)| cell(row, list) == name) {
            continue;
        }
        choices.rows.retain(|(_, row)| cell(row, list) != name || cell(row, parent).is_empty());
        for place in places.at(level) {
            let mut cells = vec![String::new(); choices.header.len()];
            let texts = [
                (Some(list), name),
                (Some(code), place.code.as_str()),
                (Some(parent), place.parent.as_deref().unwrap_or_default()),
                (label, place.name.as_str()),
            ];
            for (at, text) in texts {
                if let Some(cell) = at.and_then(|at| cells.get_mut(at)) {
                    text.clone_into(cell);
                }
            }
            choices.rows.push((0, cells));
        }
    }
}

/// A text by language: code of the language where it has one, else its name.
pub(super) fn by_language(form: &Form, text: &LocalisedText) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    for (at, language) in form.languages.iter().enumerate() {
        if let Some(words) = text.source(at) {
            texts.insert(
                language.code.clone().unwrap_or_else(|| language.name.clone()),
                words.to_owned(),
            );
        }
    }
    texts
}

/// The letters with which numbers of a form's records begin: initials of its id.
pub(super) fn prefix(id: &FormId) -> String {
    match id.0.as_str() {
        "household_registration" => return "HH".to_owned(),
        "return_case" => return "RC".to_owned(),
        "incident" => return "MM".to_owned(),
        // Their initials are those of forms on returns.
        "resettlement_case" => return "RT".to_owned(),
        "resettlement_movement" => return "RTM".to_owned(),
        _ => {}
    }
    let initials: String =
        id.0.split(|it: char| !it.is_ascii_alphanumeric())
            .filter_map(|word| word.chars().next())
            .take(4)
            .collect();
    if initials.is_empty() { "R".to_owned() } else { initials.to_uppercase() }
}
