//! Forms of the office.

use super::super::{
    Service, ServiceError,
    permission::Permission,
    query::office::{CheckForm, FormSource, FormView, ListForms},
    request::{Command, Request},
};
use crate::{
    assets,
    base::FormKey,
    forms::{Definition, Form, compile},
    vault::{Act, Compartment, NewForm, VaultError},
};

/// Adds a form, or a new version of one. Refused where it would not run.
#[derive(Clone, Debug)]
pub struct AddForm {
    /// The form's files.
    pub source: FormSource,
    /// Where its records are sealed; else as its settings say, else `general`.
    pub compartment: Option<String>,
}

/// Reads the files of a form.
pub(in super::super) fn definition(source: &FormSource) -> Result<Definition, ServiceError> {
    Ok(match source {
        FormSource::Workbook(bytes) => Definition::from_file(bytes)?,
        FormSource::Sheets(sheets) => Definition::from_csv(sheets)?,
        FormSource::Named(name, source) => definition(source)?.named(name),
    })
}

/// Every form that comes with the program, ready to be stored.
pub(super) fn built_in() -> Result<Vec<NewForm>, ServiceError> {
    assets::forms()
        .iter()
        .map(|form| {
            let sheets: Vec<_> = form
                .sheets
                .iter()
                .map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec()))
                .collect();
            let definition = Definition::from_csv(&sheets)?;
            let (form, _findings) = compile(&definition);
            stored(&definition, &form, None)
        })
        .collect()
}

/// A form as the vault stores it.
fn stored(
    definition: &Definition,
    form: &Form,
    compartment: Option<&str>,
) -> Result<NewForm, ServiceError> {
    let compartment = compartment.or(form.settings.compartment.as_deref()).unwrap_or("general");
    let compartment: Compartment =
        compartment.parse().map_err(|_err: VaultError| ServiceError::NotCleared)?;
    let FormKey { id, version } = form.key();
    Ok(NewForm {
        key: FormKey { id, version },
        title: form.title.source(0).unwrap_or(&form.id).to_owned(),
        compartment,
        definition: definition.to_bytes(),
    })
}

impl Request for AddForm {
    type Answer = FormView;
    const NEEDS: Permission = Permission::Administer;
    const COMMAND: Option<&'static str> = Some(Self::AUDIT_NAME);

    fn handle(self, service: &mut Service) -> Result<FormView, ServiceError> {
        let definition = definition(&self.source)?;
        let check = service.ask(CheckForm { source: self.source })?;
        if !check.runs {
            return Err(ServiceError::FormRefused { findings: check.findings });
        }
        let (form, _findings) = compile(&definition);
        let new = stored(&definition, &form, self.compartment.as_deref())?;
        let office = service.office()?;
        // Whoever adds a form to a compartment must hold it: else its records could be read by nobody here.
        office.compartment(new.compartment.name())?;
        let act = Act::new(Self::AUDIT_NAME);
        let added = office.vault.write(&Compartment::general(), &act, |tx| tx.add_form(&new));
        if matches!(added, Err(VaultError::Conflict)) {
            return Err(ServiceError::FormExists);
        }
        added?;
        office.refresh()?;
        let forms = service.ask(ListForms)?;
        let found = forms.into_iter().find(|it| it.key.id == new.key.id);
        found.ok_or(ServiceError::Unknown { what: super::super::Thing::Form })
    }
}

impl Command for AddForm {
    const AUDIT_NAME: &'static str = "office.forms.add";
}
