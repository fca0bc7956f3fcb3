//! Forms of the office; adding one from a workbook, with everything that is wrong in it.

use eframe::egui::{Id, Key, Ui};
use egui_lucide::Lucide;

use super::{Action, PickFor, Upgrade, people::compartment_words};
use crate::{
    base::Message,
    forms::{Diagnostic, Severity},
    service::query::office::{FormCheck, FormView},
    ui::{
        cx::Cx,
        frame,
        keys::{self, Shortcut},
        loadable::Loadable,
        mark,
        notices::Kind,
        screens::{
            export::in_language,
            parts::{failure_ui, panel, path_ui, small},
        },
        text::{Direction, Style, Text},
        theme::{Tokens, size, space},
        widgets::{Button, Column, Table, Width, icon_words, notice_strip},
    },
};

/// View state.
#[derive(Debug, Default)]
pub struct Forms {
    /// The office's forms.
    pub list: Loadable<Vec<FormView>>,
    /// The row that is selected.
    pub selected: Option<usize>,
    /// A form that is being added.
    pub candidate: Option<Candidate>,
    /// Open records that are brought to the current version of a form.
    pub upgrade: Option<Upgrade>,
}

/// The key that says what would become of open records.
pub(super) const UPGRADE: Shortcut = keys::ctrl(Key::U);

/// A form that is being added.
#[derive(Debug, Default)]
pub struct Candidate {
    /// Where it lies, as typed.
    pub path: String,
    /// What its check found.
    pub check: Option<FormCheck>,
    /// The finding that is selected.
    pub selected: Option<usize>,
}

impl Forms {
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, free: bool) -> Option<Action> {
        if let Some(candidate) = &mut self.candidate {
            return candidate_ui(ui, cx, candidate, free);
        }
        if let Some(upgrade) = &mut self.upgrade {
            return upgrade.ui(ui, cx, free);
        }
        match &self.list {
            Loadable::Loading => {}
            Loadable::Failed(failure) => failure_ui(ui, cx, failure),
            Loadable::Ready(forms) => table_ui(ui, cx, forms, &mut self.selected),
        }
        None
    }
}

impl Forms {
    /// The selected form, and what can be done with it.
    pub(super) fn rail_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, free: bool) -> Option<Action> {
        let form = self.list.ready()?.get(self.selected?)?.clone();
        let mut action = None;
        frame::block(ui, cx, |ui| {
            let tokens = Tokens::of(ui);
            let title = in_language(cx, &form.title);
            let width = ui.available_width();
            ui.add(Text::new(&title).style(Style::SECTION).wrap(width));
            ui.add(Text::new(&form.key.id.0).style(Style::SMALL_CODE).color(tokens.ink3));
            ui.add_space(space::S);
            let (words, caption) = (cx.t("office-upgrade-ask"), keys::caption(cx, UPGRADE));
            let button = Button::new(&words).keys(&caption);
            let pressed = ui.add_enabled(free, button).clicked();
            small(ui, &cx.t("office-upgrade-ask-how"), tokens.ink3);
            if free && (pressed || keys::pressed(ui.ctx(), UPGRADE)) {
                let id = form.key.id.clone();
                self.upgrade = Some(Upgrade { form: id, title, report: None, selected: None });
                action = Some(Action::Upgrade { form: form.key.id.clone(), dry_run: true });
            }
        });
        action
    }
}

fn table_ui(ui: &mut Ui, cx: &Cx<'_>, forms: &[FormView], selected: &mut Option<usize>) {
    let columns = [
        Column::text(cx.t("office-form-title"), Width::Share(1.6, 230.0)),
        Column::text(cx.t("office-form-id"), Width::Share(0.8, 120.0)),
        Column::text(cx.t("office-form-version"), Width::Exact(70.0)),
        Column::text(cx.t("office-form-compartment"), Width::Exact(96.0)),
        Column::number(cx.t("office-form-questions"), Width::Exact(80.0)),
        Column::number(cx.t("office-form-records"), Width::Exact(74.0)),
        Column::text(cx.t("office-form-leaves"), Width::Exact(120.0)),
    ];
    let name = cx.t("office-forms");
    let id = Id::unique("office forms");
    let table = Table::new(id, &name, &columns, forms.len(), selected).row_height(30.0);
    let _seen = table.show(
        ui,
        cx,
        |row| forms.get(row).map(|it| it.key.id.0.clone()).unwrap_or_default(),
        |ui, row, column| {
            let Some(form) = forms.get(row) else { return };
            let tokens = Tokens::of(ui);
            let room = ui.available_width();
            let leaves = if form.exportable { "office-form-may" } else { "office-form-may-not" };
            let (words, style) = match column {
                0 => (in_language(cx, &form.title), Style::BODY),
                1 => (form.key.id.0.clone(), Style::SMALL_CODE),
                2 => (form.key.version.clone(), Style::BODY),
                3 => (compartment_words(cx, &form.compartment), Style::BODY),
                4 => (cx.texts.count(form.questions), Style::BODY),
                5 => (cx.texts.count(form.records), Style::BODY),
                _ => (cx.t(leaves), Style::BODY),
            };
            let color = if column == 0 { tokens.ink } else { tokens.ink2 };
            ui.add(Text::new(&words).style(style).color(color).elide(room));
        },
    );
}

fn candidate_ui(ui: &mut Ui, cx: &Cx<'_>, candidate: &mut Candidate, free: bool) -> Option<Action> {
    let mut action = None;
    panel(ui, cx, (&cx.t("office-add-form"), ""), |ui| {
        let width = ui.available_width().min(size::FORM);
        let hint = cx.t("office-form-path-hint");
        let answer = path_ui(ui, cx, width, ("office-form-path", &hint), &mut candidate.path);
        if answer.pick {
            action = Some(Action::Pick(PickFor::Form));
        }
        ui.add_space(space::S);
        let runs = candidate.check.as_ref().is_some_and(|it| it.runs);
        frame::row(ui, cx, size::CONTROL, |ui| {
            let given = free && !candidate.path.trim().is_empty();
            let words = cx.t("office-form-check");
            let button = Button::new(&words);
            let button = if runs { button } else { button.primary() };
            let pressed = ui.add_enabled(given, button).clicked();
            if given && (pressed || answer.entered) {
                action = Some(Action::CheckForm(candidate.path.trim().to_owned()));
            }
            if runs {
                let words = cx.t("office-form-add");
                if ui.add_enabled(free, Button::new(&words).primary()).clicked() {
                    action = Some(Action::AddForm);
                }
            }
        });
        ui.add_space(space::S);
        if let Some(check) = &candidate.check {
            verdict_ui(ui, cx, check);
        }
    });
    let Some(check) = candidate.check.as_ref().filter(|it| !it.findings.is_empty()) else {
        return action;
    };
    mark::hairline(ui, 1.0);
    findings_ui(ui, cx, &check.findings, &mut candidate.selected);
    action
}

/// Whether it would run, in words.
fn verdict_ui(ui: &mut Ui, cx: &Cx<'_>, check: &FormCheck) {
    let n = |severity| {
        let n = check.findings.iter().filter(|it| it.severity == severity).count();
        u64::try_from(n).unwrap_or(u64::MAX)
    };
    let (kind, text) = if check.runs {
        (Kind::Done, "office-form-runs")
    } else {
        (Kind::Error, "office-form-refused")
    };
    let words = Message::new(text)
        .text("title", in_language(cx, &check.title))
        .text("version", check.key.version.clone())
        .number("questions", u64::try_from(check.questions).unwrap_or(u64::MAX))
        .number("errors", n(Severity::Error))
        .number("warnings", n(Severity::Warning));
    notice_strip(ui, cx, kind, &cx.m(&words), |_| {});
}

fn findings_ui(ui: &mut Ui, cx: &Cx<'_>, findings: &[Diagnostic], selected: &mut Option<usize>) {
    let columns = [
        Column::text(cx.t("office-finding-code"), Width::Exact(110.0)),
        Column::text(cx.t("office-finding-sheet"), Width::Exact(76.0)),
        Column::number(cx.t("office-finding-row"), Width::Exact(56.0)),
        Column::text(cx.t("office-finding-column"), Width::Exact(120.0)),
        Column::text(cx.t("office-finding-excerpt"), Width::Exact(130.0)),
        Column::text(cx.t("office-finding-what"), Width::Share(1.0, 320.0)),
    ];
    let name = cx.t("office-findings");
    let id = Id::unique("office findings");
    let table = Table::new(id, &name, &columns, findings.len(), selected);
    let _seen = table.show(
        ui,
        cx,
        |row| findings.get(row).map(|it| format!("{} {}", it.code, it.row)).unwrap_or_default(),
        |ui, row, column| {
            let Some(it) = findings.get(row) else { return };
            let tokens = Tokens::of(ui);
            let room = ui.available_width();
            let words = match column {
                0 => {
                    let (icon, color) = match it.severity {
                        Severity::Error => (Lucide::CircleX, tokens.error),
                        Severity::Warning => (Lucide::TriangleAlert, tokens.warn),
                        Severity::Note => (Lucide::Info, tokens.ink2),
                    };
                    icon_words(ui, it.code, icon, color);
                    return;
                }
                1 => it.sheet.clone(),
                2 if it.row == 0 => "\u{2013}".to_owned(),
                2 => it.row.to_string(),
                3 => it.column.clone(),
                4 => it.excerpt.clone(),
                _ => [cx.m(&it.message), cx.m(&it.advice)].join(" "),
            };
            let text = Text::new(&words).style(Style::SMALL);
            let text = if column == 5 { text } else { text.direction(Direction::Ltr) };
            ui.add(text.elide(room));
        },
    );
}
