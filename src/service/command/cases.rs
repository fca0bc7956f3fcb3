//! Going on with a case.

use super::{
    super::{
        Service, ServiceError,
        casework::{self, Opening},
        permission::Permission,
        request::{Command, Request},
    },
    records::begin,
};
use crate::{
    base::{FormId, RecordId},
    forms::Instance,
    vault::Act,
};

/// Opens the next form of a case: a draft that begins with what the case already knows. Answers with its id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenNextForm {
    /// Any record of the case.
    pub record: RecordId,
    /// The form; `None`: the first that may be opened.
    pub form: Option<FormId>,
}

impl Request for OpenNextForm {
    type Answer = RecordId;
    const NEEDS: Permission = Permission::Enter;
    const COMMAND: Option<&'static str> = Some(Self::AUDIT_NAME);

    fn handle(self, service: &mut Service) -> Result<RecordId, ServiceError> {
        let environment = service.environment("en")?;
        let office = service.office()?;
        let (file, _) = office.case_of(self.record)?;
        let steps: Vec<_> = casework::steps(file.case).filter(|it| !it.opens()).collect();
        let wanted = if let Some(form) = &self.form {
            steps.iter().find(|it| it.form == form.0)
        } else {
            steps.iter().find(|it| office.opening(&file, it) == Opening::Open)
        };
        let step = wanted.ok_or(ServiceError::NoNextForm)?;
        if file.number.is_empty() {
            return Err(ServiceError::NoNextForm);
        }
        match office.opening(&file, step) {
            Opening::Open => {}
            Opening::Done => return Err(ServiceError::FormOfCaseThere),
            Opening::Over => return Err(ServiceError::CaseOver),
            Opening::Blocked(earlier) => {
                let titles = office.title_of_form(&FormId(earlier.form.to_owned()))?;
                let first = titles.get("en").or_else(|| titles.values().next()).cloned();
                return Err(ServiceError::NotYet { first: first.unwrap_or_default() });
            }
        }
        let row = office.library.current(&FormId(step.form.to_owned()))?.clone();
        let form = office.form(&row.key)?;
        let known = casework::beginning(&file, step, &form, &row.compartment);
        let mut instance = Instance::new(form, &environment);
        // An answer that the later form does not take (another list, a repeat that has changed) is asked anew.
        instance.fill(&known);
        begin(office, &row, &instance, &Act::new(Self::AUDIT_NAME))
    }
}

impl Command for OpenNextForm {
    const AUDIT_NAME: &'static str = "case.open-form";
}
