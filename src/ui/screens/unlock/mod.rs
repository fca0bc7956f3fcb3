//! The locked screen: choose the office, type who you are. It names nobody.
//!
//! Other ways in stand beside it: making an office, a forgotten passphrase, the demonstration office.

mod create;
mod demo;
mod recover;

use std::path::{Path, PathBuf};

use eframe::egui::{CentralPanel, Frame, Id, Key, Margin, Panel, ScrollArea, Sense, Ui, vec2};
use egui_lucide::Lucide;
use zeroize::Zeroizing;

pub use create::{NewOffice, RecoveryKeyView};
pub use demo::{Demo, DemoPerson};
pub use recover::Forgotten;

use super::settings::language_ui;
use crate::{
    base::{Message, Sensitive},
    l10n::Locale,
    ui::{
        bars,
        cx::Cx,
        frame,
        keys::{self, KeyHint, Shortcut},
        loadable::Failure,
        mark,
        notices::Kind,
        text::{self, Direction, Field, Style, Text},
        theme::{Tokens, size, space},
        widgets::{Button, Question, notice_strip},
    },
};

/// The column of fields.
const COLUMN: f32 = 359.0;

/// Which way in is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Way {
    /// Login and passphrase.
    #[default]
    Unlock,
    /// Making an office.
    Create,
    /// A forgotten passphrase.
    Forgotten,
    /// An office of invented people.
    Demonstration,
}

/// Where a chosen folder goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FolderFor {
    /// An office that exists.
    Office,
    /// A new office.
    NewOffice,
    /// A demonstration office.
    Demonstration,
}

/// View state.
#[derive(Debug, Default)]
pub struct Unlock {
    /// Which way in is shown.
    pub way: Way,
    /// The office's folder, as typed.
    pub folder: String,
    /// As typed.
    pub login: String,
    /// As typed.
    pub passphrase: Zeroizing<String>,
    /// The passphrase is shown while its eye is open.
    pub revealed: bool,
    /// What is being done, as a text id; no button works meanwhile.
    pub busy: Option<&'static str>,
    /// Why the last attempt failed.
    pub failure: Option<Failure>,
    /// Something to be told, above the fields: that it was locked, where the demonstration's passphrases lie.
    pub news: Option<Message>,
    /// What is typed for a new office.
    pub new: NewOffice,
    /// The recovery key of an office just made.
    pub recovery: Option<RecoveryKeyView>,
    /// What is typed after a forgotten passphrase.
    pub forgotten: Forgotten,
    /// What is typed for a demonstration, how far it is, and who works there.
    pub demo: Demo,
    /// The first field has been given the focus.
    pub begun: bool,
    /// The passphrase is to be typed once more: its field takes the focus.
    pub retry: bool,
}

/// What this screen can ask.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Unlock an office.
    Unlock {
        /// Its folder.
        folder: PathBuf,
        /// As typed.
        login: String,
        /// As typed.
        passphrase: Sensitive<String>,
    },
    /// Make an office.
    Create(NewOffice),
    /// The recovery key as typed back from paper.
    TryRecovery(Sensitive<String>),
    /// Enrol again with the recovery key.
    Recover {
        /// The office's folder.
        folder: PathBuf,
        /// What was typed.
        typed: Forgotten,
    },
    /// Make a demonstration office.
    Demonstrate {
        /// Its folder.
        folder: PathBuf,
        /// How many persons.
        persons: usize,
    },
    /// Stop making it.
    StopDemonstration,
    /// Choose a folder.
    Pick(FolderFor),
    /// Speak another language.
    Language(Locale),
}

impl Unlock {
    /// For the office in `folder`.
    #[must_use]
    pub fn at(folder: Option<&Path>) -> Self {
        let folder = folder.map(|it| it.display().to_string()).unwrap_or_default();
        Self { folder, ..Self::default() }
    }

    /// The keys that work now.
    #[must_use]
    pub fn keys(&self) -> Vec<KeyHint> {
        let enter = match self.way {
            Way::Unlock => "unlock-key-unlock",
            Way::Create | Way::Forgotten | Way::Demonstration => "unlock-key-next",
        };
        let mut hints = vec![
            KeyHint::new(keys::plain(Key::Tab), "unlock-key-next"),
            KeyHint::new(keys::plain(Key::Enter), enter),
        ];
        if self.way != Way::Unlock {
            hints.push(KeyHint::new(keys::plain(Key::Escape), "unlock-key-back"));
        }
        hints
    }

    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> Option<Action> {
        let tokens = Tokens::of(ui);
        let wide = ui.available_width() >= 900.0;
        if !std::mem::replace(&mut self.begun, true) {
            let first = match self.way {
                Way::Create => "unlock-office-name",
                Way::Demonstration => "unlock-new-folder",
                Way::Unlock if !self.folder.is_empty() => "unlock-login",
                Way::Unlock | Way::Forgotten => "unlock-folder",
            };
            ui.memory_mut(|memory| memory.request_focus(Id::unique(first)));
        }
        if std::mem::take(&mut self.retry) && self.way == Way::Unlock {
            ui.memory_mut(|memory| memory.request_focus(Id::unique("passphrase")));
        }
        if self.way != Way::Unlock
            && self.recovery.is_none()
            && keys::pressed(ui.ctx(), keys::plain(Key::Escape))
        {
            self.turn_to(Way::Unlock);
        }
        if !wide {
            let page = Frame::NONE.fill(tokens.page);
            return CentralPanel::default()
                .frame(page)
                .show(ui, |ui| {
                    scrolled(ui, cx, "unlock", |ui| {
                        let action = self.fields_ui(ui, cx);
                        ui.add_space(space::XXL);
                        self.ways_ui(ui, cx);
                        action
                    })
                })
                .inner;
        }
        let page = Frame::NONE.fill(tokens.page);
        let panel = if cx.is_rtl() { Panel::right("unlock") } else { Panel::left("unlock") };
        let fields = panel
            .exact_size(520.0)
            .frame(page)
            .show(ui, |ui| scrolled(ui, cx, "fields", |ui| self.fields_ui(ui, cx)))
            .inner;
        let ground = Frame::NONE.fill(tokens.ground);
        CentralPanel::default()
            .frame(ground)
            .show(ui, |ui| scrolled(ui, cx, "ways", |ui| self.ways_ui(ui, cx)));
        fields
    }

    fn turn_to(&mut self, way: Way) {
        self.way = way;
        self.begun = false;
        self.failure = None;
        self.passphrase = Zeroizing::default();
        self.new = NewOffice::default();
        self.forgotten = Forgotten::default();
    }

    fn fields_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> Option<Action> {
        let width = ui.available_width().min(COLUMN);
        name_ui(ui, cx);
        ui.add_space(space::L);
        ui.scope(|ui| {
            ui.set_max_width(width);
            self.said_ui(ui, cx);
        });
        let action = if self.recovery.is_some() {
            self.recovery_ui(ui, cx, width)
        } else {
            match self.way {
                Way::Unlock => self.unlock_ui(ui, cx, width),
                Way::Create => self.create_ui(ui, cx, width),
                Way::Forgotten => self.forgotten_ui(ui, cx, width),
                Way::Demonstration => self.demo_ui(ui, cx, width),
            }
        };
        ui.add_space(space::XL);
        let before = cx.texts.locale();
        let after = language_ui(ui, cx, before);
        action.or_else(|| (after != before).then_some(Action::Language(after)))
    }

    /// News and failure.
    fn said_ui(&self, ui: &mut Ui, cx: &Cx<'_>) {
        if let Some(news) = &self.news {
            notice_strip(ui, cx, Kind::News, &cx.m(news), |_| {});
            ui.add_space(space::M);
        }
        if let Some(failure) = &self.failure {
            let mut words = cx.m(&failure.message);
            if let Some(advice) = &failure.advice {
                words.push(' ');
                words.push_str(&cx.m(advice));
            }
            notice_strip(ui, cx, Kind::Error, &words, |_| {});
            ui.add_space(space::M);
        }
    }

    fn unlock_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, width: f32) -> Option<Action> {
        let mut action = folder_ui(ui, cx, width, "unlock-folder", &mut self.folder)
            .then_some(Action::Pick(FolderFor::Office));
        ui.add_space(space::M);
        text_ui(ui, cx, width, "unlock-login", &mut self.login);
        ui.add_space(space::M);
        let entered = self.passphrase_ui(ui, cx, width);
        ui.add_space(space::M);
        let pressed = frame::row(ui, cx, size::CONTROL, |ui| {
            let enter = keys::caption(cx, keys::plain(Key::Enter));
            let words = cx.t("unlock-unlock");
            let button = Button::new(&words).primary().keys(&enter);
            let pressed = ui.add_enabled(self.busy.is_none(), button).clicked();
            busy_ui(ui, cx, self.busy, "unlock-takes-a-second");
            pressed
        });
        if (pressed || entered) && self.busy.is_none() {
            action = Some(Action::Unlock {
                folder: PathBuf::from(self.folder.trim()),
                login: self.login.trim().to_owned(),
                passphrase: Sensitive::new(self.passphrase.to_string()),
            });
        }
        action
    }

    /// Answers whether Enter was pressed in it.
    fn passphrase_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, width: f32) -> bool {
        let peek = keys::alt(Key::V);
        let held = ui.input(|it| it.modifiers.alt && it.key_down(Key::V));
        let shown = self.revealed || held;
        let label = cx.t("unlock-passphrase");
        let response = Question::new(&label).width(width).show(ui, cx, |ui, label| {
            let field = Field::new(&mut self.passphrase)
                .id(Id::unique("passphrase"))
                .secret(shown)
                .direction(Direction::Ltr)
                .width(width)
                .trailing(24.0)
                .labelled_by(label);
            ui.add(field)
        });
        let x =
            if cx.is_rtl() { response.rect.left() + 17.0 } else { response.rect.right() - 17.0 };
        let eye = eframe::egui::Rect::from_center_size(
            eframe::egui::pos2(x, response.rect.center().y),
            vec2(22.0, 22.0),
        );
        let toggle = ui.interact(eye, Id::unique("eye"), Sense::CLICK);
        let name = cx.t("unlock-show");
        toggle.widget_info(|| {
            let role = eframe::egui::accesskit::Role::CheckBox;
            eframe::egui::WidgetInfo::selected(role, true, self.revealed, &name)
        });
        if toggle.clicked() {
            self.revealed = !self.revealed;
        }
        let icon = if shown { Lucide::EyeOff } else { Lucide::Eye };
        text::paint_icon(ui, eye.center(), icon, size::ICON, Tokens::of(ui).ink2);
        frame::row(ui, cx, 20.0, |ui| {
            mark::key_cap(ui, &keys::caption(cx, peek));
            let words = cx.t("unlock-hold-to-see");
            ui.add(Text::new(&words).style(Style::SMALL).color(Tokens::of(ui).ink3));
        });
        response.lost_focus() && ui.input(|it| it.key_pressed(Key::Enter))
    }

    fn ways_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let tokens = Tokens::of(ui);
        let width = ui.available_width().min(600.0);
        ui.add_space(space::S);
        ui.add(Text::new(&cx.t("unlock-other-ways")).style(Style::SECTION));
        ui.add_space(space::S);
        let create = keys::alt(Key::C);
        let forgotten = keys::alt(Key::F);
        let demo = keys::alt(Key::D);
        if way_ui(ui, cx, width, Lucide::Plus, "unlock-create", "unlock-create-hint", create) {
            self.turn_to(Way::Create);
        }
        if way_ui(ui, cx, width, Lucide::BookOpen, "unlock-demo", "unlock-demo-hint", demo) {
            self.turn_to(Way::Demonstration);
        }
        if way_ui(
            ui,
            cx,
            width,
            Lucide::Key,
            "unlock-forgotten",
            "unlock-forgotten-hint",
            forgotten,
        ) {
            self.turn_to(Way::Forgotten);
        }
        ui.add_space(space::XXL);
        ui.add(Text::new(&cx.t("unlock-protected")).style(Style::SECTION));
        ui.add_space(space::XS);
        ui.add(Text::new(&cx.t("unlock-protected-how")).color(tokens.ink2).wrap(width));
    }
}

/// A column with the screen's margins that scrolls by itself.
fn scrolled<R>(ui: &mut Ui, cx: &Cx<'_>, salt: &str, add: impl FnOnce(&mut Ui) -> R) -> R {
    let side = if ui.available_width() > 500.0 { 80 } else { 24 };
    let side = if ui.available_width() > 640.0 { 64 } else { side };
    ScrollArea::vertical()
        .id_salt(salt)
        .auto_shrink(false)
        .show(ui, |ui| {
            let margin = Margin { left: side, right: side, top: 48, bottom: 32 };
            Frame::NONE
                .inner_margin(margin)
                .show(ui, |ui| {
                    ui.set_width(ui.available_width());
                    ui.with_layout(frame::down(cx), add).inner
                })
                .inner
        })
        .inner
}

fn name_ui(ui: &mut Ui, cx: &Cx<'_>) {
    frame::row(ui, cx, 36.0, |ui| {
        let (rect, _) = ui.allocate_exact_size(vec2(32.0, 32.0), Sense::hover());
        bars::paint_mark(ui, rect);
        ui.add(Text::new(bars::PRODUCT).style(Style::TITLE));
    });
}

/// A line of another way in: icon, words, what it takes, key. Answers whether it was chosen.
fn way_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    width: f32,
    icon: Lucide,
    words: &'static str,
    hint: &'static str,
    key: Shortcut,
) -> bool {
    let tokens = Tokens::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(width, 40.0), Sense::click());
    let name = cx.t(words);
    response.widget_info(|| {
        eframe::egui::WidgetInfo::labeled(eframe::egui::accesskit::Role::Button, true, &name)
    });
    if response.hovered() {
        ui.painter().rect_filled(rect, 0.0, tokens.hover);
    }
    let y = rect.bottom().floor() - 0.5;
    ui.painter().hline(rect.x_range(), y, (1.0, tokens.line));
    let builder = eframe::egui::UiBuilder::new().max_rect(rect).layout(frame::leading(cx));
    ui.scope_builder(builder, |ui| {
        ui.spacing_mut().item_spacing.x = space::M;
        text::icon(ui, icon, tokens.ink2);
        ui.add(Text::new(&name));
        ui.with_layout(frame::trailing(cx), |ui| {
            mark::key_cap(ui, &keys::caption(cx, key));
            let room = ui.available_width();
            ui.add(Text::new(&cx.t(hint)).style(Style::SMALL).color(tokens.ink3).elide(room));
        });
    });
    if response.has_focus() {
        mark::ring(ui, rect);
    }
    response.clicked() || keys::pressed(ui.ctx(), key)
}

/// A labelled field of one line; Enter goes on to the next. Answers whether Enter was pressed.
fn text_ui(ui: &mut Ui, cx: &Cx<'_>, width: f32, label: &'static str, value: &mut String) -> bool {
    let words = cx.t(label);
    let response = Question::new(&words).width(width).show(ui, cx, |ui, by| {
        ui.add(Field::new(value).id(Id::unique(label)).width(width).labelled_by(by))
    });
    next_on_enter(ui, &response)
}

/// A labelled secret field. Answers whether Enter was pressed.
fn secret_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    width: f32,
    (label, hint): (&'static str, &str),
    value: &mut Zeroizing<String>,
) -> bool {
    let words = cx.t(label);
    let response = Question::new(&words).hint(hint).width(width).show(ui, cx, |ui, by| {
        let field = Field::new(value).id(Id::unique(label)).secret(false).direction(Direction::Ltr);
        ui.add(field.width(width).labelled_by(by))
    });
    next_on_enter(ui, &response)
}

fn next_on_enter(ui: &Ui, response: &eframe::egui::Response) -> bool {
    let entered = response.lost_focus() && ui.input(|it| it.key_pressed(Key::Enter));
    if entered {
        ui.memory_mut(|it| it.move_focus(eframe::egui::FocusDirection::Next));
    }
    entered
}

/// A folder, typed or chosen. Answers whether the dialog is wanted.
fn folder_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    width: f32,
    label: &'static str,
    folder: &mut String,
) -> bool {
    let words = cx.t(label);
    let choose = cx.t("unlock-choose-folder");
    let mut pressed = false;
    Question::new(&words).width(width).show(ui, cx, |ui, by| {
        ui.allocate_ui_with_layout(vec2(width, size::CONTROL), frame::leading(cx), |ui| {
            let field = Field::new(folder)
                .id(Id::unique(label))
                .direction(Direction::Ltr)
                .width(width - 38.0)
                .labelled_by(by);
            let response = ui.add(field);
            pressed = ui.add(Button::new("").icon(Lucide::FolderOpen).name(&choose)).clicked();
            next_on_enter(ui, &response);
            response
        })
        .inner
    });
    pressed
}

/// What is being done, or how long it takes.
fn busy_ui(ui: &mut Ui, cx: &Cx<'_>, busy: Option<&'static str>, else_says: &'static str) {
    let words = cx.t(busy.unwrap_or(else_says));
    ui.add(
        Text::new(&words)
            .style(Style::SMALL)
            .color(Tokens::of(ui).ink2)
            .elide(ui.available_width()),
    );
}
