//! What is known beside the list: the person's week, the office's records, the last batch.

use eframe::egui::Ui;

use super::super::record_words::in_language;
use crate::{
    base::Message,
    cases::Permission,
    service::query::{office::FormView, today::TodayView},
    ui::{
        cx::Cx,
        frame, keys,
        pages::is_built,
        route::{Route, Tab},
        text::{Style, Text},
        theme::{Tokens, space},
        widgets::Button,
    },
};

/// Draws the rail; answers where to go.
pub(super) fn ui(ui: &mut Ui, cx: &Cx<'_>, view: &TodayView, forms: &[FormView]) -> Option<Route> {
    if cx.may(Permission::Enter) {
        frame::block(ui, cx, |ui| {
            head(ui, cx, "today-week");
            fact(ui, cx, &cx.t("today-entered-today"), view.entered_today);
            fact(ui, cx, &cx.t("today-entered-week"), view.entered_this_week);
        });
    }
    if cx.may(Permission::Read) {
        frame::block(ui, cx, |ui| {
            head(ui, cx, "today-office");
            fact(ui, cx, &cx.t("today-records"), view.records);
        });
    }
    if cx.may(Permission::Release) && is_built(Tab::Batches) {
        return frame::block(ui, cx, |ui| batches_ui(ui, cx, view, forms));
    }
    None
}

fn head(ui: &mut Ui, cx: &Cx<'_>, id: &str) {
    ui.add(Text::new(&cx.t(id)).style(Style::STRONG));
    ui.add_space(space::XS);
}

fn fact(ui: &mut Ui, cx: &Cx<'_>, words: &str, n: usize) {
    frame::row(ui, cx, 24.0, |ui| {
        ui.with_layout(frame::trailing(cx), |ui| {
            ui.add(Text::new(&cx.texts.count(n)));
            let width = ui.available_width();
            ui.with_layout(frame::leading(cx), |ui| ui.add(Text::new(words).elide(width)));
        });
    });
}

fn batches_ui(ui: &mut Ui, cx: &Cx<'_>, view: &TodayView, forms: &[FormView]) -> Option<Route> {
    head(ui, cx, "today-batches");
    for (form, n) in &view.to_export {
        let title = forms
            .iter()
            .find(|it| it.key.id == *form)
            .map_or(form.0.as_str(), |it| in_language(cx, &it.title));
        fact(ui, cx, title, *n);
    }
    let last = match view.last_batch {
        Some(at) => cx.m(&Message::new("today-last-batch").text("when", cx.when(at))),
        None => cx.t("today-no-batch"),
    };
    ui.add(Text::new(&last).color(Tokens::of(ui).ink2).wrap(ui.available_width()));
    ui.add_space(space::S);
    let words = cx.t("shell-batches");
    let key = cx.session.and_then(|session| {
        let mut keyed = crate::ui::bars::tabs(session).zip(crate::ui::bars::TAB_KEYS);
        keyed.find(|(tab, _)| *tab == Tab::Batches).map(|(_, key)| keys::alt(key))
    });
    let caption = key.map(|it| keys::caption(cx, it));
    let mut button = Button::new(&words).compact();
    if let Some(caption) = &caption {
        button = button.keys(caption);
    }
    ui.add(button).clicked().then_some(Route::Batches)
}
