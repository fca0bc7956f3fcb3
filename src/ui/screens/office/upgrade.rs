//! Records at earlier versions of a form: what would change before anything does, and the step itself.

use eframe::egui::{Id, Key, Ui};

use super::Action;
use crate::{
    base::{FormId, Message},
    forms::Loss,
    service::command::upgrade::{RecordUpgrade, UpgradeReport},
    ui::{
        cx::Cx,
        frame, keys, mark,
        notices::Kind,
        screens::parts::{panel, small},
        text::{Style, Text},
        theme::{Tokens, size, space},
        widgets::{Button, Column, Table, Width, notice_strip, state_words},
    },
};

/// View state.
#[derive(Debug)]
pub struct Upgrade {
    /// The form.
    pub form: FormId,
    /// Its title.
    pub title: String,
    /// What would come of it; what came of it once it was done.
    pub report: Option<UpgradeReport>,
    /// The row that is selected.
    pub selected: Option<usize>,
}

impl Upgrade {
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, free: bool) -> Option<Action> {
        let mut action = None;
        let title = cx.m(&Message::new("office-upgrade-title").text("form", self.title.clone()));
        panel(ui, cx, (&title, ""), |ui| {
            small(ui, &cx.t("office-upgrade-how"), Tokens::of(ui).ink2);
            ui.add_space(space::S);
            let Some(report) = &self.report else { return };
            notice_strip(ui, cx, kind(report), &cx.m(&standing(report)), |_| {});
            ui.add_space(space::S);
            let may = free && report.dry_run && 0 < report.upgraded;
            frame::row(ui, cx, size::CONTROL, |ui| {
                let key = keys::ctrl(Key::Enter);
                let n = u64::try_from(report.upgraded).unwrap_or(u64::MAX);
                let words = cx.m(&Message::new("office-upgrade-do").number("n", n));
                let caption = keys::caption(cx, key);
                let button = Button::new(&words).primary().keys(&caption);
                let pressed = ui.add_enabled(may, button).clicked();
                if may && (pressed || keys::pressed(ui.ctx(), key)) {
                    action = Some(Action::Upgrade { form: self.form.clone(), dry_run: false });
                }
            });
        });
        mark::hairline(ui, 1.0);
        if let Some(report) = self.report.as_ref().filter(|it| !it.records.is_empty()) {
            table_ui(ui, cx, &report.records, &mut self.selected);
        }
        action
    }
}

fn kind(report: &UpgradeReport) -> Kind {
    let rough = |it: &RecordUpgrade| !it.lost.is_empty() || !it.needed.is_empty() || !it.moves;
    match (report.dry_run, report.records.iter().any(rough)) {
        (true, true) => Kind::Warning,
        (true, false) => Kind::News,
        (false, _) => Kind::Done,
    }
}

fn standing(report: &UpgradeReport) -> Message {
    let n = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    let count = |fits: &dyn Fn(&RecordUpgrade) -> bool| {
        n(report.records.iter().filter(|it| fits(it)).count())
    };
    let text = match (report.records.is_empty(), report.dry_run) {
        (true, _) => "office-upgrade-none",
        (false, true) => "office-upgrade-would",
        (false, false) => "office-upgrade-did",
    };
    Message::new(text)
        .text("version", report.version.clone())
        .number("records", n(report.records.len()))
        .number("upgraded", n(report.upgraded))
        .number("lost", count(&|it| !it.lost.is_empty()))
        .number("needed", count(&|it| !it.needed.is_empty()))
        .number("stay", count(&|it| !it.moves))
}

fn table_ui(ui: &mut Ui, cx: &Cx<'_>, records: &[RecordUpgrade], selected: &mut Option<usize>) {
    let columns = [
        Column::text(cx.t("office-upgrade-record"), Width::Exact(150.0)),
        Column::text(cx.t("office-upgrade-state"), Width::Exact(120.0)),
        Column::text(cx.t("office-form-version"), Width::Exact(90.0)),
        Column::text(cx.t("office-upgrade-lost"), Width::Share(1.0, 170.0)),
        Column::text(cx.t("office-upgrade-needed"), Width::Share(1.0, 150.0)),
        Column::text(cx.t("office-upgrade-broken"), Width::Share(0.7, 120.0)),
        Column::text(cx.t("office-upgrade-then"), Width::Exact(150.0)),
    ];
    let name = cx.t("office-upgrade-records");
    let id = Id::unique("office upgrade");
    let table = Table::new(id, &name, &columns, records.len(), selected).row_height(30.0);
    let _seen = table.show(
        ui,
        cx,
        |row| records.get(row).map(|it| it.number.clone()).unwrap_or_default(),
        |ui, row, column| {
            let Some(it) = records.get(row) else { return };
            let tokens = Tokens::of(ui);
            let room = ui.available_width();
            let (words, color) = match column {
                0 => (it.number.clone(), tokens.ink),
                1 => {
                    state_words(ui, cx, it.state, false);
                    return;
                }
                2 => (it.version.clone(), tokens.ink2),
                3 => (losses(cx, &it.lost), tokens.warn),
                4 => (it.needed.join(", "), tokens.warn),
                5 => (it.broken.join(", "), tokens.warn),
                _ if it.moves => (cx.t("office-upgrade-moves"), tokens.ink2),
                _ => (cx.t("office-upgrade-stays"), tokens.warn),
            };
            let style = if column == 0 { Style::CODE } else { Style::BODY };
            ui.add(Text::new(&words).style(style).color(color).elide(room));
        },
    );
}

/// The questions whose answers have no place any more, and why.
fn losses(cx: &Cx<'_>, lost: &[(String, Loss)]) -> String {
    let one = |(question, why): &(String, Loss)| {
        let why = match why {
            Loss::Question => "office-lost-question",
            Loss::Choice => "office-lost-choice",
            Loss::NotAsked => "office-lost-not-asked",
        };
        cx.m(&Message::new(why).text("question", question.clone()))
    };
    lost.iter().map(one).collect::<Vec<_>>().join(", ")
}
