//! Find or do: a list of what can be done from anywhere, narrowed by typing.

use eframe::egui::{
    Align2, Area, Context, Frame, Id, Key, Margin, Modal, Rect, Sense, Stroke, Ui, WidgetInfo,
    accesskit::Role, vec2,
};
use egui_lucide::Lucide;

use super::{
    action::ShellAction,
    bars,
    cx::Cx,
    frame,
    keys::{self, Shortcut},
    mark,
    route::Route,
    text::{self, Field, Style, Text},
    theme::{Tokens, scrim, shadow, size, space},
};
use crate::{base::Message, cases::Permission};

const WIDTH: f32 = 726.0;
const ROW: f32 = 32.0;

/// One thing that can be done.
struct Entry {
    icon: Lucide,
    words: String,
    shortcut: Option<Shortcut>,
    action: ShellAction,
}

/// The palette while it is open.
#[derive(Debug, Default)]
pub(super) struct Palette {
    typed: String,
    selected: usize,
    shown_before: bool,
}

impl Palette {
    /// An empty one.
    #[must_use]
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// Draws it over everything. `Some` when it is done: with what was chosen, or with nothing.
    pub(super) fn ui(&mut self, ctx: &Context, cx: &Cx<'_>) -> Option<Vec<ShellAction>> {
        let entries = self.entries(cx);
        let up = ctx.input_mut(|it| it.consume_key(eframe::egui::Modifiers::NONE, Key::ArrowUp));
        let down =
            ctx.input_mut(|it| it.consume_key(eframe::egui::Modifiers::NONE, Key::ArrowDown));
        let last = entries.len().saturating_sub(1);
        self.selected = match (up, down) {
            (true, _) => self.selected.saturating_sub(1),
            (_, true) => self.selected + 1,
            _ => self.selected,
        }
        .min(last);
        let enter = keys::pressed(ctx, keys::plain(Key::Enter));
        let id = Id::unique("palette");
        let area = Area::new(id)
            .kind(eframe::egui::UiKind::Modal)
            .sense(Sense::hover())
            .anchor(Align2::CENTER_TOP, vec2(0.0, 72.0))
            .order(eframe::egui::Order::Foreground);
        let modal = Modal::new(id).area(area).backdrop_color(scrim()).frame(Frame::NONE);
        let shown = modal.show(ctx, |ui| self.content(ui, cx, &entries));
        if shown.should_close() {
            return Some(Vec::new());
        }
        let chosen = shown.inner.or((enter && self.shown_before).then_some(self.selected));
        self.shown_before = true;
        let entry = entries.into_iter().nth(chosen?)?;
        Some(vec![entry.action])
    }

    fn content(&mut self, ui: &mut Ui, cx: &Cx<'_>, entries: &[Entry]) -> Option<usize> {
        let tokens = Tokens::of(ui);
        let width = WIDTH.min(ui.ctx().content_rect().width() - 32.0);
        let frame = Frame::NONE.fill(tokens.raised).corner_radius(size::RADIUS).shadow(shadow());
        frame
            .show(ui, |ui| {
                ui.set_width(width);
                ui.spacing_mut().item_spacing.y = 0.0;
                ui.with_layout(frame::down(cx), |ui| {
                    self.field_ui(ui, cx, width);
                    mark::hairline(ui, 1.0);
                    ui.add_space(space::XS);
                    let chosen = entries
                        .iter()
                        .enumerate()
                        .filter(|(n, entry)| row_ui(ui, cx, entry, *n == self.selected))
                        .map(|(n, _)| n)
                        .last();
                    if entries.is_empty() {
                        Frame::NONE.inner_margin(Margin::symmetric(16, 8)).show(ui, |ui| {
                            ui.add(Text::new(&cx.t("palette-nothing")).color(tokens.ink2));
                        });
                    }
                    ui.add_space(space::XS);
                    chosen
                })
                .inner
            })
            .inner
    }

    fn field_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, width: f32) {
        let tokens = Tokens::of(ui);
        Frame::NONE.inner_margin(Margin::symmetric(16, 8)).show(ui, |ui| {
            frame::row(ui, cx, size::CONTROL, |ui| {
                text::icon(ui, Lucide::Search, tokens.ink2);
                let id = Id::unique("palette field");
                let hint = cx.t("palette-hint");
                let name = cx.t("shell-find");
                let field = Field::new(&mut self.typed)
                    .id(id)
                    .frameless()
                    .takes_enter()
                    .width(width - 72.0)
                    .hint(hint)
                    .name(name)
                    .style(Style { size: 16.0, line: 24.0, ..Style::BODY });
                let field = ui.add(field);
                if !self.shown_before {
                    field.request_focus();
                }
                if field.changed() {
                    self.selected = 0;
                }
            });
        });
    }

    fn entries(&self, cx: &Cx<'_>) -> Vec<Entry> {
        let mut entries = Vec::new();
        let typed = self.typed.trim();
        let tabs = cx.session.into_iter().flat_map(bars::tabs).zip(bars::TAB_KEYS);
        let wanted = typed.to_lowercase();
        let found = |words: &str| wanted.is_empty() || words.to_lowercase().contains(&wanted);
        for (tab, key) in tabs {
            let words = cx.t(tab.text());
            if found(&words) {
                let shortcut = Some(keys::alt(key));
                let action = ShellAction::Go(tab.route());
                entries.push(Entry { icon: Lucide::ArrowRight, words, shortcut, action });
            }
        }
        if cx.may(Permission::Enter) && found(&cx.t("import-title")) {
            let (icon, words) = (Lucide::FileInput, cx.t("import-title"));
            let action = ShellAction::Go(Route::Import);
            entries.push(Entry { icon, words, shortcut: None, action });
        }
        for (icon, text, shortcut, action) in [
            (Lucide::Lock, "shell-lock-office", Some(keys::LOCK), ShellAction::Lock),
            (Lucide::LogOut, "shell-quit", None, ShellAction::Quit),
        ] {
            let words = cx.t(text);
            if found(&words) {
                entries.push(Entry { icon, words, shortcut, action });
            }
        }
        // Last, so that Enter goes to a screen whose name was typed; a person's name is no screen's.
        if !typed.is_empty()
            && cx.may(Permission::Read)
            && super::pages::is_built(super::route::Tab::Records)
        {
            entries.push(Entry {
                icon: Lucide::Search,
                words: cx.m(&Message::new("palette-search-records").text("text", typed)),
                shortcut: None,
                action: ShellAction::Go(Route::Records { search: typed.to_owned() }),
            });
        }
        entries
    }
}

fn row_ui(ui: &mut Ui, cx: &Cx<'_>, entry: &Entry, selected: bool) -> bool {
    let tokens = Tokens::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::CLICK);
    response.widget_info(|| WidgetInfo::selected(Role::MenuItem, true, selected, &entry.words));
    if selected {
        ui.painter().rect_filled(rect, 0.0, tokens.accent_wash);
        mark::bar(ui, rect);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, 0.0, tokens.hover);
    }
    let inner: Rect = rect.shrink2(vec2(space::L, 0.0));
    let scope = eframe::egui::UiBuilder::new().max_rect(inner).layout(frame::leading(cx));
    ui.scope_builder(scope, |ui| {
        ui.spacing_mut().item_spacing.x = space::M;
        text::icon_mirrored(ui, entry.icon, tokens.ink2);
        ui.add(Text::new(&entry.words).elide(inner.width() - 140.0));
        if let Some(shortcut) = entry.shortcut {
            let caption = keys::caption(cx, shortcut);
            ui.with_layout(frame::trailing(cx), |ui| mark::key_cap(ui, &caption));
        }
    });
    ui.painter().hline(rect.x_range(), rect.bottom(), Stroke::NONE);
    response.clicked()
}
