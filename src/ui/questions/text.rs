//! Words, and what is typed like words: names, notes, telephone numbers, times.

use eframe::egui::{Response, Ui};

use super::{Asked, Kind, Outcome, Place, question_id};
use crate::ui::text::{Direction, Field};

/// Lines of a long text.
const ROWS: usize = 3;

pub(super) fn ui(ui: &mut Ui, asked: &Asked<'_>, place: Place, outcome: &mut Outcome) -> Response {
    let question = asked.question;
    let mut text = asked.text.to_owned();
    let usual = question.kind.width();
    let mut field = Field::new(&mut text).id(question_id(&question.path));
    if question.kind == Kind::Lines {
        field = field.rows(ROWS);
    }
    if !matches!(question.kind, Kind::Line { ltr: false } | Kind::Lines) {
        field = field.direction(Direction::Ltr);
    }
    let response = ui.add(place.look(question, usual).dress(field, usual));
    if response.changed() {
        outcome.typed = Some(text);
    }
    response
}
