//! One of many: found by typing part of its label or code.

use eframe::egui::{Response, Ui};

use super::{Asked, Outcome, Place, Special, item, question_id, select_one};
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
    let specials = &question.specials;
    let words = |it: &Option<Special>| it.as_ref().map(|it| it.1.clone());
    let ways = [
        (specials.unlisted.as_ref().map(|_| cx.t("entry-not-listed")), select_one::UNLISTED),
        (words(&specials.unknown), select_one::UNKNOWN),
        (words(&specials.declined), select_one::DECLINED),
    ];
    let ways: Vec<(String, String)> =
        ways.into_iter().filter_map(|(it, key)| Some((it?, keys::caption(cx, key)))).collect();
    let footer: Vec<(&str, &str)> =
        ways.iter().map(|(words, key)| (words.as_str(), key.as_str())).collect();
    let field = SearchSelect::new(question_id(&question.path), &mut chosen, &items)
        .look(place.look(question, question.kind.width()))
        .footer(&footer);
    let response = field.show(ui, cx);
    if response.changed() {
        outcome.answered = Some(chosen);
    }
    response
}
