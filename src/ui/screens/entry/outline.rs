//! The left rail: the sections as a route, what its shapes mean, and when this was begun.

use std::sync::Arc;

use eframe::egui::{Frame, Margin, Sense, Ui, vec2};

use super::sitting::Sitting;
use crate::{
    base::Message,
    ui::{
        cx::Cx,
        frame,
        mark::{self, Station},
        text::{Style, Text},
        theme::{Tokens, space},
        widgets::{Stop as RouteStop, route},
    },
};

impl Sitting {
    pub(super) fn outline_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let sheet = Arc::clone(&self.sheet);
        let mut pressed = None;
        let here = self.section();
        frame::left_rail(ui, cx, |ui| {
            let tokens = Tokens::of(ui);
            let counts = cx.m(&Message::new("entry-answered")
                .number("n", sheet.n_answered as u64)
                .number("all", sheet.n_asked as u64));
            ui.add_space(space::S);
            padded(ui, |ui| {
                frame::row(ui, cx, 24.0, |ui| {
                    ui.add(Text::new(&cx.t("entry-sections")).style(Style::STRONG));
                    ui.with_layout(frame::trailing(cx), |ui| {
                        ui.add(Text::new(&counts).style(Style::SMALL).color(tokens.ink3));
                    });
                });
            });
            let words: Vec<(String, String)> = sheet
                .sections
                .iter()
                .map(|section| {
                    let count = match section.n_rows {
                        Some(n) => cx.m(&Message::new("entry-rows").number("n", n as u64)),
                        None => format!("{}/{}", section.n_answered, section.n_asked),
                    };
                    (count, cx.t(station_words(section.station)))
                })
                .collect();
            let stops: Vec<RouteStop<'_>> = sheet
                .sections
                .iter()
                .zip(&words)
                .map(|(section, (count, state))| RouteStop {
                    station: section.station,
                    number: &section.letter,
                    label: &section.title,
                    count,
                    state,
                })
                .collect();
            pressed = route(ui, &stops, here);
            padded(ui, |ui| {
                mark::hairline(ui, 24.0);
                legend_ui(ui, cx);
                mark::hairline(ui, 24.0);
                self.facts_ui(ui, cx);
            });
        });
        if let Some(at) = pressed {
            self.go_to_section(at);
        }
    }

    fn facts_ui(&self, ui: &mut Ui, cx: &Cx<'_>) {
        let summary = &self.view.summary;
        let mut facts = Vec::new();
        if let Some(first) = self.view.history.first() {
            facts.push(("entry-begun", cx.when(first.at)));
        }
        facts.push(("entry-by", summary.author_login.clone()));
        if let Some(place) = &summary.place {
            facts.push(("entry-place", place.name.clone()));
        }
        facts.push(("entry-version", summary.form.version.clone()));
        let tokens = Tokens::of(ui);
        for (id, value) in facts {
            frame::row(ui, cx, 20.0, |ui| {
                let label = cx.t(id);
                ui.add(Text::new(&label).style(Style::SMALL).color(tokens.ink3).cell(88.0));
                let room = ui.available_width();
                ui.add(Text::new(&value).style(Style::SMALL).elide(room));
            });
        }
    }
}

fn padded(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    Frame::NONE.inner_margin(Margin::symmetric(16, 0)).show(ui, add);
}

const fn station_words(station: Station) -> &'static str {
    match station {
        Station::Empty => "entry-station-empty",
        Station::Half => "entry-station-half",
        Station::Full => "entry-station-full",
        Station::Warning => "entry-station-warning",
        Station::Error => "entry-station-error",
        Station::Here => "entry-station-here",
    }
}

fn legend_ui(ui: &mut Ui, cx: &Cx<'_>) {
    let tokens = Tokens::of(ui);
    for station in [Station::Full, Station::Warning, Station::Error] {
        frame::row(ui, cx, 22.0, |ui| {
            let (rect, _) = ui.allocate_exact_size(vec2(16.0, 16.0), Sense::hover());
            mark::station(ui.painter(), rect.center(), station, tokens, tokens.ground);
            let words = cx.t(station_words(station));
            ui.add(Text::new(&words).style(Style::SMALL).color(tokens.ink3));
        });
    }
}
