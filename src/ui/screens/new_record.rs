//! Beginning a record: one button with its key, and the list of forms where there are several.

use std::cmp::Reverse;

use eframe::egui::{
    Align2, Area, Event, Frame, Id, Key, Margin, Modal, Order, ScrollArea, Sense, Ui, UiBuilder,
    UiKind, WidgetInfo, accesskit::Role, vec2,
};
use egui_lucide::Lucide;

use super::record_words::in_language;
use crate::{
    assets,
    base::FormId,
    cases::{Permission, names::fold},
    service::query::office::FormView,
    ui::{
        cx::Cx,
        frame,
        keys::{self, KeyHint, Shortcut},
        loadable::Loadable,
        mark,
        text::{self, Style, Text},
        theme::{Tokens, scrim, shadow, size, space},
        widgets::{Button, list_keys},
    },
};

/// The key that begins a record.
pub const NEW: Shortcut = keys::ctrl(Key::N);

/// With the list open, the keys of its first lines.
pub(super) const DIGITS: [Key; 9] = [
    Key::Num1,
    Key::Num2,
    Key::Num3,
    Key::Num4,
    Key::Num5,
    Key::Num6,
    Key::Num7,
    Key::Num8,
    Key::Num9,
];

/// Whether a record of the form can be begun by itself: a later form of a case is opened from its case.
const fn is_begun_here(form: &FormView) -> bool {
    form.may_enter && !form.continues_case
}

/// View state: which forms there are, and whether one is being chosen.
#[derive(Debug, Default)]
pub struct NewRecord {
    /// The forms of the office.
    pub forms: Loadable<Vec<FormView>>,
    choosing: bool,
    selected: Option<usize>,
    /// What was typed to find a form among many.
    typed: String,
}

impl NewRecord {
    /// The forms that this person may enter with: what the office uses most first, so that its everyday form is one key
    /// away among many; then those that come with the program in their own order.
    fn offered(&self, cx: &Cx<'_>) -> Vec<&FormView> {
        let forms = self.forms.ready().filter(|_| cx.may(Permission::Enter));
        let mut forms: Vec<&FormView> =
            forms.into_iter().flatten().filter(|it| is_begun_here(it)).collect();
        let place = |form: &FormView| assets::forms().iter().position(|it| it.id == form.key.id.0);
        forms.sort_by_key(|it| (Reverse(it.records), place(it).unwrap_or(usize::MAX)));
        forms
    }

    /// Whether there is anything to begin.
    #[must_use]
    pub fn is_offered(&self, cx: &Cx<'_>) -> bool {
        !self.offered(cx).is_empty()
    }

    /// Its key, for the bar of keys, where there is a form to begin.
    #[must_use]
    pub fn hint(&self) -> Option<KeyHint> {
        let any = self.forms.ready()?.iter().any(is_begun_here);
        any.then(|| KeyHint::new(NEW, "records-new").needs(Permission::Enter))
    }

    /// Begins: answers with the only form there is, or opens the list.
    pub fn begin(&mut self, cx: &Cx<'_>) -> Option<FormId> {
        let offered = self.offered(cx);
        let several = offered.len() > 1;
        let only = offered.first().filter(|_| !several).map(|it| it.key.id.clone());
        self.choosing = several;
        self.selected = Some(0);
        self.typed.clear();
        only
    }

    /// The button in a header, and its key.
    pub fn button_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> Option<FormId> {
        if !self.is_offered(cx) {
            return None;
        }
        let caption = keys::caption(cx, NEW);
        let words = cx.t("records-new");
        let clicked = ui.add(Button::new(&words).primary().keys(&caption)).clicked();
        if clicked || keys::pressed(ui.ctx(), NEW) { self.begin(cx) } else { None }
    }

    /// The list of forms over everything, while one is being chosen; answers with the chosen one.
    pub fn list_ui(&mut self, ui: &Ui, cx: &Cx<'_>) -> Option<FormId> {
        if !self.choosing {
            return None;
        }
        self.type_in(ui);
        let forms: Vec<(FormId, String, String)> = self
            .offered(cx)
            .into_iter()
            .map(|it| (it.key.id.clone(), in_language(cx, &it.title).to_owned(), it.prefix.clone()))
            .filter(|(_, title, prefix)| found(&self.typed, title, prefix))
            .collect();
        list_keys(ui, forms.len(), 9, &mut self.selected);
        let enter = keys::pressed(ui.ctx(), keys::plain(Key::Enter));
        let digit = DIGITS.iter().position(|key| keys::pressed(ui.ctx(), keys::plain(*key)));
        let id = Id::unique("new record");
        let area = Area::new(id)
            .kind(UiKind::Modal)
            .sense(Sense::hover())
            .anchor(Align2::CENTER_TOP, vec2(0.0, 72.0))
            .order(Order::Foreground);
        let modal = Modal::new(id).area(area).backdrop_color(scrim()).frame(Frame::NONE);
        let look = (self.selected, self.typed.as_str());
        let shown = modal.show(ui.ctx(), |ui| content_ui(ui, cx, &forms, look));
        let chosen = shown.inner.or(digit).or(self.selected.filter(|_| enter));
        let chosen = chosen.and_then(|n| forms.into_iter().nth(n));
        if chosen.is_some() || shown.should_close() {
            self.choosing = false;
        }
        chosen.map(|it| it.0)
    }

    /// Letters find, Backspace takes the last one back; digits stay the keys of the lines.
    fn type_in(&mut self, ui: &Ui) {
        let before = self.typed.len();
        ui.input_mut(|input| {
            input.events.retain(|event| {
                match event {
                    Event::Text(text) => {
                        let letters =
                            text.chars().filter(|it| !it.is_control() && !it.is_numeric());
                        let begun = !self.typed.is_empty();
                        self.typed.extend(letters.filter(|it| begun || !it.is_whitespace()));
                    }
                    Event::Key { key: Key::Backspace, pressed: true, .. } => {
                        self.typed.pop();
                    }
                    _ => return true,
                }
                false
            });
        });
        if self.typed.len() != before {
            self.selected = Some(0);
        }
    }
}

/// Whether a form answers to what was typed: in its title, whatever the case and the accents, or as its letters.
fn found(typed: &str, title: &str, prefix: &str) -> bool {
    let typed = fold(typed);
    fold(title).contains(&typed) || fold(prefix).starts_with(&typed)
}

fn content_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    forms: &[(FormId, String, String)],
    (selected, typed): (Option<usize>, &str),
) -> Option<usize> {
    let tokens = Tokens::of(ui);
    let frame = Frame::NONE.fill(tokens.raised).corner_radius(size::RADIUS).shadow(shadow());
    let mut chosen = None;
    frame.show(ui, |ui| {
        ui.set_width(size::DIALOG);
        ui.spacing_mut().item_spacing.y = 0.0;
        ui.with_layout(frame::down(cx), |ui| {
            Frame::NONE.inner_margin(Margin { left: 16, right: 16, top: 12, bottom: 8 }).show(
                ui,
                |ui| {
                    ui.add(Text::new(&cx.t("records-new-choose")).style(Style::STRONG));
                    let (words, color) = if typed.is_empty() {
                        (cx.t("records-new-type"), tokens.ink3)
                    } else {
                        (typed.to_owned(), tokens.ink)
                    };
                    ui.add(Text::new(&words).style(Style::SMALL).color(color));
                },
            );
            let room = (ui.ctx().content_rect().height() - 160.0).max(96.0);
            let moved = moved(ui, selected);
            ScrollArea::vertical().id_salt("new record forms").max_height(room).show(ui, |ui| {
                for (n, (_, title, prefix)) in forms.iter().enumerate() {
                    let here = selected == Some(n);
                    if form_ui(ui, cx, n, (title, prefix), (here, here && moved)) {
                        chosen = Some(n);
                    }
                }
            });
            ui.add_space(space::S);
        });
    });
    chosen
}

/// Whether another line is selected than in the frame before.
fn moved(ui: &Ui, selected: Option<usize>) -> bool {
    let id = Id::unique("new record seen");
    ui.data_mut(|data| {
        let before = data.get_temp::<Option<usize>>(id).flatten();
        data.insert_temp(id, selected);
        before != selected
    })
}

fn form_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    n: usize,
    (title, prefix): (&str, &str),
    (selected, into_view): (bool, bool),
) -> bool {
    let tokens = Tokens::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 32.0), Sense::CLICK);
    if into_view {
        ui.scroll_to_rect(rect, None);
    }
    response.widget_info(|| WidgetInfo::selected(Role::MenuItem, true, selected, title));
    if selected {
        ui.painter().rect_filled(rect, 0.0, tokens.accent_wash);
        mark::bar(ui, rect);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, 0.0, tokens.hover);
    }
    let inner = rect.shrink2(vec2(space::L, 0.0));
    ui.scope_builder(UiBuilder::new().max_rect(inner).layout(frame::leading(cx)), |ui| {
        ui.spacing_mut().item_spacing.x = space::M;
        text::icon(ui, Lucide::FilePlus, tokens.ink2);
        ui.add(Text::new(title).elide(inner.width() - 140.0));
        ui.add(Text::new(prefix).style(Style::SMALL_CODE).color(tokens.ink3));
        if let Some(key) = DIGITS.get(n) {
            let caption = keys::caption(cx, keys::plain(*key));
            ui.with_layout(frame::trailing(cx), |ui| mark::key_cap(ui, &caption));
        }
    });
    response.clicked()
}
