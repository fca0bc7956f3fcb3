//! The two tables: what could be recognised before and after, and what was made coarser.

use eframe::egui::{Color32, Ui, vec2};
use egui_lucide::Lucide;

use super::{Export, in_language, waiting};
use crate::{
    base::Message,
    service::command::release::{ColumnView, RiskFigures, RiskView, SchemeState},
    ui::{
        cx::Cx,
        frame, mark,
        screens::parts::{fact, panel, small},
        text::{self, Style, Text},
        theme::{Tokens, space},
    },
};

/// Height of a line of these tables.
const LINE: f32 = 23.0;

/// A figure before, after, and what it may be at most.
struct Figure {
    text: Message,
    before: String,
    after: String,
    limit: Option<(String, bool)>,
}

impl Export {
    pub(super) fn risk_ui(&self, ui: &mut Ui, cx: &Cx<'_>, risk: &RiskView) {
        let tokens = Tokens::of(ui);
        let of = cx.m(&super::counted("export-risk-of", cx, risk.unit, risk.before.records));
        panel(ui, cx, (&cx.t("export-risk"), &of), |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let heads = ["export-entered", "export-leaves", "export-limit"].map(|it| cx.t(it));
            cells(ui, cx, |ui, cell| match cell {
                Cell::Label => {}
                Cell::Number(at) => {
                    let words = heads.get(at).map_or("", String::as_str);
                    ui.add(Text::new(words).style(Style::SMALL_STRONG));
                }
            });
            mark::hairline(ui, 1.0);
            for figure in self.figures(cx, risk) {
                figure_ui(ui, cx, &figure);
            }
            ui.add_space(space::XS);
            small(ui, &cx.t("export-risk-how"), tokens.ink3);
        });
    }

    #[expect(clippy::too_many_lines, reason = "one entry a line of the table")]
    fn figures(&self, cx: &Cx<'_>, risk: &RiskView) -> Vec<Figure> {
        let (before, after, k) = (&risk.before, &risk.after, u64::from(risk.k.max(1)));
        let count = |n: u64| cx.texts.count(usize::try_from(n).unwrap_or(usize::MAX));
        let share = |it: f64| cx.texts.percent(it, 1);
        let none = risk.leaving == 0;
        let after_or_dash = |words: String| if none { dash() } else { words };
        #[expect(clippy::cast_precision_loss, reason = "a class size")]
        let highest = 1.0 / k as f64;
        let waits = share_of(waiting(risk), waiting(risk) + risk.leaving);
        let plain = Message::new;
        let limited = |words: String, holds: bool| Some((words, holds || none));
        vec![
            Figure {
                text: plain("export-risk-alone"),
                before: count(before.unique),
                after: after_or_dash(count(after.unique)),
                limit: limited(count(0), after.unique == 0),
            },
            Figure {
                text: plain("export-risk-below").number("k", k),
                before: count(before.below_k),
                after: after_or_dash(count(after.below_k)),
                limit: limited(count(0), after.below_k == 0),
            },
            Figure {
                text: plain("export-risk-smallest"),
                before: smallest(cx, before),
                after: after_or_dash(smallest(cx, after)),
                limit: limited(count(k), after.below_k == 0),
            },
            Figure {
                text: plain("export-risk-highest"),
                before: share(before.max),
                after: after_or_dash(share(after.max)),
                limit: limited(share(highest), after.max <= highest + 1e-9),
            },
            Figure {
                text: plain("export-risk-mean"),
                before: share(before.mean),
                after: after_or_dash(share(after.mean)),
                limit: self
                    .limits
                    .mean_risk
                    .and_then(|it| limited(share(it), after.mean <= it + 1e-9)),
            },
            Figure {
                text: plain("export-risk-held"),
                before: share(0.0),
                after: share(waits),
                // The limit is on the choice of a treatment; a frozen one is applied whoever waits.
                limit: self
                    .limits
                    .held_back
                    .filter(|_| risk.scheme == SchemeState::None)
                    .map(|it| (share(it), waits <= it + 1e-9)),
            },
            Figure {
                text: plain("export-risk-lost"),
                before: share(0.0),
                after: after_or_dash(share(risk.mean_cell_loss)),
                limit: None,
            },
        ]
    }

    pub(super) fn coarser_ui(&self, ui: &mut Ui, cx: &Cx<'_>, risk: &RiskView) {
        let tokens = Tokens::of(ui);
        panel(ui, cx, (&cx.t("export-coarser"), &cx.t("export-coarser-example")), |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let heads = ["export-field", "export-entered", "export-leaves-as", "export-lost"];
            coarser_line(ui, &heads.map(|it| cx.t(it)), cx, |_| (Style::SMALL_STRONG, tokens.ink));
            mark::hairline(ui, 1.0);
            let (quasi, plain): (Vec<_>, Vec<_>) =
                risk.columns.iter().partition(|it| it.class.contains("quasi"));
            for column in quasi {
                let left_out = column.levels.1 > 0 && column.levels.1 == column.levels.2;
                coarser_line(ui, &self.coarser(cx, column), cx, |at| match at {
                    1 => (Style::BODY, tokens.ink2),
                    2 if left_out => (Style::BODY, tokens.warn),
                    _ => (Style::BODY, tokens.ink),
                });
                mark::hairline(ui, 1.0);
            }
            ui.add_space(space::XS);
            let as_they_are = u64::try_from(plain.len()).unwrap_or(0);
            if as_they_are > 0 {
                let words = cx.m(&Message::new("export-as-they-are").number("n", as_they_are));
                small(ui, &words, tokens.ink3);
            }
            let all = self.chosen_form().map_or(0, |it| it.questions);
            let never = u64::try_from(all.saturating_sub(risk.columns.len())).unwrap_or(0);
            small(ui, &cx.m(&Message::new("export-never").number("n", never)), tokens.ink3);
        });
    }

    /// The cells of one field: name, an example as entered, how it leaves, what is lost.
    fn coarser(&self, cx: &Cx<'_>, column: &ColumnView) -> [String; 4] {
        let mut label = in_language(cx, &column.label);
        if label.is_empty() {
            label.clone_from(&column.name);
        }
        let (_, level, top) = column.levels;
        let leaves = if level > 0 && level == top {
            cx.t("export-left-out")
        } else if level == 0 {
            cx.t("export-as-it-is")
        } else {
            self.answer_words(cx, &column.name, &column.example.1)
        };
        let entered = self.answer_words(cx, &column.name, &column.example.0);
        [label, entered, leaves, cx.texts.percent(column.loss, 0)]
    }

    /// Where no treatment is looked for any more: which one applies, in place of the cloud of candidates.
    pub(super) fn treatment_ui(&self, ui: &mut Ui, cx: &Cx<'_>, risk: &RiskView) {
        let SchemeState::Frozen { epoch, since, signed_by } = &risk.scheme else {
            return super::plots::cloud_ui(ui, cx, risk, self.limits.mean_risk);
        };
        let tokens = Tokens::of(ui);
        panel(ui, cx, (&cx.t("export-frozen"), ""), |ui| {
            let of = |text: &'static str, value: &str, ui: &mut Ui| {
                fact(ui, cx, (&cx.t(text), value), Style::BODY, tokens.ink);
            };
            of("export-frozen-epoch", &epoch.to_string(), ui);
            of("export-frozen-since", &cx.when(*since), ui);
            of("export-frozen-by", &signed_by.join(", "), ui);
            ui.add_space(space::S);
            small(ui, &cx.t("export-frozen-why"), tokens.ink2);
        });
    }
}

fn dash() -> String {
    "\u{2013}".to_owned()
}

fn smallest(cx: &Cx<'_>, figures: &RiskFigures) -> String {
    if figures.max <= 0.0 { dash() } else { cx.texts.number((1.0 / figures.max).round(), 0) }
}

#[expect(clippy::cast_precision_loss, reason = "counts of records")]
fn share_of(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

enum Cell {
    Label,
    Number(usize),
}

/// A line with a label and three figures of fixed width at its end.
fn cells(ui: &mut Ui, cx: &Cx<'_>, mut add: impl FnMut(&mut Ui, Cell)) {
    frame::row(ui, cx, LINE, |ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        ui.with_layout(frame::trailing(cx), |ui| {
            for at in [2, 1, 0] {
                let size = vec2(if at == 2 { 74.0 } else { 62.0 }, LINE);
                ui.allocate_ui_with_layout(size, frame::trailing(cx), |ui| {
                    ui.set_min_size(size);
                    add(ui, Cell::Number(at));
                });
            }
            ui.with_layout(frame::leading(cx), |ui| add(ui, Cell::Label));
        });
    });
}

fn figure_ui(ui: &mut Ui, cx: &Cx<'_>, figure: &Figure) {
    let tokens = Tokens::of(ui);
    cells(ui, cx, |ui, cell| match cell {
        Cell::Label => {
            let room = ui.available_width().max(40.0);
            ui.add(Text::new(&cx.m(&figure.text)).elide(room));
        }
        Cell::Number(0) => {
            ui.add(Text::new(&figure.before).color(tokens.ink2));
        }
        Cell::Number(1) => {
            ui.add(Text::new(&figure.after).style(Style::STRONG));
        }
        Cell::Number(_) => {
            ui.spacing_mut().item_spacing.x = space::XS;
            let Some((limit, holds)) = &figure.limit else { return };
            let (icon, color) = if *holds {
                (Lucide::Check, tokens.ok)
            } else {
                (Lucide::TriangleAlert, tokens.warn)
            };
            text::icon(ui, icon, color);
            ui.add(Text::new(limit).color(tokens.ink2));
        }
    });
    mark::hairline(ui, 1.0);
}

fn coarser_line(
    ui: &mut Ui,
    words: &[String; 4],
    cx: &Cx<'_>,
    look: impl Fn(usize) -> (Style, Color32),
) {
    let width = ui.available_width();
    let lost = 54.0;
    let rest = width - lost;
    let widths = [rest * 0.42, rest * 0.28, rest * 0.30, lost];
    frame::row(ui, cx, LINE, |ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        for (at, (words, width)) in words.iter().zip(widths).enumerate() {
            let (style, color) = look(at);
            let layout = if at == 3 { frame::trailing(cx) } else { frame::leading(cx) };
            ui.allocate_ui_with_layout(vec2(width, LINE), layout, |ui| {
                ui.set_min_size(vec2(width, LINE));
                let room = (width - if at == 3 { 0.0 } else { 8.0 }).max(20.0);
                ui.add(Text::new(words).style(style).color(color).elide(room));
            });
        }
    });
}
