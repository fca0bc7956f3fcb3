//! Positions, typed: latitude, longitude, then height and accuracy where they are known.

use eframe::egui::{Response, Ui};

use super::{Asked, Outcome, Place, question_id, tone};
use crate::ui::text::{Direction, Field};

pub(super) fn ui(ui: &mut Ui, asked: &Asked<'_>, place: Place, outcome: &mut Outcome) -> Response {
    let question = asked.question;
    let mut text = asked.text.to_owned();
    let mut field = Field::new(&mut text)
        .id(question_id(&question.path))
        .direction(Direction::Ltr)
        .width(place.width.min(question.kind.width()))
        .tone(tone(question));
    if let Some(label) = place.label {
        field = field.labelled_by(label);
    } else {
        field = field.name(&question.label);
    }
    let response = ui.add(field);
    if response.changed() {
        outcome.typed = Some(text);
    }
    response
}
