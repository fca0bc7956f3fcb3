//! The people of a case as its opening form lists them: ages, consent, documents.

use chrono::NaiveDate;

use super::said::{day, text};
use crate::cases::answers::{Group, find_number, members};

/// Somebody of a return case.
#[derive(Clone, Copy)]
pub(super) struct Applicant<'a> {
    /// Their place in the list, from 1.
    pub(super) no: usize,
    pub(super) answers: &'a Group,
}

/// Everybody of a return case, the principal applicant first.
pub(super) fn applicants(case: &Group) -> Vec<Applicant<'_>> {
    (1..).zip(members(case, "applicants")).map(|(no, answers)| Applicant { no, answers }).collect()
}

impl Applicant<'_> {
    pub(super) fn says(&self, question: &str) -> &str {
        text(self.answers, question)
    }

    pub(super) fn age(&self) -> Option<f64> {
        find_number(self.answers, "age")
    }

    pub(super) fn is_minor(&self) -> bool {
        self.age().is_some_and(|it| it < 18.0)
    }

    pub(super) fn is_adult(&self) -> bool {
        !self.is_minor()
    }

    pub(super) fn is_child_alone(&self) -> bool {
        self.is_minor() && self.says("m_minor_accomp") == "alone"
    }

    pub(super) fn travels(&self) -> bool {
        self.says("m_travelling") == "yes"
    }

    /// Whether they agreed to a purpose.
    pub(super) fn agrees(&self, purpose: &str) -> bool {
        members(self.answers, "purposes")
            .into_iter()
            .any(|it| text(it, "purpose_code") == purpose && text(it, "purpose_answer") == "yes")
    }

    /// Whether they agreed to be recorded, and still do.
    pub(super) fn consents(&self) -> bool {
        self.says("consent_given") == "yes" && self.says("consent_withdrawn") != "yes"
    }
}

/// Whether every adult of the case agreed to a purpose.
pub(super) fn adults_agree(people: &[Applicant<'_>], purpose: &str) -> bool {
    people.iter().filter(|it| it.is_adult()).all(|it| it.agrees(purpose))
}

/// Whether somebody agreed to a purpose, or for a child the principal applicant.
pub(super) fn agrees_for(people: &[Applicant<'_>], no: usize, purpose: &str) -> bool {
    let own = people.iter().find(|it| it.no == no);
    let speaks = own.filter(|it| it.is_adult()).or_else(|| people.first());
    speaks.is_some_and(|it| it.agrees(purpose))
}

/// Whether a document that somebody holds is valid on a day.
pub(super) fn has_document(documents: &[&Group], no: usize, on: NaiveDate) -> bool {
    documents.iter().filter(|it| line_no(it) == no).any(|it| {
        matches!(text(it, "td_status"), "valid_held" | "issued")
            && expiry(it).is_some_and(|expiry| on <= expiry)
    })
}

/// When a document expires.
pub(super) fn expiry(document: &Group) -> Option<NaiveDate> {
    day(document, "td_expiry").or_else(|| day(document, "doc_expiry"))
}

/// Whom a line is about: their place in the list of the case, 0 where it says nobody.
pub(super) fn line_no(line: &Group) -> usize {
    text(line, "m_no").parse().unwrap_or(0)
}
