//! Batches: what left, when, with which certificate; the stored file written out again.

use std::collections::BTreeMap;

use eframe::egui::{Event, Frame, Id, Key, Margin, Panel, ScrollArea, Stroke, Ui};
use egui_lucide::Lucide;

use super::{
    export::{destination_words, in_language},
    parts::{fact, failure_ui, panel, path_ui, small, title_ui},
};
use crate::{
    base::{BatchNumber, Message},
    service::query::batches::{BatchState, BatchView},
    ui::{
        cx::Cx,
        frame, keys,
        keys::KeyHint,
        loadable::{Failure, Loadable},
        route::Route,
        text::{Direction, Style, Text},
        theme::{Tokens, size, space},
        widgets::{self, Answer, Button, Column, Dialog, Table, Width, chip, icon_words},
    },
};

/// Titles of forms by id, then by language.
pub type Titles = BTreeMap<String, BTreeMap<String, String>>;

/// View state.
#[derive(Debug, Default)]
pub struct Batches {
    /// The batches, latest first.
    pub batches: Loadable<Vec<BatchLine>>,
    /// Titles of forms by id, then by language.
    pub titles: Titles,
    /// The row that is selected.
    pub selected: Option<usize>,
    /// What is being written, and where.
    pub write: Option<Write>,
    /// Why it was not written.
    pub failure: Option<Failure>,
    hand_over: Option<BatchNumber>,
    json: bool,
}

/// One batch, its certificate read.
#[derive(Clone, Debug)]
pub struct BatchLine {
    /// The batch.
    pub view: BatchView,
    /// What its certificate says, in figures.
    pub figures: Figures,
    /// Its certificate as a person reads JSON, line by line.
    pub json: Vec<String>,
}

/// What a certificate says, in figures.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Figures {
    /// Least class that was asked for.
    pub k: u64,
    /// Smallest class found.
    pub smallest: u64,
    /// Highest risk found.
    pub highest: f64,
    /// Mean risk found.
    pub mean: f64,
    /// Greatest mean risk allowed.
    pub mean_limit: Option<f64>,
    /// Below k together with all earlier batches.
    pub below_k: u64,
    /// Share of detail lost.
    pub lost: f64,
    /// Epoch of the frozen treatment.
    pub epoch: u64,
    /// How many signed the treatment.
    pub signers: usize,
}

impl From<BatchView> for BatchLine {
    fn from(view: BatchView) -> Self {
        let read: serde_json::Value = serde_json::from_str(&view.certificate).unwrap_or_default();
        let count = |at: &str| read.pointer(at).and_then(serde_json::Value::as_u64).unwrap_or(0);
        let share = |at: &str| read.pointer(at).and_then(serde_json::Value::as_f64);
        let figures = Figures {
            k: count("/model/k"),
            smallest: count("/classes/smallest"),
            highest: share("/risk/after/max").unwrap_or(0.0),
            mean: share("/risk/after/mean").unwrap_or(0.0),
            mean_limit: share("/model/max_mean_risk"),
            below_k: count("/joint_history/below_k"),
            lost: share("/loss/mean_cell").unwrap_or(0.0),
            epoch: count("/scheme/epoch"),
            signers: read
                .pointer("/scheme/signed_by")
                .and_then(serde_json::Value::as_array)
                .map_or(0, Vec::len),
        };
        let json = format!("{read:#}").lines().map(str::to_owned).collect();
        Self { view, figures, json }
    }
}

/// What is being written out of the vault.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Write {
    /// The certificate alone, not the sealed file.
    pub certificate: bool,
    /// Where, as typed.
    pub path: String,
    /// It is being written.
    pub busy: bool,
    /// It was not written: the field takes the focus again.
    pub retry: bool,
}

/// What this screen can ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Mark it as given to headquarters.
    HandOver(BatchNumber),
    /// Choose where a file of this name goes.
    Pick(String),
    /// Write the stored file again.
    Write {
        /// Which batch.
        number: BatchNumber,
        /// Where.
        path: String,
    },
    /// Write its certificate.
    WriteCertificate {
        /// Which batch.
        number: BatchNumber,
        /// Where.
        path: String,
    },
    /// Another screen.
    Go(Route),
}

impl Batches {
    /// The keys that work now.
    #[must_use]
    pub fn keys(&self) -> Vec<KeyHint> {
        let arrows = [keys::plain(Key::ArrowUp), keys::plain(Key::ArrowDown)];
        if self.batches.ready().is_some_and(Vec::is_empty) {
            return vec![KeyHint::new(keys::ctrl(Key::N), "batches-to-export")];
        }
        let mut hints = vec![KeyHint::several(arrows, "batches-key-batch")];
        if let Some(line) = self.line() {
            if line.view.state == BatchState::Sealed {
                hints.push(KeyHint::new(keys::plain(Key::H), "batches-key-hand-over"));
            }
            hints.push(KeyHint::new(keys::plain(Key::W), "batches-key-write"));
            hints.push(KeyHint::new(keys::plain(Key::J), "batches-key-json"));
        }
        hints
    }

    /// The batch that is selected.
    #[must_use]
    pub fn line(&self) -> Option<&BatchLine> {
        self.batches.ready()?.get(self.selected?)
    }

    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> Option<Action> {
        self.letters(ui);
        self.header_ui(ui, cx);
        let mut action = self.dialog_ui(ui, cx);
        if self.line().is_some() {
            frame::right_rail(ui, cx, |ui| self.batch_ui(ui, cx));
        }
        let worked = frame::work(ui, cx, |ui| self.work_ui(ui, cx));
        if action.is_none() {
            action = worked;
        }
        action
    }

    /// Single letters work while no field has the focus and nothing is asked.
    fn letters(&mut self, ui: &Ui) {
        if self.write.is_some() && keys::pressed(ui.ctx(), keys::plain(Key::Escape)) {
            self.write = None;
            self.failure = None;
        }
        let Some(line) = self.line() else { return };
        let (number, state) = (line.view.number, line.view.state);
        if self.hand_over.is_some() || self.write.is_some() {
            return;
        }
        let pressed = |key| keys::pressed_outside_fields(ui.ctx(), key);
        if state == BatchState::Sealed && pressed(Key::H) {
            self.hand_over = Some(number);
        } else if pressed(Key::W) {
            self.write = Some(Write::default());
            // The letter itself is not the beginning of a path.
            ui.input_mut(|it| it.events.retain(|event| !matches!(event, Event::Text(_))));
            ui.memory_mut(|it| it.request_focus(Id::unique("export-write-where")));
        } else if pressed(Key::J) {
            self.json = !self.json;
        }
    }

    fn header_ui(&self, ui: &mut Ui, cx: &Cx<'_>) {
        let lines = self.batches.ready().map(Vec::as_slice).unwrap_or_default();
        let n = u64::try_from(lines.len()).unwrap_or(u64::MAX);
        let open = lines.iter().filter(|it| it.view.state == BatchState::Sealed).count();
        frame::header(
            ui,
            cx,
            |ui| {
                let tokens = Tokens::of(ui);
                ui.add(Text::new(&cx.t("batches-title")).style(Style::SECTION));
                if self.batches.ready().is_none() {
                    return;
                }
                let words = cx.m(&Message::new("batches-count").number("n", n));
                let room = (ui.available_width() - 180.0).max(80.0);
                ui.add(Text::new(&words).color(tokens.ink2).elide(room));
                if open > 0 {
                    let open = u64::try_from(open).unwrap_or(u64::MAX);
                    let words = cx.m(&Message::new("batches-open").number("n", open));
                    chip(ui, &words, Lucide::LockKeyhole, tokens.info, tokens.info_wash);
                }
            },
            |_| {},
        );
    }

    fn dialog_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> Option<Action> {
        let number = self.hand_over?;
        let line = self.batches.ready()?.iter().find(|it| it.view.number == number)?;
        let file = line.view.file_name.clone();
        let title = cx.m(&Message::new("batches-hand-over-title").number("n", number.0));
        let yes = cx.t("batches-hand-over-yes");
        let answer = Dialog::new("hand over", &title, &yes).show(ui.ctx(), cx, |ui| {
            let words = cx.m(&Message::new("batches-hand-over-how").text("file", file));
            let color = Tokens::of(ui).ink2;
            ui.add(Text::new(&words).color(color).wrap(size::DIALOG - 32.0));
        })?;
        self.hand_over = None;
        (answer == Answer::Yes).then_some(Action::HandOver(number))
    }

    fn work_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> Option<Action> {
        let mut action = None;
        let margin = Margin { left: 16, right: 16, top: 12, bottom: 0 };
        if let Some(failure) = &self.failure {
            Frame::NONE.inner_margin(margin).show(ui, |ui| failure_ui(ui, cx, failure));
        }
        if self.write.is_some() {
            action = self.write_ui(ui, cx);
        }
        match &self.batches {
            Loadable::Loading => {}
            Loadable::Failed(failure) => {
                Frame::NONE.inner_margin(margin).show(ui, |ui| failure_ui(ui, cx, failure));
            }
            Loadable::Ready(lines) if lines.is_empty() => {
                let (what, how) = (cx.t("batches-empty"), cx.t("batches-empty-how"));
                let words = cx.t("batches-to-export");
                if widgets::empty(ui, cx, &what, &how, Some((&words, Some(keys::ctrl(Key::N))))) {
                    action = Some(Action::Go(Route::Export));
                }
            }
            Loadable::Ready(_) => {
                if self.json {
                    self.json_ui(ui, cx);
                }
                self.table_ui(ui, cx);
            }
        }
        action
    }

    fn table_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let Some(lines) = self.batches.ready() else { return };
        let columns = [
            Column::number(cx.t("batches-number"), Width::Exact(56.0)),
            Column::number(cx.t("batches-sealed"), Width::Exact(128.0)),
            Column::text(cx.t("batches-what"), Width::Share(1.0, 150.0)),
            Column::number(cx.t("batches-rows"), Width::Exact(70.0)),
            Column::number(cx.t("batches-mean-risk"), Width::Exact(104.0)),
            Column::number(cx.t("batches-size"), Width::Exact(72.0)),
            Column::text(cx.t("batches-state"), Width::Exact(150.0)),
        ];
        let name = cx.t("batches-title");
        let id = Id::unique("batches");
        let titles = &self.titles;
        let what = |line: &BatchLine| form_words(cx, titles, line);
        let table =
            Table::new(id, &name, &columns, lines.len(), &mut self.selected).row_height(30.0);
        let _seen = table.show(
            ui,
            cx,
            |row| lines.get(row).map(|it| it.view.file_name.clone()).unwrap_or_default(),
            |ui, row, column| {
                let Some(line) = lines.get(row) else { return };
                let room = ui.available_width();
                let tokens = Tokens::of(ui);
                let ink2 = tokens.ink2;
                let view = &line.view;
                let plain = |ui: &mut Ui, words: &str, color| {
                    ui.add(Text::new(words).color(color).elide(room));
                };
                match column {
                    0 => plain(ui, &view.number.0.to_string(), tokens.ink),
                    1 => plain(ui, &cx.when(view.sealed_at), ink2),
                    2 => plain(ui, &what(line), tokens.ink),
                    3 => plain(ui, &count(cx, view.records), tokens.ink),
                    4 => plain(ui, &cx.texts.percent(line.figures.mean, 1), ink2),
                    5 => plain(ui, &cx.texts.size(view.bytes), ink2),
                    _ => {
                        let (text, icon, color) = state_look(view.state, tokens);
                        icon_words(ui, &cx.t(text), icon, color);
                    }
                }
            },
        );
    }

    /// The certificate as JSON, under the table.
    fn json_ui(&self, ui: &mut Ui, cx: &Cx<'_>) {
        let Some(line) = self.line() else { return };
        let tokens = Tokens::of(ui);
        let height = ui.available_height() * 0.5;
        let pane = Panel::bottom("certificate").default_size(height);
        pane.frame(Frame::NONE.fill(tokens.page)).show(ui, |ui| {
            let rect = ui.max_rect();
            let stroke = Stroke::new(1.0, tokens.edge);
            ui.painter().hline(rect.x_range(), rect.top().floor() + 0.5, stroke);
            panel(ui, cx, (&cx.t("batches-json"), &line.view.file_name), |ui| {
                ScrollArea::both().id_salt("certificate").auto_shrink(false).show_rows(
                    ui,
                    16.0,
                    line.json.len(),
                    |ui, seen| {
                        for words in line.json.get(seen).unwrap_or_default() {
                            let text = Text::new(words).style(Style::SMALL_CODE);
                            ui.add(text.direction(Direction::Ltr).color(tokens.ink2));
                        }
                    },
                );
            });
        });
    }

    fn write_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> Option<Action> {
        let line = self.line()?;
        let (number, file) = (line.view.number, line.view.file_name.clone());
        let write = self.write.as_mut()?;
        if std::mem::take(&mut write.retry) {
            ui.memory_mut(|it| it.request_focus(Id::unique("export-write-where")));
        }
        let name = if write.certificate { certificate_name(&file) } else { file };
        let mut action = None;
        let mut close = false;
        let title = if write.certificate { "batches-write-json" } else { "batches-write" };
        panel(ui, cx, (&cx.t(title), &name), |ui| {
            let width = ui.available_width().min(size::FORM);
            let hint = cx.t("export-write-hint");
            let answer = path_ui(ui, cx, width, ("export-write-where", &hint), &mut write.path);
            if answer.pick {
                action = Some(Action::Pick(name.clone()));
            }
            ui.add_space(space::S);
            frame::row(ui, cx, size::CONTROL, |ui| {
                let may = !write.busy && !write.path.trim().is_empty();
                let words = cx.t("export-write");
                let pressed = ui.add_enabled(may, Button::new(&words).primary()).clicked();
                let escape = keys::caption(cx, keys::plain(Key::Escape));
                close = ui.add(Button::new(&cx.t("common-cancel")).keys(&escape)).clicked();
                if may && (pressed || answer.entered) {
                    let path = write.path.trim().to_owned();
                    action = Some(if write.certificate {
                        Action::WriteCertificate { number, path }
                    } else {
                        Action::Write { number, path }
                    });
                }
            });
        });
        crate::ui::mark::hairline(ui, 1.0);
        if close {
            self.write = None;
            self.failure = None;
        }
        action
    }

    /// The selected batch in the right rail.
    fn batch_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let Some(line) = self.line().cloned() else { return };
        frame::block(ui, cx, |ui| self.head_ui(ui, cx, &line));
        let form = form_words(cx, &self.titles, &line);
        frame::block(ui, cx, |ui| inside_ui(ui, cx, &line, &form));
        frame::block(ui, cx, |ui| {
            certificate_ui(ui, cx, &line);
            ui.add_space(space::S);
            frame::row(ui, cx, size::COMPACT, |ui| {
                let caption = keys::caption(cx, keys::plain(Key::J));
                let words = cx.t("batches-json-show");
                let show = Button::new(&words).compact().keys(&caption).chosen(self.json);
                if ui.add(show).clicked() {
                    self.json = !self.json;
                }
                if ui.add(Button::new(&cx.t("batches-write-json")).compact()).clicked() {
                    self.write = Some(Write { certificate: true, ..Write::default() });
                }
            });
        });
        frame::block(ui, cx, |ui| fingerprint_ui(ui, cx, &line.view));
    }

    fn head_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, line: &BatchLine) {
        let tokens = Tokens::of(ui);
        let view = &line.view;
        frame::row(ui, cx, 28.0, |ui| {
            let words = cx.m(&Message::new("batches-one").number("n", view.number.0));
            ui.add(Text::new(&words).style(Style::HEADING));
            ui.with_layout(frame::trailing(cx), |ui| {
                let (text, icon, color) = state_look(view.state, tokens);
                let wash = match view.state {
                    BatchState::Sealed => tokens.info_wash,
                    BatchState::HandedOver => tokens.hover,
                };
                chip(ui, &cx.t(text), icon, color, wash);
            });
        });
        let name = Text::new(&view.file_name).style(Style::CODE).direction(Direction::Ltr);
        ui.add(name.color(tokens.ink2));
        ui.add_space(space::S);
        frame::row(ui, cx, size::CONTROL, |ui| {
            if view.state == BatchState::Sealed {
                let caption = keys::caption(cx, keys::plain(Key::H));
                let words = cx.t("batches-hand-over");
                if ui.add(Button::new(&words).primary().keys(&caption)).clicked() {
                    self.hand_over = Some(view.number);
                }
            }
            let caption = keys::caption(cx, keys::plain(Key::W));
            let words = cx.t("batches-write");
            if ui.add(Button::new(&words).keys(&caption)).clicked() {
                self.write = Some(Write::default());
            }
        });
        small(ui, &cx.t("batches-same"), tokens.ink3);
    }
}

/// The name a certificate's file has.
#[must_use]
pub fn certificate_name(file: &str) -> String {
    format!("{}.certificate.json", file.strip_suffix(".waypost").unwrap_or(file))
}

/// Text, icon and colour of what became of a batch.
const fn state_look(
    state: BatchState,
    tokens: &Tokens,
) -> (&'static str, Lucide, eframe::egui::Color32) {
    match state {
        BatchState::Sealed => ("batches-state-sealed", Lucide::LockKeyhole, tokens.info),
        BatchState::HandedOver => ("batches-state-handed-over", Lucide::ArrowUpRight, tokens.ink2),
    }
}

/// What the form of a batch is called; its id where no title has come.
fn form_words(cx: &Cx<'_>, titles: &Titles, line: &BatchLine) -> String {
    let form = &line.view.form;
    let title = titles.get(&form.id.0).map(|it| in_language(cx, it));
    title.filter(|it| !it.is_empty()).unwrap_or_else(|| form.id.0.clone())
}

fn inside_ui(ui: &mut Ui, cx: &Cx<'_>, line: &BatchLine, form: &str) {
    let tokens = Tokens::of(ui);
    let view = &line.view;
    title_ui(ui, cx, &cx.t("batches-inside"), "");
    let of = |text: &str, value: &str, ui: &mut Ui| {
        fact(ui, cx, (&cx.t(text), value), Style::BODY, tokens.ink);
    };
    of("batches-rows", &count(cx, view.records), ui);
    of("batches-size", &cx.texts.size(view.bytes), ui);
    of("batches-form", &format!("{form} {}", view.form.version), ui);
    of("batches-destination", &destination_words(cx, &view.destination), ui);
    of("batches-sealed", &cx.when(view.sealed_at), ui);
    of("batches-sealed-by", &view.sealed_by, ui);
}

fn certificate_ui(ui: &mut Ui, cx: &Cx<'_>, line: &BatchLine) {
    let tokens = Tokens::of(ui);
    let it = &line.figures;
    title_ui(ui, cx, &cx.t("batches-certificate"), &cx.t("batches-found-limit"));
    let of = |text: &str, found: &str, limit: &str, ui: &mut Ui| {
        let both = if limit.is_empty() {
            found.to_owned()
        } else {
            let both = Message::new("batches-found").text("found", found).text("limit", limit);
            cx.m(&both)
        };
        fact(ui, cx, (&cx.t(text), &both), Style::BODY, tokens.ink);
    };
    #[expect(clippy::cast_precision_loss, reason = "a class size")]
    let highest = 1.0 / it.k.max(1) as f64;
    let share = |it: f64| cx.texts.percent(it, 1);
    of("batches-smallest", &count(cx, it.smallest), &count(cx, it.k), ui);
    of("batches-highest", &share(it.highest), &share(highest), ui);
    of("batches-mean-risk", &share(it.mean), &it.mean_limit.map(share).unwrap_or_default(), ui);
    of("batches-below", &count(cx, it.below_k), &count(cx, 0), ui);
    of("batches-lost", &share(it.lost), "", ui);
    of("batches-epoch", &it.epoch.to_string(), "", ui);
    of("batches-signers", &cx.texts.count(it.signers), "", ui);
    ui.add_space(space::XS);
    let words = Message::new("batches-in-words").number("k", it.smallest);
    small(ui, &cx.m(&words), tokens.ink2);
}

/// The fingerprint in groups of four, to be read out.
fn fingerprint_ui(ui: &mut Ui, cx: &Cx<'_>, view: &BatchView) {
    let tokens = Tokens::of(ui);
    title_ui(ui, cx, &cx.t("batches-fingerprint"), "");
    small(ui, &cx.t("batches-fingerprint-how"), tokens.ink3);
    let letters: Vec<char> = view.batch_id.chars().collect();
    for line in letters.chunks(32) {
        let groups: Vec<String> = line.chunks(4).map(|it| it.iter().collect()).collect();
        let words = groups.join(" ");
        ui.add(Text::new(&words).style(Style::SMALL_CODE).direction(Direction::Ltr));
    }
    let follows = if view.previous == "genesis" {
        cx.t("batches-first")
    } else {
        let previous: String = view.previous.chars().take(8).collect();
        cx.m(&Message::new("batches-follows").text("previous", previous))
    };
    small(ui, &follows, tokens.ink3);
}

fn count(cx: &Cx<'_>, n: u64) -> String {
    cx.texts.count(usize::try_from(n).unwrap_or(usize::MAX))
}
