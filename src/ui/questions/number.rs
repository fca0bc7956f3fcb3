//! Numbers.

use eframe::egui::{Response, Ui};

use super::{Asked, Outcome, Place, question_id, tone};
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
    let mut field = NumberField::new(question_id(&question.path), &mut text).tone(tone(question));
    if decimals {
        field = field.decimals().width(place.width.min(108.0));
    }
    field = match place.label {
        Some(label) => field.labelled_by(label),
        None => field.name(&question.label),
    };
    if place.cell {
        field = field.frameless().width(place.width);
    }
    let response = ui.add(field);
    if response.changed() {
        outcome.typed = Some(text);
    }
    response
}
