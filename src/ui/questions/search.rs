//! One of many: found by typing part of its label or code.

use eframe::egui::{Response, Ui};

use super::{Asked, Outcome, Place, item, question_id, select_one, tone};
use crate::ui::{
    cx::Cx,
    keys,
    widgets::{Item, SearchSelect},
};

pub(super) fn ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    asked: &Asked<'_>,
    place: Place,
    outcome: &mut Outcome,
) -> Response {
    let question = asked.question;
    let mut chosen = asked.text.to_owned();
    // Only the current question has a list to open; the others show what was chosen.
    let items: Vec<Item<'_>> = if asked.choices.is_empty() {
        vec![Item { code: asked.text, label: &question.shown, note: "" }]
    } else {
        asked.choices.iter().map(item).collect()
    };
    let specials = [
        (&question.unknown, keys::caption(cx, select_one::UNKNOWN)),
        (&question.declined, keys::caption(cx, select_one::DECLINED)),
    ];
    let footer: Vec<(&str, &str)> = specials
        .iter()
        .filter_map(|(it, key)| it.as_ref().map(|(_, words)| (words.as_str(), key.as_str())))
        .collect();
    let width = if place.cell { place.width } else { place.width.min(question.kind.width()) };
    let mut field = SearchSelect::new(question_id(&question.path), &mut chosen, &items)
        .width(width)
        .tone(tone(question))
        .footer(&footer);
    field = match place.label {
        Some(label) => field.labelled_by(label),
        None => field.name(&question.label),
    };
    if place.cell {
        field = field.frameless();
    }
    let response = field.show(ui, cx);
    if response.changed() {
        outcome.answered = Some(chosen);
    }
    response
}
