//! The selected record beside the table: who, where it stands, what is known, what happened.

use eframe::egui::Ui;

use super::{case, table::sex};
use crate::{
    base::{FormId, RecordId},
    service::query::{
        cases::CaseView,
        records::{MemberView, RecordSummary, RecordView},
    },
    ui::{
        cx::Cx,
        frame,
        loadable::Loadable,
        screens::{
            history::history_ui,
            record_words::{counted, in_language, title},
        },
        text::{Style, Text},
        theme::{Tokens, space},
        widgets::state_chip,
    },
};

pub(super) fn ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    (row, person): (&RecordSummary, bool),
    whole: Option<&(RecordId, Loadable<Box<RecordView>>)>,
    case: Option<&CaseView>,
) -> Option<FormId> {
    frame::block(ui, cx, |ui| head_ui(ui, cx, row));
    frame::block(ui, cx, |ui| facts_ui(ui, cx, row, person));
    let mut opened = None;
    if let Some(case) = case {
        frame::block(ui, cx, |ui| opened = case::ui(ui, cx, case));
    }
    if let Some((id, Loadable::Ready(view))) = whole
        && *id == row.id
    {
        if view.members.len() > 1 {
            frame::block(ui, cx, |ui| members_ui(ui, cx, &view.members));
        }
        frame::block(ui, cx, |ui| history_ui(ui, cx, &view.history));
    }
    opened
}

fn head_ui(ui: &mut Ui, cx: &Cx<'_>, row: &RecordSummary) {
    let width = ui.available_width();
    ui.add(Text::new(&title(cx, row)).style(Style::SECTION).wrap(width));
    let written = row.as_written.expose();
    if !written.is_empty() {
        // It stands at the leading side here: it belongs to the name above.
        ui.add(Text::new(written).elide(width));
    }
    ui.add_space(space::XS);
    frame::row(ui, cx, 22.0, |ui| {
        state_chip(ui, cx, row.state, row.submitted_again);
        let when = cx.when(row.changed);
        ui.add(Text::new(&when).style(Style::SMALL).color(Tokens::of(ui).ink2));
    });
}

/// Everybody named in the record: name, who they are to the head, sex and age.
fn members_ui(ui: &mut Ui, cx: &Cx<'_>, members: &[MemberView]) {
    let tokens = Tokens::of(ui);
    let words = counted(cx, "records-members", members.len());
    ui.add(Text::new(&words).style(Style::STRONG));
    ui.add_space(space::XS);
    ui.spacing_mut().item_spacing.y = 0.0;
    for member in members {
        frame::row(ui, cx, 22.0, |ui| {
            ui.spacing_mut().item_spacing.x = space::S;
            let age = member.age.map(|it| cx.texts.count(it as usize)).unwrap_or_default();
            let facts = [sex(cx, &member.sex), age];
            let facts: Vec<&str> =
                facts.iter().map(String::as_str).filter(|it| !it.is_empty()).collect();
            let name = if member.name.expose().is_empty() {
                member.as_written.expose()
            } else {
                member.name.expose()
            };
            ui.with_layout(frame::trailing(cx), |ui| {
                ui.add(Text::new(&facts.join(", ")).style(Style::SMALL));
                ui.with_layout(frame::leading(cx), |ui| {
                    let room = ui.available_width();
                    let relation = in_language(cx, &member.relation);
                    let name = Text::new(name);
                    ui.add(if relation.is_empty() {
                        name.elide(room)
                    } else {
                        name.cell((room * 0.58).floor())
                    });
                    let room = ui.available_width().max(1.0);
                    let text = Text::new(relation).style(Style::SMALL).color(tokens.ink2);
                    ui.add(text.elide(room));
                });
            });
        });
    }
}

fn facts_ui(ui: &mut Ui, cx: &Cx<'_>, row: &RecordSummary, person: bool) {
    ui.spacing_mut().item_spacing.y = 0.0;
    let age = row.age.map(|it| cx.texts.count(it as usize)).unwrap_or_default();
    let head = [sex(cx, &row.sex), age];
    let head: Vec<&str> = head.iter().map(String::as_str).filter(|it| !it.is_empty()).collect();
    let count = |id, n: u32| if n > 0 { counted(cx, id, n as usize) } else { String::new() };
    let submitted = row.submitted.map(|at| cx.texts.date_time(at, cx.offset_secs));
    let persons =
        if row.members > 0 { cx.texts.count(row.members as usize) } else { String::new() };
    let facts = [
        ("records-number", row.number.clone()),
        ("records-form", in_language(cx, &row.form_title).to_owned()),
        (if person { "records-person" } else { "records-head" }, head.join(", ")),
        ("records-place", row.place.as_ref().map(|it| it.name.clone()).unwrap_or_default()),
        ("records-officer", row.author_login.clone()),
        ("records-persons-head", persons),
        ("records-submitted", submitted.unwrap_or_default()),
        ("records-errors", count("records-errors-n", row.errors)),
        ("records-warnings", count("records-warnings-n", row.overrides)),
        ("records-comments", count("records-comments-n", row.open_comments)),
    ];
    for (n, (id, words)) in facts.iter().enumerate() {
        if words.is_empty() {
            continue;
        }
        let style = if n == 0 { Style::CODE } else { Style::BODY };
        frame::row(ui, cx, 24.0, |ui| {
            let ink3 = Tokens::of(ui).ink3;
            ui.add(Text::new(&cx.t(id)).style(Style::SMALL).color(ink3).cell(84.0));
            let width = ui.available_width();
            ui.add(Text::new(words).style(style).elide(width));
        });
    }
}
