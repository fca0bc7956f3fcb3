//! A forgotten passphrase: the printed recovery key opens the office, and a new passphrase is set.

use std::{fmt, path::PathBuf};

use eframe::egui::{Id, Ui};
use zeroize::Zeroizing;

use super::{Action, FolderFor, Unlock, busy_ui, create::differ, folder_ui, secret_ui, text_ui};
use crate::ui::{
    cx::Cx,
    frame,
    text::{Direction, Field, Style, Text},
    theme::{Tokens, size, space},
    widgets::{Button, Question},
};

/// What is typed after a forgotten passphrase.
#[derive(Clone, Default, PartialEq)]
pub struct Forgotten {
    /// The key, from paper.
    pub key: Zeroizing<String>,
    /// Whose passphrase it was.
    pub login: String,
    /// The new one.
    pub passphrase: Zeroizing<String>,
    /// The same again.
    pub again: Zeroizing<String>,
}

impl fmt::Debug for Forgotten {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Forgotten").finish_non_exhaustive()
    }
}

impl Unlock {
    pub(super) fn forgotten_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, width: f32) -> Option<Action> {
        ui.add(Text::new(&cx.t("unlock-forgotten")).style(Style::SECTION));
        let how = cx.t("unlock-forgotten-how");
        ui.add(Text::new(&how).style(Style::SMALL).color(Tokens::of(ui).ink3).wrap(width));
        ui.add_space(space::S);
        let pick = folder_ui(ui, cx, width, "unlock-folder", &mut self.folder);
        ui.add_space(space::S);
        let typed = &mut self.forgotten;
        let label = cx.t("unlock-recovery-key");
        Question::new(&label).width(width).show(ui, cx, |ui, by| {
            let field = Field::new(&mut typed.key)
                .id(Id::unique("recovery key"))
                .direction(Direction::Ltr)
                .style(Style::CODE)
                .rows(2)
                .width(width);
            ui.add(field.labelled_by(by))
        });
        ui.add_space(space::S);
        text_ui(ui, cx, width, "unlock-login", &mut typed.login);
        ui.add_space(space::S);
        let rule = cx.t("unlock-passphrase-rule");
        secret_ui(ui, cx, width, ("unlock-new-passphrase", &rule), &mut typed.passphrase);
        ui.add_space(space::S);
        secret_ui(ui, cx, width, ("unlock-passphrase-again", ""), &mut typed.again);
        ui.add_space(space::M);
        let pressed = frame::row(ui, cx, size::CONTROL, |ui| {
            let words = cx.t("unlock-recover");
            let button = Button::new(&words).primary();
            let pressed = ui.add_enabled(self.busy.is_none(), button).clicked();
            busy_ui(ui, cx, self.busy, "unlock-takes-a-second");
            pressed
        });
        if pressed {
            if self.forgotten.passphrase == self.forgotten.again {
                let folder = PathBuf::from(self.folder.trim());
                return Some(Action::Recover { folder, typed: self.forgotten.clone() });
            }
            self.failure = Some(differ());
        }
        pick.then_some(Action::Pick(FolderFor::Office))
    }
}
