//! The case of the selected record: its forms in order, which may be opened, and what is due.

use eframe::egui::Ui;

use super::NEXT_FORM;
use crate::{
    base::{FormId, Message},
    service::query::cases::{CaseView, Opens, StepView},
    ui::{
        cx::Cx,
        frame, keys,
        screens::record_words::in_language,
        text::{Style, Text},
        theme::{Tokens, space},
        widgets::{Button, state_words},
    },
};

/// Draws it; answers with the form that is to be opened.
pub(super) fn ui(ui: &mut Ui, cx: &Cx<'_>, case: &CaseView) -> Option<FormId> {
    let title = Message::new("case-title").text("number", case.number.expose().as_str());
    ui.add(Text::new(&cx.m(&title)).style(Style::STRONG));
    ui.add_space(space::XS);
    let mut opened = None;
    let first = case.steps.iter().position(|it| it.opens == Opens::Now);
    for (at, step) in case.steps.iter().enumerate() {
        if step_ui(ui, cx, step, first == Some(at)) {
            opened = Some(step.form.clone());
        }
    }
    if !case.due.is_empty() {
        ui.add_space(space::S);
        ui.add(Text::new(&cx.t("case-due")).style(Style::STRONG));
        for due in &case.due {
            let when = cx.texts.date(due.on);
            let what = cx.m(&Message::new(due.text));
            let words = Message::new("case-due-on").text("what", what).text("when", when);
            let late = due.on < cx.today;
            let tokens = Tokens::of(ui);
            let color = if late { tokens.warn } else { tokens.ink2 };
            let width = ui.available_width();
            ui.add(Text::new(&cx.m(&words)).style(Style::SMALL).color(color).wrap(width));
        }
    }
    opened
}

/// One form of the case: its name, and its records, a button, or why it cannot be opened; whether it is to be opened.
fn step_ui(ui: &mut Ui, cx: &Cx<'_>, step: &StepView, is_next: bool) -> bool {
    let width = ui.available_width();
    let tokens = Tokens::of(ui);
    let name = in_language(cx, &step.title);
    // Every title begins with the kind of case, which is known here.
    let name = name.split_once(": ").map_or(name, |(_, own)| own);
    let mut clicked = false;
    ui.add(Text::new(name).wrap(width));
    for record in &step.records {
        frame::row(ui, cx, 22.0, |ui| {
            ui.add(Text::new(&record.number).style(Style::CODE).color(tokens.ink2).cell(130.0));
            state_words(ui, cx, record.state, record.submitted_again);
        });
    }
    match &step.opens {
        Opens::Now => {
            let caption = keys::caption(cx, NEXT_FORM);
            let words = Message::new("case-open-form").text("form", name);
            let words = cx.m(&words);
            let button = Button::new(&words);
            let button = if is_next { button.keys(&caption) } else { button };
            clicked = ui.add(button).clicked();
        }
        Opens::After { title, says_otherwise } => {
            let id = if *says_otherwise { "case-otherwise-why" } else { "case-after-why" };
            let words = Message::new(id).text("form", in_language(cx, title));
            why_ui(ui, &cx.m(&words), width);
        }
        Opens::Over => why_ui(ui, &cx.t("case-over-why"), width),
        Opens::Never if step.records.is_empty() => why_ui(ui, &cx.t("case-never-why"), width),
        Opens::Done | Opens::Never => {}
    }
    ui.add_space(space::XS);
    clicked
}

fn why_ui(ui: &mut Ui, words: &str, width: f32) {
    let ink3 = Tokens::of(ui).ink3;
    ui.add(Text::new(words).style(Style::SMALL).color(ink3).wrap(width));
}
