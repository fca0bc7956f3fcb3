//! Numbers.

use eframe::egui::{Response, Ui};

use super::{Asked, Outcome, Place, question_id};
use crate::ui::widgets::NumberField;

pub(super) fn ui(
    ui: &mut Ui,
    asked: &Asked<'_>,
    decimals: bool,
    place: Place,
    outcome: &mut Outcome,
) -> Response {
    let question = asked.question;
    let mut text = asked.text.to_owned();
    let look = place.look(question, if decimals { 108.0 } else { 72.0 });
    let mut field = NumberField::new(question_id(&question.path), &mut text).look(look);
    if decimals {
        field = field.decimals();
    }
    let response = ui.add(field);
    if response.changed() {
        outcome.typed = Some(text);
    }
    response
}
