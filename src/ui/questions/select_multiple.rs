//! Several of a list: check boxes for some, a field to find in for many.

use eframe::egui::{Response, Ui};
use egui_lucide::Lucide;

use super::{Asked, Choice, Outcome, Place, item, question_id, tone};
use crate::{
    base::Message,
    ui::{
        cx::Cx,
        text::is_direction_mark,
        theme::space,
        widgets::{Button, CheckList, Item, SearchSelect},
    },
};

pub(super) fn boxes_ui(
    ui: &mut Ui,
    asked: &Asked<'_>,
    choices: &[Choice],
    place: Place,
    outcome: &mut Outcome,
) -> Response {
    let question = asked.question;
    let chosen: Vec<&str> = asked.text.split_whitespace().collect();
    let words: Vec<String> = choices.iter().map(|it| it.label.clone()).collect();
    let mut checked: Vec<bool> =
        choices.iter().map(|it| chosen.contains(&it.code.as_str())).collect();
    let columns = match place.width {
        width if width >= 560.0 => 3,
        width if width >= 320.0 => 2,
        _ => 1,
    };
    let list = CheckList::new(question_id(&question.path), &question.label, &words, &mut checked)
        .width(place.width)
        .columns(columns)
        .tone(tone(question));
    let response = ui.add(list);
    if response.changed() {
        let codes = choices.iter().zip(&checked).filter(|it| *it.1).map(|it| it.0.code.as_str());
        outcome.answered = Some(codes.collect::<Vec<_>>().join(" "));
    }
    response
}

/// What was chosen stands above the field, each to be taken away again; the field finds the next one.
pub(super) fn many_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    asked: &Asked<'_>,
    place: Place,
    outcome: &mut Outcome,
) -> Response {
    let question = asked.question;
    let chosen: Vec<&str> = asked.text.split_whitespace().collect();
    let labels: Vec<&str> = question.shown.split(", ").collect();
    if !chosen.is_empty() {
        chosen_ui(ui, cx, &chosen, &labels, place.width, outcome);
    }
    let left: Vec<Item<'_>> =
        asked.choices.iter().filter(|it| !chosen.contains(&it.code.as_str())).map(item).collect();
    let mut next = String::new();
    let look = place.look(question, question.kind.width());
    let field = SearchSelect::new(question_id(&question.path), &mut next, &left).look(look);
    let response = field.show(ui, cx);
    if response.changed() && !next.is_empty() {
        let mut codes = chosen;
        codes.push(&next);
        outcome.answered = Some(codes.join(" "));
    }
    response
}

fn chosen_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    chosen: &[&str],
    labels: &[&str],
    width: f32,
    outcome: &mut Outcome,
) {
    let layout = if cx.is_rtl() {
        eframe::egui::Layout::right_to_left(eframe::egui::Align::Min)
    } else {
        eframe::egui::Layout::left_to_right(eframe::egui::Align::Min)
    };
    ui.allocate_ui_with_layout(
        eframe::egui::vec2(width, 24.0),
        layout.with_main_wrap(true),
        |ui| {
            ui.spacing_mut().item_spacing = eframe::egui::vec2(space::XS, space::XS);
            for (n, code) in chosen.iter().enumerate() {
                let label = labels.get(n).copied().unwrap_or(code);
                let name = cx.m(&Message::new("entry-take-away").text("what", label));
                let name: String = name.chars().filter(|it| !is_direction_mark(*it)).collect();
                let button = Button::new(label).icon(Lucide::X).compact().name(&name);
                if ui.add(button).clicked() {
                    let rest: Vec<&str> = chosen.iter().copied().filter(|it| it != code).collect();
                    outcome.answered = Some(rest.join(" "));
                }
            }
        },
    );
}
