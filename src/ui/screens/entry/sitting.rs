//! One sitting at one record: where the person is, and what happens when they act.

use std::{collections::BTreeMap, sync::Arc};

use eframe::egui::{Context, Event, Id, Ui};
use zeroize::Zeroizing;

use super::{
    Action,
    build::build,
    compare::Comparison,
    filling::Filling,
    keyboard,
    read_only::RecordBody,
    sheet::{Issue, Sheet, Stop},
};
use crate::{
    base::CommentId,
    forms::{Instance, Item, Path, Violation},
    service::query::records::{CrossView, Duplicate, RecordView, Thread},
    ui::{
        cx::Cx,
        frame,
        questions::{Choice, Kind, Outcome, QuestionView, choices, question_id},
        text::TextRoom,
    },
};

/// One sitting at one record.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Sitting {
    pub(super) view: RecordView,
    pub(super) filling: Filling,
    pub(super) sheet: Arc<Sheet>,
    built_for: u64,
    /// Where the person is.
    pub(super) here: Option<Stop>,
    /// Where they were before: its field may still have something to settle.
    before: Option<Stop>,
    /// The place of `here`, kept while it is not asked any more.
    here_at: usize,
    /// What is to have the focus from the next frame on.
    want: Option<Id>,
    /// What had it in the last frame.
    had_focus: bool,
    /// Esc was pressed in a question.
    pub(super) escaped: bool,
    /// A field that was begun in the empty last line: its caret is yet to be set behind what was typed.
    begun: Option<(Path, u8)>,
    /// For so many frames the current question is still scrolled into view.
    pub(super) scroll: u8,
    choices: BTreeMap<Path, Vec<Choice>>,
    choices_for: (u64, Option<Stop>, Option<Stop>),
    pub(super) duplicates: Vec<Duplicate>,
    /// Reasons in whose fields somebody writes.
    pub(super) reasons_typed: BTreeMap<(Path, &'static str), String>,
    pub(super) answers_typed: BTreeMap<CommentId, String>,
    pub(super) comment_typed: Option<(Path, String)>,
    pub(super) history_open: bool,
    pub(super) removed: Option<(Box<Instance>, String)>,
    /// A submission is on its way.
    pub(super) submitting: bool,
    /// This record beside another one, in place of the questions.
    pub(super) comparison: Option<Comparison>,
    /// An answer of the last record, to be taken in.
    given: Option<(Path, Zeroizing<String>)>,
    /// The same read-only, where answers may not be changed.
    pub(super) body: Option<RecordBody>,
}

impl std::fmt::Debug for Sitting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sitting").field("record", &self.view.summary.id).finish_non_exhaustive()
    }
}

impl Sitting {
    /// Opens a record at the question at which it was left; one that came back, at the first with an open remark.
    #[must_use]
    pub fn new(view: RecordView, instance: Instance, cx: &Cx<'_>) -> Self {
        let mut filling = Filling::new(instance, cx.language());
        filling.read_reasons(&view.reasons);
        let body = (!view.editable).then(|| RecordBody::new(&view, &filling, cx));
        let sheet = Arc::new(build(&filling, cx));
        let resume = view.resume_at.clone().map(Stop::Question);
        // A note that the author wrote waits for nobody's answer here.
        let asked = |it: &Thread| it.comments.iter().any(|one| one.by != view.summary.author);
        let is_open = |stop: &&Stop| {
            let mut here = view.threads.iter().filter(|it| it.question == *stop.path());
            here.any(|it| !it.settled && asked(it))
        };
        let here = resume
            .filter(|it| sheet.stops.contains(it))
            .or_else(|| sheet.stops.iter().find(is_open).cloned())
            .or_else(|| sheet.stops.first().cloned());
        let mut sitting = Self {
            built_for: filling.generation(),
            view,
            filling,
            sheet,
            here: None,
            before: None,
            here_at: 0,
            want: None,
            had_focus: false,
            escaped: false,
            begun: None,
            scroll: 0,
            choices: BTreeMap::new(),
            choices_for: (0, None, None),
            duplicates: Vec::new(),
            reasons_typed: BTreeMap::new(),
            answers_typed: BTreeMap::new(),
            comment_typed: None,
            history_open: false,
            removed: None,
            submitting: false,
            comparison: None,
            given: None,
            body,
        };
        if let Some(here) = here {
            sitting.go(here);
        }
        sitting
    }

    /// The record.
    #[must_use]
    pub const fn view(&self) -> &RecordView {
        &self.view
    }

    /// The answers.
    #[must_use]
    pub const fn filling(&self) -> &Filling {
        &self.filling
    }

    /// The answers, to be changed.
    pub const fn filling_mut(&mut self) -> &mut Filling {
        &mut self.filling
    }

    /// A question as it is put now; `None` where it is not asked.
    #[must_use]
    pub fn question(&self, path: &Path) -> Option<&QuestionView> {
        self.sheet.question(path)
    }

    /// Everything as it is drawn.
    #[must_use]
    pub fn sheet(&self) -> &Sheet {
        &self.sheet
    }

    /// Where the person is.
    #[must_use]
    pub const fn here(&self) -> Option<&Stop> {
        self.here.as_ref()
    }

    /// Rises with every change.
    pub(super) const fn generation(&self) -> u64 {
        self.built_for
    }

    /// Whether a question must be drawn wherever it stands: it has the focus, or something to settle.
    pub(super) fn is_live(&self, path: &Path) -> bool {
        [&self.here, &self.before].into_iter().flatten().any(|it| it.path() == path)
    }

    /// Whether the current question is to be scrolled into view in this frame. A scroll area moves a frame after it
    /// is asked, so it is asked in every second frame only.
    pub(super) const fn scrolls(&self) -> bool {
        self.scroll % 2 == 1
    }

    /// The question at which to resume.
    #[must_use]
    pub const fn at(&self) -> Option<&Path> {
        match &self.here {
            Some(Stop::Question(path)) => Some(path),
            Some(Stop::Add(_)) | None => None,
        }
    }

    /// Draws the screen.
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> Option<Action> {
        let ctx = ui.ctx().clone();
        let free = ctx.memory(|memory| memory.top_modal_layer().is_none());
        self.refresh(cx);
        // Before anything is drawn: the field then knows that it was come to, and selects what it holds.
        if let Some(id) = self.want.take() {
            ctx.memory_mut(|memory| memory.request_focus(id));
        }
        let mut action = None;
        if free {
            action = self.comparison_keys(ui, cx);
        }
        if free && self.view.editable && self.comparison.is_none() {
            self.take_given(cx);
            self.settle_caret(&ctx);
            action = action.or_else(|| self.keys(&ctx, cx));
            self.refresh(cx);
        }
        action = self.header_ui(ui, cx).or(action);
        self.outline_ui(ui, cx);
        action = self.middle_ui(ui, cx).or(action);
        self.refresh(cx);
        if self.want.is_some() || self.scroll > 0 {
            ctx.request_repaint();
        }
        let escaped = std::mem::take(&mut self.escaped);
        if free && keyboard::left(&ctx) {
            action = Some(Action::Leave);
        } else if let Some(here) = self.here.as_ref().filter(|_| escaped) {
            // Esc closed a list: its field is come to again, so that typing replaces what it holds.
            ctx.memory_mut(|memory| memory.surrender_focus(here.id()));
            self.want = Some(here.id());
            ctx.request_repaint();
        }
        action
    }

    /// The rail, and the questions, a list, or two records side by side.
    fn middle_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> Option<Action> {
        let mut action = None;
        let list = self.here.as_ref().and_then(Stop::list).filter(|_| self.view.editable);
        let list = list.filter(|it| self.sheet.list(it).is_some());
        let compares = self.comparison.is_some();
        if list.is_none() || compares || frame::is_drawer(ui, frame::Rail::Right) {
            action = self.rail_ui(ui, cx);
        }
        self.had_focus = false;
        match &list {
            _ if self.comparison.is_some() => {
                action = self.comparison_ui(ui, cx).or(action);
            }
            Some(list) => self.roster_ui(ui, cx, list),
            None => self.body_ui(ui, cx),
        }
        action
    }

    /// Whether `answer` can stand at a question now: it is asked, and its list offers that.
    #[must_use]
    pub fn takes(&self, question: &Path, answer: &str) -> bool {
        let instance = self.filling.instance();
        let asked = self.sheet.question(question).filter(|it| it.asked && !answer.is_empty());
        let Some(asked) = asked else { return false };
        let is_list =
            matches!(asked.kind, Kind::Search | Kind::Segment(_) | Kind::Boxes(_) | Kind::Many);
        let offered = instance.choices(question);
        !is_list || answer.split_whitespace().all(|code| offered.iter().any(|it| it.code == code))
    }

    /// Gives an answer, as the last record has it; it is taken in at the next frame.
    pub fn give(&mut self, question: Path, answer: String) {
        self.given = Some((question, Zeroizing::new(answer)));
    }

    fn take_given(&mut self, cx: &Cx<'_>) {
        let Some((question, answer)) = self.given.take() else { return };
        self.filling.answer(&question, &answer);
        self.refresh(cx);
        if self.at() == Some(&question) {
            self.step(false, cx);
        }
    }

    /// Works everything out again where an answer has changed.
    pub(super) fn refresh(&mut self, cx: &Cx<'_>) {
        if self.built_for != self.filling.generation() {
            self.sheet = Arc::new(build(&self.filling, cx));
            self.built_for = self.filling.generation();
        }
        if let Some(at) = self.here.as_ref().and_then(|it| self.sheet.place(it)) {
            self.here_at = at;
        }
        let wanted = (self.built_for, self.here.clone(), self.before.clone());
        if self.choices_for != wanted {
            self.choices.clear();
            for stop in [&self.here, &self.before].into_iter().flatten() {
                let Stop::Question(path) = stop else { continue };
                let question = self.sheet.question(path);
                if question.is_some_and(|it| it.kind.is_searched()) {
                    let instance = self.filling.instance();
                    let all = choices(instance, path, self.filling.language());
                    self.choices.insert(path.clone(), all);
                }
            }
            self.choices_for = wanted;
        }
    }

    /// What can be chosen at a question; empty where it is not the current one.
    pub(super) fn choices(&self, path: &Path) -> &[Choice] {
        self.choices.get(path).map_or(&[], Vec::as_slice)
    }

    /// Goes somewhere: the question before is left.
    pub(super) fn go(&mut self, stop: Stop) {
        self.want = Some(stop.id());
        self.arrive(stop);
        self.scroll = 3;
    }

    /// The person is at `stop` now.
    fn arrive(&mut self, stop: Stop) {
        if self.here.as_ref() == Some(&stop) {
            return;
        }
        if let Some(Stop::Question(left)) = &self.here {
            self.filling.leave(left);
        }
        self.before = self.here.replace(stop);
    }

    /// Gives the focus to something that is no question.
    pub(super) const fn focus(&mut self, id: Id) {
        self.want = Some(id);
    }

    /// Gives the focus back to the current question.
    pub(super) fn come_back(&mut self) {
        if self.view.editable {
            self.want = self.here.as_ref().map(Stop::id);
        }
    }

    /// The next stop, or the one before.
    pub(super) fn step(&mut self, back: bool, cx: &Cx<'_>) {
        if let Some(Stop::Question(left)) = self.here.clone() {
            self.filling.leave(&left);
        }
        self.refresh(cx);
        let known = self.here.as_ref().is_some_and(|it| self.sheet.place(it).is_some());
        let next = match (back, known) {
            (true, _) => self.here_at.checked_sub(1),
            (false, true) => Some(self.here_at + 1),
            (false, false) => Some(self.here_at), // it is gone: what came after stands there now
        };
        if let Some(stop) = next.and_then(|at| self.sheet.stops.get(at)).cloned() {
            self.go(stop);
        }
    }

    /// Goes to the first stop of a section.
    pub(super) fn go_to_section(&mut self, at: usize) {
        let first = self.sheet.sections.get(at).map(|it| it.stops.clone());
        let stops = first.and_then(|it| self.sheet.stops.get(it)).unwrap_or_default();
        if let Some(stop) = stops.first().cloned() {
            self.go(stop);
        }
    }

    /// The section in which the person is.
    pub(super) fn section(&self) -> Option<usize> {
        self.sheet.section_of(self.here.as_ref()?)
    }

    /// Goes to the question of an issue, or as near to it as one can go.
    pub(super) fn go_to(&mut self, path: &Path) {
        let sheet = Arc::clone(&self.sheet);
        let exact = sheet.stops.iter().find(|it| it.path() == path);
        let inside = || sheet.stops.iter().find(|it| it.path().0.starts_with(&path.0));
        let beside = || {
            let group = path.parent()?;
            sheet.stops.iter().find(|it| it.path().0.starts_with(&group.0))
        };
        if let Some(stop) = exact.or_else(inside).or_else(beside) {
            self.go(stop.clone());
        }
    }

    /// The next thing that is wrong, after where the person is; a missing answer where nothing else is.
    pub(super) fn go_to_next_issue(&mut self) {
        let sheet = Arc::clone(&self.sheet);
        let shown: Vec<&Issue> = sheet.shown_issues().filter(|it| it.reason.is_none()).collect();
        let here = self.here.as_ref().map(Stop::path);
        let at = shown.iter().position(|it| Some(&it.path) == here);
        let next = at.map_or(0, |it| it + 1);
        let next = shown.get(next).or(shown.first()).copied();
        let next = next.or_else(|| sheet.issues.iter().find(|it| it.missing));
        if let Some(issue) = next {
            self.go_to(&issue.path);
        }
    }

    /// Takes in what happened at a stop.
    pub(super) fn take(&mut self, stop: &Stop, outcome: Outcome, by_pointer: bool, cx: &Cx<'_>) {
        let path = stop.path();
        if let Some(text) = outcome.typed {
            if let Stop::Add(list) = stop {
                self.add_row(list, &text, cx);
                return;
            }
            self.filling.type_in(path, &text);
        }
        if let Some(text) = outcome.answered {
            self.filling.answer(path, &text);
        }
        if let Some(misread) = outcome.misread {
            self.filling.misread_in(path, misread);
        }
        if outcome.focused {
            self.had_focus = true;
            if self.here.as_ref() != Some(stop) && self.want.is_none() {
                self.arrive(stop.clone());
                self.scroll = if by_pointer { 0 } else { 3 };
            }
        }
        if outcome.enter && self.here.as_ref() == Some(stop) {
            self.step(false, cx);
        }
    }

    /// Whether a question of this screen has the focus.
    pub(super) const fn had_focus(&self) -> bool {
        self.had_focus
    }

    /// What is current has the focus again: Esc took it away before it could close a list.
    pub(super) fn hold_focus(&self, ctx: &Context) {
        if let Some(here) = &self.here {
            ctx.memory_mut(|memory| memory.request_focus(here.id()));
        }
    }

    /// The field of a question goes on with what was typed in the empty last line.
    pub(super) fn go_on_typing(&mut self, path: &Path) {
        self.begun = Some((path.clone(), 0));
    }

    /// A field that comes by key selects all it holds; one that was begun elsewhere must not lose its first letters.
    pub(super) fn settle_caret(&mut self, ctx: &Context) {
        let Some((path, frames)) = self.begun.take() else { return };
        if frames == 0 {
            let more: String = ctx.input_mut(|input| {
                let mut more = String::new();
                input.events.retain(|event| {
                    let Event::Text(text) = event else { return true };
                    more.push_str(text);
                    false
                });
                more
            });
            if !more.is_empty() {
                let whole = [self.filling.text(&path), &more].concat();
                self.filling.type_in(&path, &whole);
            }
            self.begun = Some((path, 1));
        } else {
            ctx.plugin::<TextRoom>().lock().caret_to_end(question_id(&path));
        }
        ctx.request_repaint();
    }

    /// How the current question is answered.
    pub(super) fn kind_here(&self) -> Option<&Kind> {
        Some(&self.sheet.question(self.at()?)?.kind)
    }

    /// Takes in what other records say.
    pub fn set_cross(&mut self, cross: CrossView) {
        self.filling.set_elsewhere(cross.violations);
        self.duplicates = cross.duplicates;
    }

    /// The record could not be handed in: everything that is wrong is told now.
    pub fn blocked(&mut self, violations: Vec<Violation>) {
        self.submitting = false;
        self.filling.all_due();
        let first = violations.first().map(|it| it.path.clone());
        let checks = violations.into_iter().filter(|it| is_check(&it.rule)).collect();
        self.filling.set_elsewhere(checks);
        if let Some(first) = first {
            self.go_to(&first);
        }
    }

    /// The current question is left: the screen goes away.
    pub fn settle(&mut self) {
        if let Some(Stop::Question(here)) = &self.here {
            self.filling.leave(here);
        }
    }

    /// Whether a submission is on its way.
    pub const fn set_submitting(&mut self, submitting: bool) {
        self.submitting = submitting;
    }

    /// Takes in comments and history as they stand now; the answers stay as they are.
    pub fn set_threads(&mut self, view: &RecordView) {
        self.view.threads.clone_from(&view.threads);
        self.view.history.clone_from(&view.history);
    }

    /// What the answer's label says, for messages about it.
    pub(super) fn number(&self, path: &Path) -> String {
        match self.filling.instance().item(path) {
            Some(Item::Question(question)) => question.number.clone(),
            Some(Item::Repeat(repeat)) => repeat.group.letter.clone().unwrap_or_default(),
            Some(Item::Group(group)) => group.letter.clone().unwrap_or_default(),
            None => String::new(),
        }
    }
}

const fn is_check(rule: &crate::forms::Rule) -> bool {
    matches!(rule, crate::forms::Rule::Check(_))
}
