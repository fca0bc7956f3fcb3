//! The forms that come with the program.

/// A form built into the program, as the sheets its author wrote.
#[derive(Clone, Copy, Debug)]
pub struct BuiltInForm {
    /// The form's id; also its folder under `assets/forms`.
    pub id: &'static str,
    /// Sheet name and CSV file, in the order survey, choices, settings.
    pub sheets: &'static [(&'static str, &'static [u8])],
}

macro_rules! form {
    ($id:literal) => {
        BuiltInForm {
            id: $id,
            sheets: &[
                ("survey", include_bytes!(concat!("../../assets/forms/", $id, "/survey.csv"))),
                ("choices", include_bytes!(concat!("../../assets/forms/", $id, "/choices.csv"))),
                ("settings", include_bytes!(concat!("../../assets/forms/", $id, "/settings.csv"))),
            ],
        }
    };
}

const FORMS: &[BuiltInForm] = &[
    form!("household_registration"),
    form!("return_case"),
    form!("return_screening"),
    form!("return_application"),
    form!("return_movement"),
    form!("return_arrival"),
    form!("reintegration_plan"),
    form!("return_psychosocial"),
    form!("reintegration_monitoring"),
    form!("return_closure"),
    form!("incident"),
    form!("location_baseline"),
    form!("site_assessment"),
    form!("flow_registry"),
    form!("flow_survey"),
    form!("flow_trafficking_module"),
    form!("governance_indicators"),
    form!("training_session"),
    form!("environment_research"),
    form!("environment_workshop"),
    form!("resettlement_case"),
    form!("resettlement_movement"),
    form!("trafficking_case"),
    form!("health_assessment"),
    form!("health_travel"),
];

/// Every built-in form, in the order in which an office is offered them.
#[must_use]
pub fn forms() -> &'static [BuiltInForm] {
    FORMS
}

/// The built-in form with this id.
#[must_use]
pub fn form(id: &str) -> Option<&'static BuiltInForm> {
    FORMS.iter().find(|form| form.id == id)
}
