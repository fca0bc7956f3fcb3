//! Dates, typed or taken from a calendar.

use eframe::egui::{Response, Ui};

use super::{Asked, Outcome, Place, question_id};
use crate::ui::{
    cx::Cx,
    widgets::{DateField, Precision},
};

/// A day, a month or a year; where no more may be known, as exact as it is.
pub(super) fn ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    asked: &Asked<'_>,
    precision: Precision,
    place: Place,
    outcome: &mut Outcome,
) -> Response {
    let question = asked.question;
    let id = question_id(&question.path);
    let mut stored = asked.text.to_owned();
    let look = place.look(question, question.kind.width());
    let field = DateField::new(id, &mut stored).precision(precision).look(look);
    let response = field.show(ui, cx);
    if response.changed() {
        outcome.answered = Some(stored);
    }
    outcome.misread = Some(DateField::unreadable(ui, id));
    response
}
