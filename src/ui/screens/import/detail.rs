//! One column: the question it answers, how its dates are written, and what its values mean.

use chrono::NaiveDate;
use eframe::egui::{Id, Ui};

use super::{Action, Import, columns::question_id};
use crate::{
    base::Message,
    service::query::mapping::{DATE_FORMATS, Source, TargetKind, TargetView},
    ui::{
        cx::Cx,
        frame,
        screens::{
            parts::{small, title_ui},
            record_words::in_language,
        },
        text::{Field, Style, Text},
        theme::{Tokens, space},
        widgets::{Item, Question, SearchSelect},
    },
};

/// A way to write dates, shown on one day: `31/12/2026`.
pub(super) fn date_example(format: &str) -> String {
    let day = NaiveDate::from_ymd_opt(2026, 12, 31).unwrap_or_default();
    day.format(format).to_string()
}

impl Import {
    /// The selected column, whole.
    pub(super) fn detail_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> Option<Action> {
        let column = self.read.as_ref()?.columns.get(self.selected?)?.clone();
        let mut action = None;
        frame::block(ui, cx, |ui| {
            let n = u64::try_from(column.n_values).unwrap_or(u64::MAX);
            let beside = cx.m(&Message::new("import-n-values").number("n", n));
            title_ui(ui, cx, &column.name, &beside);
            action = self.assign_ui(ui, cx, &column.name);
        });
        let found = self.question_of(&column.name).map(|(target, _)| target.clone());
        let Some(target) = found else { return action };
        let Some(source) = self.map.get_mut(&target.name) else { return action };
        let mut changed = false;
        match &target.kind {
            TargetKind::Date => frame::block(ui, cx, |ui| changed = date_ui(ui, cx, source)),
            TargetKind::Choice { .. } => {
                let values: Vec<&str> =
                    column.values.iter().map(|it| it.0.expose().as_str()).collect();
                frame::block(ui, cx, |ui| changed = values_ui(ui, cx, &target, &values, source));
            }
            TargetKind::Words | TargetKind::Number => {}
        }
        frame::block(ui, cx, |ui| changed = blank_ui(ui, cx, source) || changed);
        if changed {
            self.changed();
        }
        action
    }

    /// Which question the column answers.
    fn assign_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, column: &str) -> Option<Action> {
        let before = self.question_of(column).map(|(it, _)| it.name.clone()).unwrap_or_default();
        let mut chosen = before.clone();
        let read = self.read.as_ref()?;
        let labels: Vec<(String, &str)> = read
            .targets
            .iter()
            .map(|it| {
                let label = in_language(cx, &it.label);
                let words = format!("{} {label}", it.number).trim().to_owned();
                (words, in_language(cx, &it.section))
            })
            .collect();
        let items: Vec<Item<'_>> = read
            .targets
            .iter()
            .zip(&labels)
            .map(|(it, (label, note))| Item { code: &it.name, label, note })
            .collect();
        let label = cx.t("import-question");
        let hint = cx.t("import-question-hint");
        let width = ui.available_width();
        let response = Question::new(&label).hint(&hint).width(width).show(ui, cx, |ui, by| {
            SearchSelect::new(question_id(), &mut chosen, &items)
                .width(width)
                .labelled_by(by)
                .show(ui, cx)
        });
        if !response.changed() || chosen == before {
            return None;
        }
        self.map.remove(&before);
        self.changed();
        if chosen.is_empty() {
            return None;
        }
        // Until the cells were looked at, they are taken as they stand.
        let source = Source { column: column.to_owned(), ..Source::default() };
        self.map.insert(chosen.clone(), source);
        Some(Action::Assign { column: column.to_owned(), question: chosen })
    }
}

/// How dates are written in the file.
fn date_ui(ui: &mut Ui, cx: &Cx<'_>, source: &mut Source) -> bool {
    let examples: Vec<String> = DATE_FORMATS.iter().map(|it| date_example(it)).collect();
    let items: Vec<Item<'_>> = DATE_FORMATS
        .iter()
        .zip(&examples)
        .map(|(code, label)| Item { code, label, note: "" })
        .collect();
    let ours = DATE_FORMATS.first().copied().unwrap_or_default();
    let mut chosen = source.date.clone().unwrap_or_else(|| ours.to_owned());
    let label = cx.t("import-dates");
    let response = Question::new(&label).show(ui, cx, |ui, by| {
        SearchSelect::new(Id::unique("import dates"), &mut chosen, &items)
            .labelled_by(by)
            .show(ui, cx)
    });
    if response.changed() {
        source.date = Some(chosen).filter(|it| it != ours && !it.is_empty());
    }
    response.changed()
}

/// What each value of the file means.
fn values_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    target: &TargetView,
    values: &[&str],
    source: &mut Source,
) -> bool {
    let TargetKind::Choice { choices, .. } = &target.kind else { return false };
    let tokens = Tokens::of(ui);
    title_ui(ui, cx, &cx.t("import-values"), "");
    small(ui, &cx.t("import-values-how"), tokens.ink3);
    ui.add_space(space::S);
    let items: Vec<Item<'_>> = choices
        .iter()
        .map(|it| Item { code: &it.code, label: in_language(cx, &it.label), note: "" })
        .collect();
    let mut pieces: Vec<&str> = match source.split.as_deref().filter(|it| !it.is_empty()) {
        Some(mark) => values.iter().flat_map(|it| it.split(mark)).map(str::trim).collect(),
        None => values.to_vec(),
    };
    let mut seen = std::collections::BTreeSet::new();
    pieces.retain(|it| !it.is_empty() && seen.insert(*it));
    let mut changed = false;
    let width = ui.available_width();
    for piece in pieces.into_iter().filter(|it| !source.blank.iter().any(|blank| blank == it)) {
        let own = choices.iter().any(|it| it.code == piece);
        let known = source.values.get(piece).cloned();
        let mut chosen = known.unwrap_or_else(|| if own { piece } else { "" }.to_owned());
        let warning = chosen.is_empty().then(|| cx.t("import-value-unknown"));
        let question = Question::new(piece).warning(warning.as_deref()).width(width);
        let response = question.show(ui, cx, |ui, by| {
            SearchSelect::new(Id::unique(("import value", piece)), &mut chosen, &items)
                .width(width)
                .labelled_by(by)
                .show(ui, cx)
        });
        if response.changed() {
            changed = true;
            if chosen.is_empty() || chosen == piece {
                source.values.remove(piece);
            } else {
                source.values.insert(piece.to_owned(), chosen);
            }
        }
        ui.add_space(space::S);
    }
    changed
}

/// Cells that mean no answer.
fn blank_ui(ui: &mut Ui, cx: &Cx<'_>, source: &mut Source) -> bool {
    let mut words = source.blank.join("; ");
    let label = cx.t("import-blank");
    let hint = cx.t("import-blank-hint");
    let width = ui.available_width();
    let response = Question::new(&label).hint(&hint).width(width).show(ui, cx, |ui, by| {
        ui.add(Field::new(&mut words).id(Id::unique("import blank")).width(width).labelled_by(by))
    });
    if response.changed() {
        let cells = words.split(';').map(str::trim).filter(|it| !it.is_empty());
        source.blank = cells.map(str::to_owned).collect();
    }
    let tokens = Tokens::of(ui);
    ui.add(Text::new(&source.column).style(Style::SMALL).color(tokens.ink3).elide(width));
    response.changed()
}
