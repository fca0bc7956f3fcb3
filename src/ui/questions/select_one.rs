//! One of a few.

use eframe::egui::{Response, Ui};

use super::{Asked, Choice, Outcome, Place, question_id, tone};
use crate::ui::{
    cx::Cx,
    frame,
    keys::{self, Shortcut},
    theme::space,
    widgets::{Button, CheckBox, Segment},
};

/// The key of "does not know".
pub const UNKNOWN: Shortcut = keys::plain(eframe::egui::Key::F9);
/// The key of "prefers not to answer".
pub const DECLINED: Shortcut = keys::plain(eframe::egui::Key::F10);
/// The key of "not in the list".
pub const UNLISTED: Shortcut = keys::plain(eframe::egui::Key::F3);

/// Words side by side; under them, at the current question, the ways not to answer.
pub(super) fn segment_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    asked: &Asked<'_>,
    choices: &[Choice],
    place: Place,
    outcome: &mut Outcome,
) -> Response {
    let question = asked.question;
    let words: Vec<String> = choices.iter().map(|it| it.label.clone()).collect();
    let codes: Vec<String> = choices.iter().map(|it| it.code.clone()).collect();
    let mut chosen = choices.iter().position(|it| it.code == asked.text);
    let id = question_id(&question.path);
    let segment = Segment::new(id, &question.label, &words, &mut chosen)
        .tone(tone(question))
        .answer()
        .codes(&codes)
        .max_width(place.width);
    let response = ui.add(segment);
    if response.changed() {
        let code = chosen.and_then(|n| choices.get(n)).map(|it| it.code.clone());
        outcome.answered = Some(code.unwrap_or_default());
    }
    let specials = [(&question.specials.unknown, UNKNOWN), (&question.specials.declined, DECLINED)];
    let shown = specials.iter().filter_map(|(it, key)| it.as_ref().map(|it| (it, *key)));
    let shown: Vec<_> =
        shown.filter(|((code, _), _)| asked.current || code == asked.text).collect();
    if !shown.is_empty() {
        frame::row(ui, cx, 24.0, |ui| {
            ui.spacing_mut().item_spacing.x = space::XS;
            for ((code, words), key) in shown {
                let chosen = code == asked.text;
                let caption = keys::caption(cx, key);
                let button = Button::new(words).compact().bare().keys(&caption).chosen(chosen);
                if ui.add(button).clicked() {
                    let code = if chosen { String::new() } else { code.clone() };
                    outcome.answered = Some(code);
                }
            }
        });
    }
    response
}

/// Agreement: a box to check.
pub(super) fn agree_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    asked: &Asked<'_>,
    outcome: &mut Outcome,
) -> Response {
    let mut checked = !asked.text.is_empty();
    let words = cx.t("entry-agreed");
    let response = ui
        .push_id(question_id(&asked.question.path), |ui| {
            ui.add(CheckBox::new(&mut checked, &words))
        })
        .inner;
    if response.changed() {
        outcome.answered = Some(if checked { "OK".to_owned() } else { String::new() });
    }
    response
}
