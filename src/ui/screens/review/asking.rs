//! The two dialogs: returning with what is wrong, reopening with why.

use eframe::egui::{Id, Ui};

use super::{Action, Review};
use crate::{
    base::{Message, Sensitive},
    forms::Path,
    ui::{
        cx::Cx,
        text::{Field, Style, Text},
        theme::{Tokens, size, space},
        widgets::{Answer, Dialog, Question},
    },
};

/// A dialog that is open.
#[derive(Debug)]
pub struct Asking {
    reopen: bool,
    text: String,
    shown: bool,
}

impl Asking {
    pub(super) const fn to_return(text: String) -> Self {
        Self { reopen: false, text, shown: false }
    }

    pub(super) const fn to_reopen() -> Self {
        Self { reopen: true, text: String::new(), shown: false }
    }
}

impl Review {
    pub(super) fn asking_ui(&mut self, ui: &Ui, cx: &Cx<'_>) -> Option<Action> {
        let mut asking = self.asking.take()?;
        let reading = self.reading()?;
        let view = &reading.view;
        let open = reading.n_open();
        let here = reading.here().cloned();
        let number = here.as_ref().map(|it| reading.number(it));
        let written = !asking.text.trim().is_empty();
        let (title, yes) = if asking.reopen {
            ("review-reopen-title", cx.t("review-reopen-yes"))
        } else {
            ("review-return-title", cx.t("review-return"))
        };
        let title = cx.m(&Message::new(title)
            .text("number", &view.summary.number)
            .text("who", &view.summary.author_login));
        let enabled = written || (!asking.reopen && open > 0);
        let dialog = Dialog::new("review", &title, &yes).enabled(enabled);
        let answer = dialog.show(ui.ctx(), cx, |ui| asking.ui(ui, cx, number.as_deref(), open));
        match answer {
            None => self.asking = Some(asking),
            Some(Answer::No) => {
                if !asking.reopen {
                    self.comment = asking.text;
                }
            }
            Some(Answer::Yes) => {
                let (record, revision) = (view.summary.id, view.revision);
                let text = Sensitive::new(asking.text.trim().to_owned());
                return Some(if asking.reopen {
                    Action::Reopen { record, revision, reason: text }
                } else {
                    let question = here.unwrap_or_else(|| Path(Vec::new()));
                    let comments = if written { vec![(question, text)] } else { Vec::new() };
                    Action::Return { record, revision, comments }
                });
            }
        }
        None
    }
}

impl Asking {
    fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, number: Option<&str>, open: usize) {
        let width = size::DIALOG - 32.0;
        let tokens = Tokens::of(ui);
        let say = |ui: &mut Ui, words: &str| {
            ui.add(Text::new(words).style(Style::SMALL).color(tokens.ink2).wrap(width));
        };
        if self.reopen {
            say(ui, &cx.t("review-reopen-says"));
        } else {
            say(ui, &cx.m(&Message::new("review-return-says").number("n", open as u64)));
        }
        ui.add_space(space::S);
        let label = if self.reopen {
            cx.t("review-reopen-why")
        } else if let Some(number) = number {
            cx.m(&Message::new("entry-comment-name").text("number", number))
        } else {
            cx.t("review-comment-whole")
        };
        let text = &mut self.text;
        let field = Question::new(&label).width(width).show(ui, cx, |ui, label| {
            let id = Id::unique("review asking");
            ui.add(Field::new(text).id(id).rows(3).width(width).labelled_by(label))
        });
        if !self.shown {
            self.shown = true;
            field.request_focus();
        }
    }
}
