//! Settings: language, text size, theme of this computer; the idle lock of the office.

use eframe::egui::{Id, Margin, ScrollArea, Ui};

use crate::{
    base::Message,
    cases::Permission,
    l10n::Locale,
    ui::{
        cx::Cx,
        frame,
        preferences::{Brightness, Preferences},
        text::{Style, Text},
        theme::{Tokens, size, space},
        widgets::{Segment, labelled},
    },
};

/// Minutes of idleness that are offered.
pub const IDLE_MINUTES: [u32; 5] = [1, 3, 5, 10, 15];

/// View state: none of its own. Everything shown is the shell's or the office's.
#[derive(Debug, Default)]
pub struct Settings;

/// What this screen can ask.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Action {
    /// Keep and apply these.
    Prefer(Preferences),
    /// Lock after so many idle minutes.
    IdleLock(u32),
}

impl Settings {
    /// Draws the screen.
    pub fn ui(&self, ui: &mut Ui, cx: &Cx<'_>) -> Option<Action> {
        frame::header(
            ui,
            cx,
            |ui| {
                ui.add(Text::new(&cx.t("settings-title")).style(Style::SECTION));
            },
            |_| {},
        );
        frame::work(ui, cx, |ui| {
            ScrollArea::vertical()
                .auto_shrink(false)
                .show(ui, |ui| {
                    let margin = Margin::symmetric(16, 16);
                    eframe::egui::Frame::NONE
                        .inner_margin(margin)
                        .show(ui, |ui| {
                            ui.with_layout(frame::down(cx), |ui| Self::choices_ui(ui, cx)).inner
                        })
                        .inner
                })
                .inner
        })
    }

    fn choices_ui(ui: &mut Ui, cx: &Cx<'_>) -> Option<Action> {
        ui.spacing_mut().item_spacing.y = space::XS;
        let mut action = None;
        let before = cx.preferences;
        let mut after = before;
        section(ui, cx, "settings-this-computer", "settings-this-computer-hint");
        after.locale = language_ui(ui, cx, before.locale);
        ui.add_space(space::M);
        after.zoom = zoom_ui(ui, cx, before.zoom);
        ui.add_space(space::M);
        after.brightness = brightness_ui(ui, cx, before.brightness);
        if before != after {
            action = Some(Action::Prefer(after));
        }
        if let Some(session) = cx.session.filter(|it| it.may(Permission::Administer)) {
            ui.add_space(space::XL);
            section(ui, cx, "settings-this-office", "settings-this-office-hint");
            let minutes = session.office.idle_lock_minutes;
            let chosen = idle_ui(ui, cx, minutes);
            if chosen != minutes {
                action = Some(Action::IdleLock(chosen));
            }
        }
        action
    }
}

fn section(ui: &mut Ui, cx: &Cx<'_>, title: &str, hint: &str) {
    let width = ui.available_width().min(size::FORM);
    ui.add(Text::new(&cx.t(title)).style(Style::SECTION));
    ui.add(Text::new(&cx.t(hint)).style(Style::SMALL).color(Tokens::of(ui).ink3).wrap(width));
    ui.add_space(space::S);
}

/// Offers the languages; answers with the one in use.
pub fn language_ui(ui: &mut Ui, cx: &Cx<'_>, locale: Locale) -> Locale {
    let words: Vec<String> = Locale::ALL.iter().map(|it| it.own_name().to_owned()).collect();
    choose(ui, cx, "settings-language", &words, &Locale::ALL, locale)
}

fn zoom_ui(ui: &mut Ui, cx: &Cx<'_>, zoom: f32) -> f32 {
    let zooms = Preferences::ZOOMS;
    let words: Vec<String> = zooms.iter().map(|it| cx.texts.percent(f64::from(*it), 0)).collect();
    choose(ui, cx, "settings-text-size", &words, &zooms, zoom)
}

fn brightness_ui(ui: &mut Ui, cx: &Cx<'_>, brightness: Brightness) -> Brightness {
    let all = [Brightness::System, Brightness::Light, Brightness::Dark];
    let words =
        ["settings-theme-system", "settings-theme-light", "settings-theme-dark"].map(|id| cx.t(id));
    choose(ui, cx, "settings-theme", &words, &all, brightness)
}

fn idle_ui(ui: &mut Ui, cx: &Cx<'_>, minutes: u32) -> u32 {
    let words: Vec<String> = IDLE_MINUTES
        .iter()
        .map(|it| cx.m(&Message::new("settings-minutes").number("n", u64::from(*it))))
        .collect();
    choose(ui, cx, "settings-idle-lock", &words, &IDLE_MINUTES, minutes)
}

/// A labelled segment over `values`; answers with the chosen one.
fn choose<T: Copy + PartialEq>(
    ui: &mut Ui,
    cx: &Cx<'_>,
    label: &'static str,
    words: &[String],
    values: &[T],
    value: T,
) -> T {
    let name = cx.t(label);
    let mut chosen = values.iter().position(|it| *it == value);
    labelled(ui, cx, &name, |ui, _| {
        let width = ui.available_width();
        ui.add(Segment::new(Id::unique(label), &name, words, &mut chosen).max_width(width))
    });
    chosen.and_then(|n| values.get(n)).copied().unwrap_or(value)
}
