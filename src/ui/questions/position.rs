//! Positions, typed: latitude, longitude, then height and accuracy where they are known.

use eframe::egui::{Response, Ui};

use super::{Asked, Outcome, Place, question_id};
use crate::ui::text::{Direction, Field};

pub(super) fn ui(ui: &mut Ui, asked: &Asked<'_>, place: Place, outcome: &mut Outcome) -> Response {
    let question = asked.question;
    let mut text = asked.text.to_owned();
    let usual = question.kind.width();
    let field = Field::new(&mut text).id(question_id(&question.path)).direction(Direction::Ltr);
    let response = ui.add(place.look(question, usual).dress(field, usual));
    if response.changed() {
        outcome.typed = Some(text);
    }
    response
}
