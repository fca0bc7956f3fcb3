//! The right rail: who waits and why, who could be recognised, what should be known.

use eframe::egui::Ui;
use egui_lucide::Lucide;

use super::{Export, waiting};
use crate::{
    base::Message,
    service::command::release::{HeldBack, RiskView},
    ui::{
        cx::Cx,
        frame,
        screens::parts::{fact, icon_line, small, title_ui},
        text::{self, Style, Text},
        theme::{Tokens, space},
    },
};

/// Classes in words that are shown.
const SHOWN: usize = 5;

impl Export {
    pub(super) fn right_ui(&self, ui: &mut Ui, cx: &Cx<'_>) {
        let Some(risk) = self.risk.ready() else { return };
        if !risk.warnings.is_empty() {
            frame::block(ui, cx, |ui| {
                let warn = Tokens::of(ui).warn;
                for warning in &risk.warnings {
                    icon_line(ui, cx, Lucide::TriangleAlert, &cx.m(warning), warn);
                }
            });
        }
        frame::block(ui, cx, |ui| held_ui(ui, cx, risk));
        if !risk.most_revealing.is_empty() {
            frame::block(ui, cx, |ui| self.recognised_ui(ui, cx, risk));
        }
        if !risk.revealing_questions.is_empty() {
            frame::block(ui, cx, |ui| self.questions_ui(ui, cx, risk));
        }
    }

    /// The least classes before treatment, in words.
    fn recognised_ui(&self, ui: &mut Ui, cx: &Cx<'_>, risk: &RiskView) {
        let tokens = Tokens::of(ui);
        title_ui(ui, cx, &cx.t("export-recognised"), &cx.t("export-as-entered"));
        for (answers, n) in risk.most_revealing.iter().take(SHOWN) {
            let words: Vec<String> = answers
                .iter()
                .map(|(question, code)| self.answer_words(cx, question, code))
                .filter(|it| !it.is_empty())
                .collect();
            let width = ui.available_width();
            frame::row(ui, cx, 20.0, |ui| {
                let layout = frame::trailing(cx).with_cross_align(eframe::egui::Align::Min);
                ui.with_layout(layout, |ui| {
                    ui.add(Text::new(&count(cx, *n)).color(tokens.warn));
                    ui.with_layout(frame::down(cx), |ui| {
                        ui.add(Text::new(&words.join(", ")).wrap((width - 40.0).max(80.0)));
                    });
                });
            });
        }
        let more = risk.most_revealing.len().saturating_sub(SHOWN);
        if more > 0 {
            let n = u64::try_from(more).unwrap_or(u64::MAX);
            small(ui, &cx.m(&Message::new("export-more-classes").number("n", n)), tokens.ink3);
        }
    }

    /// The questions that together single out most.
    fn questions_ui(&self, ui: &mut Ui, cx: &Cx<'_>, risk: &RiskView) {
        let tokens = Tokens::of(ui);
        title_ui(ui, cx, &cx.t("export-revealing"), &cx.t("export-as-entered"));
        for (questions, n) in risk.revealing_questions.iter().take(SHOWN) {
            let names: Vec<String> =
                questions.iter().map(|it| self.question_words(cx, it)).collect();
            let label = names.join(" + ");
            fact(ui, cx, (&label, &count(cx, *n)), Style::BODY, tokens.ink);
        }
    }
}

/// Who is held back, by reason.
fn held_ui(ui: &mut Ui, cx: &Cx<'_>, risk: &RiskView) {
    let tokens = Tokens::of(ui);
    let waits = waiting(risk);
    frame::row(ui, cx, 24.0, |ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        let color = if waits > 0 { tokens.warn } else { tokens.ok };
        text::icon(ui, if waits > 0 { Lucide::Hourglass } else { Lucide::Check }, color);
        let words = cx.m(&Message::new("export-held-title").number("n", waits));
        ui.add(Text::new(&words).style(Style::STRONG).color(color));
        if waits > 0 {
            let room = ui.available_width().max(1.0);
            let next = cx.t("export-held-next");
            ui.add(Text::new(&next).style(Style::SMALL).color(tokens.ink3).elide(room));
        }
    });
    for (reason, n) in risk.held_back.iter().filter(|(_, n)| *n > 0) {
        fact(ui, cx, (&cx.t(reason_text(*reason)), &count(cx, *n)), Style::BODY, tokens.ink);
    }
}

/// The text of a reason.
const fn reason_text(reason: HeldBack) -> &'static str {
    match reason {
        HeldBack::NotApproved => "held-not-approved",
        HeldBack::NoConsent => "held-no-consent",
        HeldBack::Withdrawn => "held-withdrawn",
        HeldBack::Later => "held-later",
        HeldBack::Released => "held-released",
        HeldBack::Waiting => "held-waiting",
        HeldBack::Correction => "held-correction",
        HeldBack::Unfit => "held-unfit",
        HeldBack::OtherVersion => "held-other-version",
        HeldBack::Void => "held-void",
    }
}

fn count(cx: &Cx<'_>, n: u64) -> String {
    cx.texts.count(usize::try_from(n).unwrap_or(usize::MAX))
}
