//! Whether everything holds, and what was done last.

use eframe::egui::{Id, Ui};

use super::Action;
use crate::{
    base::Message,
    service::query::{
        audit::{AuditLineView, AuditVerdict},
        office::OfficeCheck,
    },
    ui::{
        cx::Cx,
        loadable::Loadable,
        mark,
        notices::Kind,
        screens::parts::{failure_ui, panel, small, title_ui},
        text::{Direction, Style, Text},
        theme::{Tokens, space},
        widgets::{Column, Table, Width, notice_strip},
    },
};

/// View state.
#[derive(Debug, Default)]
pub struct Check {
    /// What the last check found.
    pub verdict: Option<OfficeCheck>,
    /// What the audit log said.
    pub audit: Option<AuditVerdict>,
    /// The last lines of the audit log.
    pub lines: Loadable<Vec<AuditLineView>>,
    /// The line that is selected.
    pub selected: Option<usize>,
}

impl Check {
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> Option<Action> {
        panel(ui, cx, (&cx.t("office-check"), ""), |ui| {
            small(ui, &cx.t("office-check-how"), Tokens::of(ui).ink2);
            ui.add_space(space::S);
            if let Some(verdict) = &self.verdict {
                self.verdict_ui(ui, cx, verdict);
            }
            ui.add_space(space::S);
            title_ui(ui, cx, &cx.t("office-audit"), &cx.t("office-audit-how"));
        });
        mark::hairline(ui, 1.0);
        match &self.lines {
            Loadable::Loading => {}
            Loadable::Failed(failure) => failure_ui(ui, cx, failure),
            Loadable::Ready(lines) => lines_ui(ui, cx, lines, &mut self.selected),
        }
        None
    }

    fn verdict_ui(&self, ui: &mut Ui, cx: &Cx<'_>, verdict: &OfficeCheck) {
        let lines = self.audit.as_ref().map_or(0, |it| it.lines);
        let (kind, text) = match (verdict.ok, verdict.findings.is_empty()) {
            (true, true) => (Kind::Done, "office-check-holds"),
            (true, false) => (Kind::Warning, "office-check-holds"),
            (false, _) => (Kind::Error, "office-check-damaged"),
        };
        notice_strip(ui, cx, kind, &cx.m(&Message::new(text).number("lines", lines)), |_| {});
        for finding in verdict.findings.iter().take(20) {
            let tokens = Tokens::of(ui);
            ui.add_space(space::XS);
            let place = format!("{} {}", finding.code, finding.place);
            ui.add(Text::new(&place).style(Style::SMALL_CODE).direction(Direction::Ltr));
            small(ui, &cx.m(&finding.advice), tokens.ink2);
        }
    }
}

fn lines_ui(ui: &mut Ui, cx: &Cx<'_>, lines: &[AuditLineView], selected: &mut Option<usize>) {
    let columns = [
        Column::number(cx.t("office-audit-number"), Width::Exact(70.0)),
        Column::number(cx.t("office-audit-when"), Width::Exact(130.0)),
        Column::text(cx.t("office-audit-who"), Width::Exact(120.0)),
        Column::text(cx.t("office-audit-what"), Width::Exact(170.0)),
        Column::text(cx.t("office-audit-fields"), Width::Share(1.0, 160.0)),
    ];
    let name = cx.t("office-audit");
    let id = Id::unique("office audit");
    let table = Table::new(id, &name, &columns, lines.len(), selected);
    let _seen = table.show(
        ui,
        cx,
        |row| lines.get(row).map(|it| it.seq.to_string()).unwrap_or_default(),
        |ui, row, column| {
            let Some(line) = lines.get(row) else { return };
            let tokens = Tokens::of(ui);
            let room = ui.available_width();
            let (words, style) = match column {
                0 => (line.seq.to_string(), Style::BODY),
                1 => (cx.when(line.at), Style::BODY),
                2 => (line.by_login.clone(), Style::BODY),
                3 => (line.command.clone(), Style::SMALL_CODE),
                _ => (line.fields.join(", "), Style::SMALL),
            };
            let color = if column == 3 { tokens.ink } else { tokens.ink2 };
            ui.add(Text::new(&words).style(style).color(color).elide(room));
        },
    );
}
