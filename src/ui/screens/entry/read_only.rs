//! A record to be read: its answers as text, one a line, what changed since its return, and where there are comments.
//!
//! The entry screen shows it where answers may not be changed; review embeds it by [`record_body_ui`].

use std::collections::BTreeSet;

use eframe::egui::{
    Align2, Frame, Id, Margin, ScrollArea, Sense, Stroke, Ui, UiBuilder, WidgetInfo,
    accesskit::Role, pos2, vec2,
};
use egui_lucide::Lucide;

use super::{build::build, filling::Filling, sheet::Block};
use crate::{
    base::Message,
    forms::{Environment, Instance, InstanceError, Path},
    service::query::records::RecordView,
    ui::{
        cx::Cx,
        frame, mark,
        questions::{Kind, QuestionView, in_words, question_id},
        text::{self, Mark, Marking, Style, Text},
        theme::{Tokens, space},
    },
};

/// Height of a line.
const LINE: f32 = 26.0;
/// Where answers begin.
const ANSWERS: f32 = 262.0;

/// Which lines are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Only {
    /// Everything.
    #[default]
    All,
    /// What changed since the return.
    Changed,
    /// What somebody remarked on.
    Commented,
    /// What was kept in spite of a warning.
    Warned,
}

/// A record in words, worked out once.
#[derive(Clone, Debug, Default)]
pub struct RecordBody {
    sections: Vec<BodySection>,
}

#[derive(Clone, Debug, Default)]
struct BodySection {
    letter: String,
    title: String,
    lines: Vec<Line>,
}

#[derive(Clone, Debug)]
struct Line {
    path: Path,
    number: String,
    label: String,
    answer: String,
    /// The answer before the return, where it was another.
    before: Option<String>,
    warned: bool,
    /// A heading inside: a person of a list.
    is_head: bool,
}

impl RecordBody {
    /// A record as a reviewer opens it: `environment` is the world around its form.
    ///
    /// # Errors
    ///
    /// [`InstanceError`] where the answers cannot be read with their form.
    pub fn open(
        view: &RecordView,
        environment: &Environment,
        cx: &Cx<'_>,
    ) -> Result<Self, InstanceError> {
        let form = std::sync::Arc::clone(&view.form);
        let instance = Instance::from_json(form, environment, &view.instance)?;
        Ok(Self::new(view, &Filling::new(instance, cx.language()), cx))
    }

    /// The record in words.
    #[must_use]
    pub fn new(view: &RecordView, filling: &Filling, cx: &Cx<'_>) -> Self {
        let environment = filling.instance().environment();
        let form = std::sync::Arc::clone(&view.form);
        // What stood there before the return is shown where it can still be read.
        let before =
            view.before.as_ref().and_then(|it| Instance::from_json(form, environment, it).ok());
        let warned: BTreeSet<&Path> = view.overrides.iter().map(|it| &it.question).collect();
        let sheet = build(filling, cx);
        let reader = Reader { cx, language: filling.language(), before, warned };
        let sections = sheet
            .sections
            .iter()
            .map(|section| {
                let mut lines = Vec::new();
                reader.lines(&section.blocks, &mut lines);
                BodySection { letter: section.letter.clone(), title: section.title.clone(), lines }
            })
            .collect();
        let mut body = Self { sections };
        body.add_earlier(filling.instance(), cx);
        body
    }

    /// Answers that the form has no place for any more, as a section of their own.
    fn add_earlier(&mut self, instance: &Instance, cx: &Cx<'_>) {
        let line = |(path, text): (&str, &str)| Line {
            path: path.parse().unwrap_or_default(),
            number: String::new(),
            label: path.to_owned(),
            answer: text.to_owned(),
            before: None,
            warned: false,
            is_head: false,
        };
        let lines: Vec<Line> = instance.earlier_answers().map(line).collect();
        if !lines.is_empty() {
            let title = cx.t("entry-earlier-answers");
            self.sections.push(BodySection { letter: String::new(), title, lines });
        }
    }

    /// The questions of `only`, in order; of everything where [`Only::All`]. `commented` are those with comments.
    #[must_use]
    pub fn paths(&self, only: Only, view: &RecordView) -> Vec<Path> {
        let commented = commented(view);
        self.sections
            .iter()
            .flat_map(|it| &it.lines)
            .filter(|it| !it.is_head && it.is_in(only, &commented))
            .map(|it| it.path.clone())
            .collect()
    }

    /// The number of a question: `C3`; empty where there is no such.
    #[must_use]
    pub fn number(&self, path: &Path) -> &str {
        self.line(path).map_or("", |it| &it.number)
    }

    /// What a question asks; empty where there is no such.
    #[must_use]
    pub fn label(&self, path: &Path) -> &str {
        self.line(path).map_or("", |it| &it.label)
    }

    /// Whether the answer of a question is another than before the return.
    #[must_use]
    pub fn is_changed(&self, path: &Path) -> bool {
        self.line(path).is_some_and(|it| it.before.is_some())
    }

    /// How many answers are other than before the return.
    #[must_use]
    pub fn n_changed(&self) -> usize {
        self.sections.iter().flat_map(|it| &it.lines).filter(|it| it.before.is_some()).count()
    }

    /// How many questions there are.
    #[must_use]
    pub fn n_questions(&self) -> usize {
        self.sections.iter().flat_map(|it| &it.lines).filter(|it| !it.is_head).count()
    }

    fn line(&self, path: &Path) -> Option<&Line> {
        self.sections.iter().flat_map(|it| &it.lines).find(|it| it.path == *path)
    }
}

/// The questions with comments, and how many of them nobody has settled.
fn commented(view: &RecordView) -> Vec<(&Path, usize, bool)> {
    view.threads.iter().map(|it| (&it.question, it.comments.len(), it.settled)).collect()
}

struct Reader<'a> {
    cx: &'a Cx<'a>,
    language: &'a str,
    before: Option<Instance>,
    warned: BTreeSet<&'a Path>,
}

impl Reader<'_> {
    fn lines(&self, blocks: &[Block], lines: &mut Vec<Line>) {
        for block in blocks {
            match block {
                Block::Heading(..) => {}
                Block::Question(question) => lines.extend(self.line(question)),
                Block::Repeat(list) => {
                    for (n, row) in list.rows.iter().enumerate() {
                        let number = self.cx.texts.count(n + 1);
                        lines.push(Line {
                            path: row.path.clone(),
                            number,
                            label: row.title.clone(),
                            answer: String::new(),
                            before: None,
                            warned: false,
                            is_head: true,
                        });
                        for cell in row.cells.iter().flatten() {
                            lines.extend(self.line(cell));
                        }
                        self.lines(&row.others, lines);
                    }
                }
            }
        }
    }

    fn line(&self, question: &QuestionView) -> Option<Line> {
        if matches!(question.kind, Kind::Note | Kind::Absent) {
            return None;
        }
        let path = &question.path;
        let before = self.before.as_ref().map(|it| {
            let shown =
                if it.is_relevant(path) { it.shown(path, self.language) } else { String::new() };
            let kind = it.item(path).and_then(crate::forms::Item::question).map(|it| &it.kind);
            kind.map_or(String::new(), |kind| in_words(self.cx, kind, &shown))
        });
        Some(Line {
            path: path.clone(),
            number: question.number.clone(),
            label: question.label.clone(),
            answer: question.shown.clone(),
            before: before.filter(|it| *it != question.shown),
            warned: self.warned.contains(path),
            is_head: false,
        })
    }
}

impl Line {
    fn is_in(&self, only: Only, commented: &[(&Path, usize, bool)]) -> bool {
        match only {
            Only::All => true,
            Only::Changed => self.before.is_some(),
            Only::Commented => commented.iter().any(|it| *it.0 == self.path),
            Only::Warned => self.warned,
        }
    }
}

/// Draws a record to be read, scrolling by itself. `here` is marked and kept in view when it changes.
///
/// Answers with the question whose line was pressed.
pub fn record_body_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    body: &RecordBody,
    view: &RecordView,
    here: Option<&Path>,
    only: Only,
) -> Option<Path> {
    let commented = commented(view);
    let seen = Id::unique("read-only here");
    let before: Option<Path> = ui.data(|data| data.get_temp(seen)).flatten();
    let moved = before.as_ref() != here;
    ui.data_mut(|data| data.insert_temp(seen, here.cloned()));
    let mut pressed = None;
    // Each record has a place of its own: the next one begins at its top.
    let salt = ("record", view.summary.id);
    ScrollArea::vertical().auto_shrink(false).id_salt(salt).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for section in &body.sections {
            let shown: Vec<&Line> = section
                .lines
                .iter()
                .filter(|it| it.is_in(only, &commented) && (only == Only::All || !it.is_head))
                .collect();
            if shown.is_empty() {
                continue;
            }
            head_ui(ui, cx, section);
            for line in shown {
                let marks = commented.iter().filter(|it| *it.0 == line.path);
                let comments =
                    marks.fold((0, true), |(n, settled), it| (n + it.1, settled && it.2));
                let is_here = here == Some(&line.path);
                if line_ui(ui, cx, line, comments, is_here, is_here && moved) {
                    pressed = Some(line.path.clone());
                }
            }
        }
        ui.add_space(space::XL);
    });
    pressed
}

fn head_ui(ui: &mut Ui, cx: &Cx<'_>, section: &BodySection) {
    let tokens = Tokens::of(ui);
    let answers = section.lines.iter().filter(|it| !it.answer.is_empty()).count();
    let changed = section.lines.iter().filter(|it| it.before.is_some()).count();
    let count = Message::new("entry-section-answers")
        .number("n", answers as u64)
        .number("changed", changed as u64);
    Frame::NONE.inner_margin(Margin { left: 24, right: 16, top: 12, bottom: 4 }).show(ui, |ui| {
        frame::row(ui, cx, 24.0, |ui| {
            ui.add(Text::new(&section.letter).style(Style::SECTION));
            ui.add(Text::new(&section.title).style(Style::SECTION));
            ui.add(Text::new(&cx.m(&count)).style(Style::SMALL).color(tokens.ink3));
            let line = ui.available_rect_before_wrap();
            let y = line.center().y.floor() + 0.5;
            ui.painter().hline(line.x_range(), y, Stroke::new(1.0, tokens.line));
        });
    });
}

/// One question and its answer; answers whether it was pressed.
fn line_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    line: &Line,
    (comments, settled): (usize, bool),
    here: bool,
    into_view: bool,
) -> bool {
    let tokens = Tokens::of(ui);
    let id = question_id(&line.path).with("read");
    let (_, rect) = ui.allocate_space(vec2(ui.available_width(), LINE));
    let response = ui.interact(rect, id, Sense::click());
    let name = [line.number.as_str(), &line.label, &line.answer].join(" ");
    response.widget_info(|| WidgetInfo::selected(Role::Row, true, here, &name));
    if into_view {
        super::body::into_view(ui, rect, false);
    }
    if !ui.is_rect_visible(rect) {
        return response.clicked();
    }
    let fill = if here {
        Some(tokens.accent_wash)
    } else if line.before.is_some() {
        Some(tokens.info_wash)
    } else {
        response.hovered().then_some(tokens.hover)
    };
    if let Some(fill) = fill {
        ui.painter().rect_filled(rect, 0.0, fill);
    }
    if here {
        mark::bar(ui, rect);
    }
    let rtl = cx.is_rtl();
    if line.before.is_some() {
        let x = if rtl { rect.right() - 13.0 } else { rect.left() + 13.0 };
        ui.painter().circle_filled(pos2(x, rect.center().y), 3.5, tokens.info);
    }
    let inner = rect.shrink2(vec2(24.0, 0.0));
    ui.scope_builder(UiBuilder::new().max_rect(inner).layout(frame::leading(cx)), |ui| {
        words_ui(ui, cx, line, inner.width());
        if comments > 0 {
            ui.with_layout(frame::trailing(cx), |ui| comments_ui(ui, cx, comments, settled));
        }
    });
    if response.has_focus() {
        mark::ring(ui, rect.shrink(3.0));
    }
    response.clicked()
}

fn words_ui(ui: &mut Ui, cx: &Cx<'_>, line: &Line, width: f32) {
    let tokens = Tokens::of(ui);
    ui.spacing_mut().item_spacing.x = space::S;
    if line.is_head {
        ui.add(Text::new(&line.number).style(Style::STRONG).cell(34.0));
        ui.add(Text::new(&line.label).style(Style::STRONG));
        return;
    }
    let answers = ANSWERS.min(width * 0.45);
    ui.add(Text::new(&line.number).style(Style::SMALL).color(tokens.ink3).cell(34.0));
    let question = answers - 34.0 - 3.0 * space::S;
    let (rect, place) = ui.allocate_exact_size(vec2(question, LINE), Sense::hover());
    let rtl = cx.is_rtl();
    let (align, x) =
        if rtl { (Align2::RIGHT_CENTER, rect.right()) } else { (Align2::LEFT_CENTER, rect.left()) };
    let fit = text::Fit::Elide(question);
    let laid = text::lay(ui.ctx(), &line.label, Style::BODY, text::Direction::Auto, fit);
    let at = align.anchor_size(pos2(x, rect.center().y), laid.galley.rect.size());
    ui.painter().galley(at.min.round(), std::sync::Arc::clone(&laid.galley), tokens.ink2);
    if laid.galley.elided {
        place.on_hover_ui(|ui| {
            ui.add(Text::new(&line.label).wrap(360.0));
        });
    }
    let room = ui.available_width() - 120.0;
    let Some(before) = &line.before else {
        ui.add(Text::new(&line.answer).elide(room.max(40.0)));
        return;
    };
    let blank = cx.t("entry-was-blank");
    let before = if before.is_empty() { &blank } else { before };
    let range = 0..before.len();
    ui.add(
        Text::new(before)
            .color(tokens.ink2)
            .mark(Mark { range, marking: Marking::Strike })
            .elide(room * 0.45),
    );
    let now = if line.answer.is_empty() { &blank } else { &line.answer };
    ui.add(Text::new(now).style(Style::STRONG).elide((room * 0.55).max(40.0)));
}

fn comments_ui(ui: &mut Ui, cx: &Cx<'_>, n: usize, settled: bool) {
    let tokens = Tokens::of(ui);
    let color = if settled { tokens.ink3 } else { tokens.info };
    let id = if settled { "entry-comments-settled" } else { "entry-comments" };
    let words = cx.m(&Message::new(id).number("n", n as u64));
    ui.spacing_mut().item_spacing.x = space::XS;
    ui.add(Text::new(&words).style(Style::SMALL).color(color));
    text::icon(ui, Lucide::MessageSquare, color);
}
