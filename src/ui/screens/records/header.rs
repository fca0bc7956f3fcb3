//! The search field, how many it found and how fast, and the button that begins a record.

use eframe::egui::{Id, Key, Ui, pos2};
use egui_lucide::Lucide;

use super::{Action, Listing, Records, part_id};
use crate::{
    base::Message,
    cases::Permission,
    ui::{
        cx::Cx,
        frame,
        keys::{self, Shortcut},
        loadable::Loadable,
        mark,
        route::{Route, Target},
        text::{self, Field, Style, Text},
        theme::{Tokens, space},
        widgets::{Button, Segment},
    },
};

/// The key that leads to bringing a table in.
const IMPORT: Shortcut = keys::ctrl(Key::I);

/// The search field.
pub(super) fn field_id() -> Id {
    part_id("search")
}

pub(super) fn ui(records: &mut Records, ui: &mut Ui, cx: &Cx<'_>) -> Option<Action> {
    let mut action = None;
    let mut begun = None;
    let mut import = false;
    let persons = records.persons;
    let mut chosen = persons;
    let Records { new, filters, list, .. } = &mut *records;
    frame::header(
        ui,
        cx,
        |ui| {
            chosen = switch_ui(ui, cx, persons);
            let width = (ui.available_width() - 260.0).clamp(120.0, 376.0);
            if search_ui(ui, cx, &mut filters.text, width) {
                action = Some(Action::Search);
            }
            if let Loadable::Ready(list) = list {
                found_ui(ui, cx, list);
            }
        },
        |ui| {
            begun = new.button_ui(ui, cx);
            import = import_ui(ui, cx);
        },
    );
    action = action.or(import.then_some(Action::Go(Route::Import)));
    action = action.or(records.list_persons(chosen));
    action.or(begun.map(|form| Action::Go(Route::Entry(Target::New(form)))))
}

/// The way to bring a table in, for those who enter; answers whether it is wanted.
fn import_ui(ui: &mut Ui, cx: &Cx<'_>) -> bool {
    if !cx.may(Permission::Enter) {
        return false;
    }
    let (caption, words) = (keys::caption(cx, IMPORT), cx.t("records-import"));
    let pressed = ui.add(Button::new(&words).keys(&caption)).clicked();
    pressed || keys::pressed(ui.ctx(), IMPORT)
}

/// Persons or records; answers whether persons are to be listed.
fn switch_ui(ui: &mut Ui, cx: &Cx<'_>, persons: bool) -> bool {
    let words = ["records-list-persons", "records-list-records"].map(|it| cx.t(it));
    let mut chosen = Some(usize::from(!persons));
    let name = cx.t("records-list");
    ui.add(Segment::new(part_id("switch"), &name, &words, &mut chosen));
    chosen == Some(0)
}

/// Answers whether what is looked for has changed.
fn search_ui(ui: &mut Ui, cx: &Cx<'_>, text: &mut String, width: f32) -> bool {
    let field = ui.add(
        Field::new(text)
            .id(field_id())
            .name(cx.t("records-search"))
            .hint(cx.t("records-search-hint"))
            .leading(24.0)
            .takes_enter()
            .width(width),
    );
    let x = if mark::is_rtl(ui) { field.rect.right() - 18.0 } else { field.rect.left() + 18.0 };
    let at = pos2(x, field.rect.center().y);
    text::paint_icon(ui, at, Lucide::Search, 16.0, Tokens::of(ui).ink2);
    field.changed()
}

fn found_ui(ui: &mut Ui, cx: &Cx<'_>, list: &Listing) {
    let tokens = Tokens::of(ui);
    let Listing { ids, total, elapsed_ms, of_persons, .. } = list;
    ui.spacing_mut().item_spacing.x = space::XS;
    ui.add(Text::new(&cx.texts.count(ids.len())).style(Style::STRONG));
    let of = if *of_persons { "records-of-persons" } else { "records-of" };
    let of = Message::new(of).text("all", cx.texts.count(*total));
    let width = (ui.available_width() - 60.0).max(40.0);
    ui.add(Text::new(&cx.m(&of)).color(tokens.ink2).elide(width));
    ui.add_space(space::S);
    let ms = Message::new("records-ms").number("n", *elapsed_ms);
    ui.add(Text::new(&cx.m(&ms)).style(Style::SMALL).color(tokens.ink3));
}
