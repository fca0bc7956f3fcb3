//! Import of records: a file, which of its columns answers which question, the first rows as they would come in, what was
//! refused, and the imports that were done.

mod columns;
mod detail;
mod done;
mod first_rows;

use std::collections::BTreeMap;

use eframe::egui::{Frame, Id, Key, Margin, Ui};

use super::{
    parts::{failure_ui, job_ui, panel, part_ui, path_ui, refused_ui, small},
    record_words::in_language,
};
use crate::{
    base::{FormId, Message},
    service::{
        command::import::{Imported, RefusedRow},
        job::Seen,
        query::{
            mapping::{ImportView, Source, Suggestion, TargetView},
            office::FormView,
        },
    },
    ui::{
        cx::Cx,
        frame,
        keys::{self, KeyHint, Shortcut},
        loadable::{Failure, Loadable},
        mark,
        text::{Style, Text},
        theme::{Tokens, size, space},
        widgets::{Button, Item, Question, SearchSelect},
    },
};

/// The key that does what comes next.
const DO: Shortcut = keys::ctrl(Key::Enter);
/// The key that goes on to the next part.
const NEXT: Shortcut = keys::plain(Key::F4);
/// The key that takes an import back.
const UNDO: Shortcut = keys::ctrl(Key::Z);

/// The parts of this screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Part {
    /// The file, and which column answers which question.
    #[default]
    Columns,
    /// The first rows, as they would come in.
    FirstRows,
    /// Rows that were refused, or would be.
    Refused,
    /// The imports that were done.
    Done,
}

impl Part {
    const ALL: [Self; 4] = [Self::Columns, Self::FirstRows, Self::Refused, Self::Done];

    const fn text(self) -> &'static str {
        match self {
            Self::Columns => "import-columns",
            Self::FirstRows => "import-first-rows",
            Self::Refused => "import-refused",
            Self::Done => "import-done",
        }
    }

    fn next(self) -> Self {
        let at = Self::ALL.iter().position(|it| *it == self).unwrap_or(0);
        Self::ALL.get(at + 1).copied().unwrap_or_default()
    }
}

/// View state.
#[derive(Debug, Default)]
pub struct Import {
    /// The part that is shown.
    pub part: Part,
    /// The forms of the office.
    pub forms: Loadable<Vec<FormView>>,
    /// The form, by id; empty where none is chosen.
    pub form: String,
    /// The file, as typed.
    pub path: String,
    /// What was read of the file.
    pub read: Option<Suggestion>,
    /// Which column answers which question, as it stands.
    pub map: BTreeMap<String, Source>,
    /// Why unlikely answers may stand.
    pub reason: String,
    /// What would come of it, as the mapping stands.
    pub tried: Option<Imported>,
    /// What came of it.
    pub outcome: Option<Imported>,
    /// The imports that were done.
    pub imports: Loadable<Vec<ImportView>>,
    /// Something was asked and not yet answered.
    pub busy: bool,
    /// How far long work is.
    pub job: Option<Seen>,
    /// Why something did not happen.
    pub failure: Option<Failure>,
    selected: Option<usize>,
    selected_row: Option<usize>,
    selected_refusal: Option<usize>,
    selected_taken: Option<usize>,
    /// It was drawn once, and its first field has had the focus.
    begun: bool,
}

/// What this screen can ask.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Read the file and propose which column answers which question.
    Read,
    /// How would this column answer this question?
    Assign {
        /// The heading.
        column: String,
        /// The question.
        question: String,
    },
    /// Say what would come of it.
    Try,
    /// Bring the rows in.
    Import,
    /// Take an import back.
    Undo {
        /// Its number.
        number: u32,
        /// Into which form it was.
        form: FormId,
    },
    /// Stop long work.
    Cancel,
    /// Choose a file.
    Pick,
    /// Show the imports that were done.
    ListDone,
}

impl Import {
    /// The keys that work now.
    #[must_use]
    pub fn keys(&self) -> Vec<KeyHint> {
        let mut hints = vec![KeyHint::new(NEXT, "import-key-next")];
        match (self.part, &self.read) {
            (Part::Done, _) => hints.push(KeyHint::new(UNDO, "import-key-undo")),
            (_, None) => hints.push(KeyHint::new(DO, "import-key-read")),
            (_, Some(_)) => hints.push(KeyHint::new(DO, "import-key-import")),
        }
        if self.part == Part::Columns && self.read.is_some() {
            hints.push(KeyHint::new(keys::plain(Key::Enter), "import-key-assign"));
        }
        if self.outcome.as_ref().is_some_and(|it| it.number.is_some()) && self.part != Part::Done {
            hints.push(KeyHint::new(UNDO, "import-key-undo"));
        }
        if self.job.is_some() {
            hints.push(KeyHint::new(keys::plain(Key::Escape), "import-key-stop"));
        }
        hints.push(KeyHint::new(keys::PANE, "office-key-pane"));
        hints
    }

    /// Takes in what was read of the file.
    pub fn put_read(&mut self, read: Suggestion) {
        self.map.clone_from(&read.map);
        self.read = Some(read);
        self.changed();
        self.selected = Some(0);
        self.outcome = None;
    }

    /// The mapping is another: what was tried says nothing any more.
    pub fn changed(&mut self) {
        self.tried = None;
        self.selected_row = None;
        self.selected_refusal = None;
    }

    /// The question that a column answers.
    fn question_of(&self, column: &str) -> Option<(&TargetView, &Source)> {
        let (question, source) = self.map.iter().find(|(_, it)| it.column == column)?;
        let targets = &self.read.as_ref()?.targets;
        Some((targets.iter().find(|it| it.name == *question)?, source))
    }

    /// Draws the screen.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> Option<Action> {
        let mut action = self.keys_pressed(ui);
        let asked = self.header_ui(ui, cx);
        action = action.or(asked);
        if self.part == Part::Columns && self.read.is_some() {
            frame::right_rail(ui, cx, |ui| {
                let asked = self.detail_ui(ui, cx);
                action = action.take().or(asked);
            });
        }
        if self.part == Part::FirstRows {
            frame::right_rail(ui, cx, |ui| self.row_ui(ui, cx));
        }
        frame::left_rail(ui, cx, |ui| {
            ui.add_space(space::S);
            ui.spacing_mut().item_spacing.y = 0.0;
            for part in Part::ALL {
                if part_ui(ui, &cx.t(part.text()), part == self.part) && part != self.part {
                    action = action.take().or(self.show(part));
                }
            }
        });
        let worked = frame::work(ui, cx, |ui| self.work_ui(ui, cx));
        action.or(worked)
    }

    fn keys_pressed(&mut self, ui: &Ui) -> Option<Action> {
        let ctx = ui.ctx();
        if keys::pressed(ctx, NEXT) {
            return self.show(self.part.next());
        }
        if self.busy || !keys::pressed(ctx, UNDO) {
            return None;
        }
        let import = match (self.part, &self.outcome) {
            (Part::Done, _) | (_, None) => self.selected_taken()?,
            (_, Some(outcome)) => {
                let number = outcome.number?;
                return Some(Action::Undo { number, form: FormId(self.form.clone()) });
            }
        };
        Some(Action::Undo { number: import.number, form: import.form.clone() })
    }

    fn selected_taken(&self) -> Option<&ImportView> {
        let import = self.imports.ready()?.get(self.selected_taken?)?;
        import.undone.is_none().then_some(import)
    }

    /// Shows a part; what it needs is asked for.
    fn show(&mut self, part: Part) -> Option<Action> {
        self.part = part;
        match part {
            Part::Columns => None,
            Part::FirstRows | Part::Refused => {
                let wanted = self.tried.is_none() && self.outcome.is_none() && !self.map.is_empty();
                (wanted && self.read.is_some() && !self.busy).then_some(Action::Try)
            }
            Part::Done => Some(Action::ListDone),
        }
    }

    fn header_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> Option<Action> {
        let mut action = None;
        let rows = self.read.as_ref().map(|it| it.rows);
        let (text, wanted, may) = match rows {
            None => ("import-read", Action::Read, self.may_read()),
            Some(_) => ("import-do", Action::Import, self.may_import()),
        };
        frame::header(
            ui,
            cx,
            |ui| {
                ui.add(Text::new(&cx.t("import-title")).style(Style::SECTION));
                let color = Tokens::of(ui).ink2;
                if let Some(rows) = rows {
                    let fact = Message::new("import-subject")
                        .text("form", self.form_title(cx))
                        .number("rows", u64::try_from(rows).unwrap_or(0));
                    let room = ui.available_width().max(40.0);
                    ui.add(Text::new(&cx.m(&fact)).color(color).elide(room));
                }
            },
            |ui| {
                if self.part == Part::Done || self.outcome.is_some() {
                    return;
                }
                let (caption, words) = (keys::caption(cx, DO), cx.t(text));
                let button = Button::new(&words).primary().keys(&caption);
                let pressed = ui.add_enabled(may, button).clicked();
                if may && (pressed || keys::pressed(ui.ctx(), DO)) {
                    action = Some(wanted);
                }
            },
        );
        action
    }

    fn may_read(&self) -> bool {
        !self.busy && !self.form.is_empty() && !self.path.trim().is_empty()
    }

    fn may_import(&self) -> bool {
        !self.busy && !self.map.is_empty()
    }

    fn form_title(&self, cx: &Cx<'_>) -> String {
        let forms = self.forms.ready().map_or(&[][..], Vec::as_slice);
        let form = forms.iter().find(|it| it.key.id.0 == self.form);
        form.map(|it| in_language(cx, &it.title).to_owned()).unwrap_or_default()
    }

    fn work_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> Option<Action> {
        let mut action = None;
        let margin = Margin { left: 16, right: 16, top: 12, bottom: 0 };
        if let Some(seen) = self.job {
            Frame::NONE.inner_margin(margin).show(ui, |ui| {
                if job_ui(ui, cx, seen) || keys::pressed(ui.ctx(), keys::plain(Key::Escape)) {
                    action = Some(Action::Cancel);
                }
            });
        }
        if let Some(failure) = &self.failure {
            Frame::NONE.inner_margin(margin).show(ui, |ui| failure_ui(ui, cx, failure));
            ui.add_space(space::S);
        }
        let asked = match self.part {
            Part::Columns => self.columns_part(ui, cx),
            Part::FirstRows => {
                self.first_rows_ui(ui, cx);
                None
            }
            Part::Refused => {
                self.refused_part(ui, cx);
                None
            }
            Part::Done => self.done_ui(ui, cx),
        };
        action.or(asked)
    }

    fn columns_part(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> Option<Action> {
        let action = panel(ui, cx, (&cx.t("import-file"), ""), |ui| self.file_ui(ui, cx));
        mark::hairline(ui, 1.0);
        if self.read.is_some() {
            self.columns_ui(ui, cx);
        }
        action
    }

    /// The form and the file.
    fn file_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> Option<Action> {
        let mut action = None;
        let width = ui.available_width().min(size::FORM);
        if self.read.is_some() {
            self.standing_ui(ui, cx);
            return None;
        }
        small(ui, &cx.t("import-how"), Tokens::of(ui).ink2);
        ui.add_space(space::S);
        let forms = self.forms.ready().map_or(&[][..], Vec::as_slice);
        let cleared = cx.session.map_or(&[][..], |it| it.compartments.as_slice());
        // A table of records is for those alone who may read them afterwards.
        let titles: Vec<(&str, &str)> = forms
            .iter()
            .filter(|it| it.may_enter && cleared.contains(&it.compartment))
            .map(|it| (it.key.id.0.as_str(), in_language(cx, &it.title)))
            .collect();
        let items: Vec<Item<'_>> =
            titles.iter().map(|(code, label)| Item { code, label, note: code }).collect();
        let label = cx.t("import-form");
        let form = &mut self.form;
        let id = Id::unique("import form");
        if !std::mem::replace(&mut self.begun, true) {
            ui.memory_mut(|it| it.request_focus(id));
        }
        let chosen = Question::new(&label).width(width).show(ui, cx, |ui, by| {
            SearchSelect::new(id, form, &items).width(332.0).labelled_by(by).show(ui, cx)
        });
        if chosen.changed() {
            ui.memory_mut(|it| it.request_focus(Id::unique("import-path")));
        }
        ui.add_space(space::M);
        let hint = cx.t("import-path-hint");
        let answer = path_ui(ui, cx, width, ("import-path", &hint), &mut self.path);
        if answer.pick {
            action = Some(Action::Pick);
        }
        if answer.entered && self.may_read() {
            action = Some(Action::Read);
        }
        action
    }

    fn refused_part(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let done = self.outcome.as_ref().or(self.tried.as_ref());
        let n = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
        panel(ui, cx, (&cx.t("import-refused"), ""), |ui| {
            let words = match (done, &self.outcome) {
                (None, _) => Message::new("import-not-tried"),
                (Some(it), Some(_)) => Message::new("import-outcome")
                    .number("read", n(it.read))
                    .number("imported", n(it.imported))
                    .number("refused", n(it.refused.len())),
                (Some(it), None) => Message::new("import-would")
                    .number("read", n(it.read))
                    .number("imported", n(it.imported))
                    .number("refused", n(it.refused.len())),
            };
            small(ui, &cx.m(&words), Tokens::of(ui).ink2);
            small(ui, &cx.t("import-refused-how"), Tokens::of(ui).ink3);
        });
        mark::hairline(ui, 1.0);
        let refused: &[RefusedRow] = done.map_or(&[], |it| &it.refused);
        if !refused.is_empty() {
            refused_ui(ui, cx, refused, &mut self.selected_refusal);
        }
    }
}
