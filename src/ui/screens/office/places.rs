//! Places of the office: looked for, and taken from a list.

use eframe::egui::{Id, Key, Ui};

use super::{Action, PickFor};
use crate::{
    base::Message,
    service::{command::places::PlacesImported, query::records::PlaceView},
    ui::{
        cx::Cx,
        frame, keys,
        loadable::Loadable,
        mark,
        notices::Kind,
        screens::parts::{failure_ui, panel, path_ui, refused_ui, small},
        text::{Direction, Field, Style, Text},
        theme::{Tokens, size, space},
        widgets::{Button, Column, Question, Table, Width, notice_strip},
    },
};

/// View state.
#[derive(Debug, Default)]
pub struct Places {
    /// What was found.
    pub found: Loadable<Vec<PlaceView>>,
    /// How many the office has.
    pub all: usize,
    /// The row that is selected.
    pub selected: Option<usize>,
    /// What is looked for.
    pub search: String,
    /// The list to be taken, as typed.
    pub path: String,
    /// What came of the last list.
    pub imported: Option<PlacesImported>,
}

impl Places {
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, free: bool) -> Option<Action> {
        let mut action = None;
        let shown = self.found.ready().map_or(0, Vec::len);
        let beside = Message::new("common-count-of")
            .number("n", u64::try_from(shown).unwrap_or(0))
            .number("all", u64::try_from(self.all).unwrap_or(0));
        panel(ui, cx, (&cx.t("office-places"), &cx.m(&beside)), |ui| {
            let width = ui.available_width().min(size::FORM);
            let label = cx.t("office-places-search");
            let search = &mut self.search;
            let typed = Question::new(&label).width(width).show(ui, cx, |ui, by| {
                let id = Id::unique("places search");
                ui.add(Field::new(search).id(id).width(width.min(332.0)).labelled_by(by))
            });
            if typed.changed() {
                action = Some(Action::Search(self.search.clone()));
            }
            ui.add_space(space::M);
            let hint = cx.t("office-places-path-hint");
            let answer = path_ui(ui, cx, width, ("office-places-path", &hint), &mut self.path);
            if answer.pick {
                action = Some(Action::Pick(PickFor::Places));
            }
            ui.add_space(space::S);
            frame::row(ui, cx, size::CONTROL, |ui| {
                let given = free && !self.path.trim().is_empty();
                let (key, words) = (keys::ctrl(Key::Enter), cx.t("office-places-import"));
                let caption = keys::caption(cx, key);
                let button = Button::new(&words).primary().keys(&caption);
                let pressed = ui.add_enabled(given, button).clicked();
                if given && (pressed || answer.entered || keys::pressed(ui.ctx(), key)) {
                    action = Some(Action::ImportPlaces(self.path.trim().to_owned()));
                }
            });
            if let Some(imported) = &self.imported {
                ui.add_space(space::S);
                imported_ui(ui, cx, imported);
            }
        });
        mark::hairline(ui, 1.0);
        if let Some(imported) = self.imported.as_ref().filter(|it| !it.refused.is_empty()) {
            // The rows that were refused stand where the places do until something is looked for.
            if self.search.is_empty() {
                refused_ui(ui, cx, &imported.refused, &mut self.selected);
                return action;
            }
        }
        match &self.found {
            Loadable::Loading => {}
            Loadable::Failed(failure) => failure_ui(ui, cx, failure),
            Loadable::Ready(places) if places.is_empty() => {
                panel(ui, cx, ("", ""), |ui| self.nothing_ui(ui, cx));
            }
            Loadable::Ready(places) => table_ui(ui, cx, places, &mut self.selected),
        }
        action
    }

    fn nothing_ui(&self, ui: &mut Ui, cx: &Cx<'_>) {
        let ink2 = Tokens::of(ui).ink2;
        if self.search.trim().is_empty() {
            ui.add(Text::new(&cx.t("office-places-none")).style(Style::STRONG));
            small(ui, &cx.t("office-places-none-how"), ink2);
        } else {
            small(ui, &cx.t("office-places-not-found"), ink2);
        }
    }
}

/// What came of a list.
fn imported_ui(ui: &mut Ui, cx: &Cx<'_>, imported: &PlacesImported) {
    let n = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    let kind = if imported.refused.is_empty() { Kind::Done } else { Kind::Warning };
    let words = Message::new("office-places-imported")
        .number("read", n(imported.read))
        .number("places", n(imported.places))
        .number("countries", n(imported.countries))
        .number("refused", n(imported.refused.len()));
    notice_strip(ui, cx, kind, &cx.m(&words), |_| {});
}

fn table_ui(ui: &mut Ui, cx: &Cx<'_>, places: &[PlaceView], selected: &mut Option<usize>) {
    let columns = [
        Column::text(cx.t("office-place-code"), Width::Exact(140.0)),
        Column::text(cx.t("office-place-name"), Width::Share(1.0, 200.0)),
        Column::number(cx.t("office-place-level"), Width::Exact(70.0)),
        Column::text(cx.t("office-place-parent"), Width::Exact(140.0)),
    ];
    let name = cx.t("office-places");
    let id = Id::unique("office places");
    let table = Table::new(id, &name, &columns, places.len(), selected);
    let _seen = table.show(
        ui,
        cx,
        |row| places.get(row).map(|it| it.name.clone()).unwrap_or_default(),
        |ui, row, column| {
            let Some(place) = places.get(row) else { return };
            let tokens = Tokens::of(ui);
            let room = ui.available_width();
            let code = |words: &str| words.to_owned();
            let (words, style) = match column {
                0 => (code(&place.code), Style::SMALL_CODE),
                1 => (place.name.clone(), Style::BODY),
                2 => (place.level.to_string(), Style::BODY),
                _ => (place.parent.as_deref().map(code).unwrap_or_default(), Style::SMALL_CODE),
            };
            let color = if column == 1 { tokens.ink } else { tokens.ink2 };
            let text = Text::new(&words).style(style).color(color);
            let text = if column == 1 { text } else { text.direction(Direction::Ltr) };
            ui.add(text.elide(room));
        },
    );
}
