//! The header of the entry screen: what this is, where it stands, what blocks it.

use eframe::egui::Ui;
use egui_lucide::Lucide;

use super::{Action, keyboard, sitting::Sitting};
use crate::{
    base::Message,
    service::query::records::WhyNot,
    ui::{
        cx::Cx,
        frame, keys,
        text::{self, Direction, Style, Text},
        theme::{Tokens, space},
        widgets::{Button, state_chip},
    },
};

/// Room for the number and the state of a record, beside its title.
const BESIDE: f32 = 250.0;
/// Room without which the state is not shown: it would lie under the button.
const CHIP: f32 = 96.0;

impl Sitting {
    pub(super) fn header_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> Option<Action> {
        let mut submit = false;
        let fact = self.blocking_fact(cx);
        let editable = self.view.editable;
        frame::header(
            ui,
            cx,
            |ui| self.name_ui(ui, cx),
            |ui| {
                if editable {
                    let caption = keys::caption(cx, keyboard::SUBMIT);
                    let words = cx.t("entry-submit");
                    let button = Button::new(&words).primary().keys(&caption);
                    submit = ui.add_enabled(!self.submitting, button).clicked();
                }
                if let Some((words, hard)) = &fact {
                    let tokens = Tokens::of(ui);
                    let (icon, color) = if *hard {
                        (Lucide::CircleX, tokens.error)
                    } else {
                        (Lucide::Info, tokens.ink2)
                    };
                    ui.spacing_mut().item_spacing.x = space::XS;
                    // In a narrow window the name of the record goes before these words: the rail has them too.
                    let room = ui.available_width() - 320.0;
                    if room >= 60.0 {
                        let room = room.max(120.0);
                        ui.add(Text::new(words).style(Style::SMALL).color(color).elide(room));
                    }
                    text::icon(ui, icon, color);
                    ui.spacing_mut().item_spacing.x = space::M;
                }
            },
        );
        if submit { self.submit() } else { None }
    }

    fn name_ui(&self, ui: &mut Ui, cx: &Cx<'_>) {
        let tokens = Tokens::of(ui);
        let summary = &self.view.summary;
        let instance = self.filling.instance();
        let language = self.filling.language();
        ui.spacing_mut().item_spacing.x = space::M;
        let title = instance.title(language);
        // Number and state are kept whole; the title gives way.
        let all = ui.available_width();
        let room = (all * 0.5).min((all - BESIDE).max(48.0));
        ui.add(Text::new(&title).style(Style::SECTION).elide(room));
        ui.add(
            Text::new(&summary.number)
                .style(Style::CODE)
                .direction(Direction::Ltr)
                .color(tokens.ink2),
        );
        if ui.available_width() >= CHIP {
            state_chip(ui, cx, summary.state, summary.submitted_again);
        }
        let named = instance.instance_name(language);
        let mut facts: Vec<String> = Vec::new();
        if named != title {
            facts.push(text::isolate(&named));
        }
        if let Some(section) = self.sheet.sections.iter().find(|it| it.n_rows.is_some()) {
            facts.push(
                cx.m(&Message::new("entry-list-count")
                    .text("what", &section.title)
                    .number("n", section.n_rows.unwrap_or(0) as u64)),
            );
        }
        if !facts.is_empty() && ui.available_width() > 60.0 {
            let facts = facts.join(" · ");
            let width = ui.available_width();
            ui.add(Text::new(&facts).color(tokens.ink2).elide(width));
        }
    }

    /// The one thing that stands in the way, and whether it is wrong.
    fn blocking_fact(&self, cx: &Cx<'_>) -> Option<(String, bool)> {
        if !self.view.editable {
            let id = match self.view.why_not {
                Some(WhyNot::Submitted) => "entry-why-submitted",
                Some(WhyNot::Approved) => "entry-why-approved",
                Some(WhyNot::Exported) => "entry-why-exported",
                Some(WhyNot::Void) => "entry-why-void",
                Some(WhyNot::NotOwn) => "entry-why-not-own",
                Some(WhyNot::Role) | None => "entry-why-role",
            };
            return Some((cx.t(id), false));
        }
        if self.submitting {
            return Some((cx.t("entry-submitting"), false));
        }
        let count = |id, n: usize| cx.m(&Message::new(id).number("n", n as u64));
        let errors = self.sheet.shown_issues().filter(|it| it.hard).count();
        if errors > 0 {
            return Some((count("entry-errors-block", errors), true));
        }
        if self.sheet.n_missing > 0 {
            return Some((count("entry-missing-block", self.sheet.n_missing), false));
        }
        let open = self.sheet.shown_issues().filter(|it| it.reason.is_none()).count();
        (open > 0).then(|| (count("entry-warnings-block", open), false))
    }
}
