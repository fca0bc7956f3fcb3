//! The imports that were done; one can be taken back while none of its records was approved.

use eframe::egui::{Id, Ui};

use super::{Action, Import, UNDO};
use crate::{
    base::Message,
    ui::{
        cx::Cx,
        frame, keys,
        loadable::Loadable,
        mark,
        screens::parts::{failure_ui, panel, small},
        text::Text,
        theme::{Tokens, size, space},
        widgets::{Button, Column, Table, Width},
    },
};

impl Import {
    /// The table of imports, and the way to take one back.
    pub(super) fn done_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> Option<Action> {
        let mut action = None;
        let may = self.selected_taken().map(|it| (it.number, it.form.clone(), it.imported));
        panel(ui, cx, (&cx.t("import-done"), ""), |ui| {
            small(ui, &cx.t("import-undo-how"), Tokens::of(ui).ink2);
            ui.add_space(space::S);
            frame::row(ui, cx, size::CONTROL, |ui| {
                let records = may.as_ref().map_or(0, |it| it.2);
                let words = cx.m(&Message::new("import-undo").number("records", records.into()));
                let caption = keys::caption(cx, UNDO);
                let button = Button::new(&words).destructive().keys(&caption);
                let free = may.is_some() && !self.busy;
                if ui.add_enabled(free, button).clicked() {
                    action = may.map(|(number, form, _)| Action::Undo { number, form });
                }
            });
        });
        mark::hairline(ui, 1.0);
        match &self.imports {
            Loadable::Loading => {}
            Loadable::Failed(failure) => failure_ui(ui, cx, failure),
            Loadable::Ready(imports) if imports.is_empty() => {
                panel(ui, cx, ("", ""), |ui| {
                    small(ui, &cx.t("import-none"), Tokens::of(ui).ink2);
                });
            }
            Loadable::Ready(_) => self.imports_ui(ui, cx),
        }
        action
    }

    fn imports_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let Self { imports, selected_taken, .. } = self;
        let imports = imports.ready().map_or(&[][..], Vec::as_slice);
        let heads = [
            Column::number(cx.t("import-number"), Width::Exact(60.0)),
            Column::text(cx.t("import-form"), Width::Share(1.0, 170.0)),
            Column::number(cx.t("office-audit-when"), Width::Exact(130.0)),
            Column::text(cx.t("office-audit-who"), Width::Exact(120.0)),
            Column::number(cx.t("import-n-read"), Width::Exact(80.0)),
            Column::number(cx.t("import-n-imported"), Width::Exact(90.0)),
            Column::number(cx.t("import-n-refused"), Width::Exact(90.0)),
            Column::text(cx.t("import-state"), Width::Exact(160.0)),
        ];
        let name = cx.t("import-done");
        let id = Id::unique("imports done");
        let table = Table::new(id, &name, &heads, imports.len(), selected_taken).row_height(30.0);
        let _seen = table.show(
            ui,
            cx,
            |row| imports.get(row).map(|it| it.number.to_string()).unwrap_or_default(),
            |ui, row, at| {
                let Some(it) = imports.get(row) else { return };
                let tokens = Tokens::of(ui);
                let count = |n: u32| cx.texts.count(usize::try_from(n).unwrap_or(0));
                let words = match at {
                    0 => it.number.to_string(),
                    1 => it.form.0.clone(),
                    2 => cx.when(it.at),
                    3 => it.by_login.clone(),
                    4 => count(it.read),
                    5 => count(it.imported),
                    6 => count(it.refused),
                    _ => match it.undone {
                        Some(at) => cx.m(&Message::new("import-undone").text("when", cx.when(at))),
                        None => cx.t("import-stands"),
                    },
                };
                let color = if it.undone.is_some() { tokens.ink3 } else { tokens.ink };
                let room = ui.available_width();
                ui.add(Text::new(&words).color(color).elide(room));
            },
        );
    }
}
