//! The forms of the office, compiled once a session.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    base::{FormId, FormKey},
    forms::{Definition, Form, LocalisedText, compile},
    vault::{FormRow, VaultError, View},
};

use super::{ServiceError, Thing};

/// The forms of the office.
#[derive(Debug, Default)]
pub(super) struct Library {
    rows: BTreeMap<FormKey, FormRow>,
    compiled: BTreeMap<FormKey, Arc<Form>>,
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
        Ok(Self { rows, compiled: BTreeMap::new() })
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

    /// One version of a form, compiled.
    pub(super) fn form(&mut self, view: &View, key: &FormKey) -> Result<Arc<Form>, ServiceError> {
        if let Some(form) = self.compiled.get(key) {
            return Ok(Arc::clone(form));
        }
        if !self.rows.contains_key(key) {
            return Err(ServiceError::Unknown { what: Thing::Form });
        }
        let (_row, bytes) = view.form(key)?;
        let definition = Definition::from_bytes(&bytes)?;
        let (form, _findings) = compile(&definition);
        let form = Arc::new(form);
        self.compiled.insert(key.clone(), Arc::clone(&form));
        Ok(form)
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
        _ => {}
    }
    let initials: String =
        id.0.split(|it: char| !it.is_ascii_alphanumeric())
            .filter_map(|word| word.chars().next())
            .take(4)
            .collect();
    if initials.is_empty() { "R".to_owned() } else { initials.to_uppercase() }
}
