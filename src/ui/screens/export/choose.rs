//! What is to leave: form, destination, day; and how many that makes.

use eframe::egui::{Color32, Id, Ui};
use egui_lucide::Lucide;

use super::{Export, destination_words, held, in_language, waiting};
use crate::{
    base::Message,
    service::command::release::{HeldBack, RiskView, SchemeState},
    ui::{
        cx::Cx,
        frame,
        screens::parts::{fact, icon_line, small},
        text::{Style, Text},
        theme::{Tokens, space},
        widgets::{DateField, Item, SearchSelect, labelled},
    },
};

/// What is chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// The form's id.
    pub form: String,
    /// The destination.
    pub destination: String,
    /// Only records approved on or before this day, as ISO text; every day where empty.
    pub until: String,
}

impl Export {
    /// Answers with the choice where it changed.
    pub(super) fn choose_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> Option<Choice> {
        let before = self.choice.clone();
        let free = self.job.is_none() && self.sealed.is_none();
        frame::block(ui, cx, |ui| {
            ui.spacing_mut().item_spacing.y = space::XS;
            ui.add(Text::new(&cx.t("export-choose")).style(Style::STRONG));
            ui.add_enabled_ui(free, |ui| self.fields_ui(ui, cx));
            ui.add_space(space::XS);
            self.scheme_ui(ui, cx);
        });
        if let Some(risk) = self.risk.ready() {
            frame::block(ui, cx, |ui| Self::counts_ui(ui, cx, risk));
            frame::block(ui, cx, |ui| self.checks_ui(ui, cx, risk));
        }
        (before != self.choice).then(|| self.choice.clone())
    }

    fn fields_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let width = ui.available_width();
        let forms = self.forms.ready().map(Vec::as_slice).unwrap_or_default();
        let titles: Vec<String> = forms.iter().map(|it| in_language(cx, &it.title)).collect();
        let items: Vec<Item<'_>> = forms
            .iter()
            .zip(&titles)
            .map(|(form, title)| Item { code: &form.key.id.0, label: title, note: "" })
            .collect();
        let form = &mut self.choice.form;
        labelled(ui, cx, &cx.t("export-form"), |ui, by| {
            let id = Id::unique("export form");
            SearchSelect::new(id, form, &items).width(width).labelled_by(by).show(ui, cx)
        });
        if self.destinations.len() > 1 {
            let names: Vec<String> =
                self.destinations.iter().map(|it| destination_words(cx, &it.id)).collect();
            let items: Vec<Item<'_>> = self
                .destinations
                .iter()
                .zip(&names)
                .map(|(it, name)| Item { code: &it.id, label: name, note: &it.purpose })
                .collect();
            let chosen = &mut self.choice.destination;
            labelled(ui, cx, &cx.t("export-destination"), |ui, by| {
                let id = Id::unique("export destination");
                SearchSelect::new(id, chosen, &items).width(width).labelled_by(by).show(ui, cx)
            });
        }
        let until = &mut self.choice.until;
        labelled(ui, cx, &cx.t("export-until"), |ui, by| {
            let id = Id::unique("export until");
            DateField::new(id, until).width(width).labelled_by(by).show(ui, cx)
        });
    }

    /// Which treatment applies, and who signed it.
    fn scheme_ui(&self, ui: &mut Ui, cx: &Cx<'_>) {
        let tokens = Tokens::of(ui);
        let Some(risk) = self.risk.ready() else { return };
        ui.add(Text::new(&cx.t("export-treatment")).color(tokens.ink2));
        match &risk.scheme {
            SchemeState::None => small(ui, &cx.t("export-scheme-none"), tokens.ink2),
            SchemeState::Frozen { epoch, since, signed_by } => {
                let words = Message::new("export-scheme-frozen")
                    .number("epoch", u64::from(*epoch))
                    .text("day", cx.when(*since))
                    .text("people", signed_by.join(", "));
                small(ui, &cx.m(&words), tokens.ink2);
            }
        }
    }

    fn counts_ui(ui: &mut Ui, cx: &Cx<'_>, risk: &RiskView) {
        let tokens = Tokens::of(ui);
        ui.spacing_mut().item_spacing.y = 0.0;
        let (waits, leaving) = (waiting(risk), risk.leaving);
        let stay: Vec<(&str, u64)> = [
            ("export-count-no-consent", HeldBack::NoConsent),
            ("export-count-withdrawn", HeldBack::Withdrawn),
            ("export-count-unfit", HeldBack::Unfit),
            ("export-count-other-version", HeldBack::OtherVersion),
        ]
        .into_iter()
        .map(|(text, reason)| (text, held(risk, reason)))
        .filter(|(_, n)| *n > 0)
        .collect();
        let checked = leaving + waits;
        let all = checked + stay.iter().map(|(_, n)| n).sum::<u64>();
        line(ui, cx, "export-count-approved", Sign::Plain(all), Style::BODY, tokens.ink);
        for (text, n) in stay {
            line(ui, cx, text, Sign::Minus(n), Style::BODY, tokens.ink2);
        }
        line(ui, cx, "export-count-checked", Sign::Plain(checked), Style::BODY, tokens.ink);
        if waits > 0 {
            line(ui, cx, "export-count-held", Sign::Minus(waits), Style::BODY, tokens.warn);
        }
        crate::ui::mark::hairline(ui, 5.0);
        line(ui, cx, "export-count-leave", Sign::Plain(leaving), Style::STRONG, tokens.ink);
    }

    /// What was checked, in words.
    fn checks_ui(&self, ui: &mut Ui, cx: &Cx<'_>, risk: &RiskView) {
        let tokens = Tokens::of(ui);
        ui.spacing_mut().item_spacing.y = space::S;
        let earlier = self
            .earlier
            .iter()
            .filter(|(form, to, _)| *form == self.choice.form && *to == self.choice.destination)
            .count();
        let joined = Message::new("export-check-joined")
            .number("n", u64::try_from(earlier).unwrap_or(u64::MAX))
            .number("k", u64::from(risk.k));
        icon_line(ui, cx, Lucide::Check, &cx.m(&joined), tokens.ok);
        icon_line(ui, cx, Lucide::Check, &cx.t("export-check-deny"), tokens.ok);
        if risk.scheme == SchemeState::None {
            icon_line(ui, cx, Lucide::Users, &cx.t("export-check-second"), tokens.ink2);
        }
    }
}

#[derive(Clone, Copy)]
enum Sign {
    Plain(u64),
    Minus(u64),
}

fn line(ui: &mut Ui, cx: &Cx<'_>, text: &str, n: Sign, style: Style, color: Color32) {
    let count = |n: u64| cx.texts.count(usize::try_from(n).unwrap_or(usize::MAX));
    let value = match n {
        Sign::Plain(n) => count(n),
        Sign::Minus(n) => format!("\u{2212}{}", count(n)),
    };
    fact(ui, cx, (&cx.t(text), &value), style, color);
}
