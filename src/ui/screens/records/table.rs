//! The table: names in Latin letters and as they are written, and where each record stands.

use eframe::egui::{Id, Ui};

use super::{Action, Records, part_id};
use crate::{
    base::Message,
    service::query::{
        persons::PersonSort,
        records::{ColumnView, RecordSummary, Sort},
    },
    ui::{
        cx::Cx,
        screens::record_words::{in_language, title, way_to},
        text::{Direction, Mark, Marking, Style, Text},
        theme::Tokens,
        widgets::{self, Column, Table, Width, find, state_words},
    },
};

/// What a column shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shows {
    Name,
    AsWritten,
    Age,
    Sex,
    Number,
    State,
    Place,
    Officer,
    Changed,
    /// A column of the one form that is listed, by its place.
    Own(usize),
}

impl Shows {
    /// The columns of a list of one form: what its staff scan for, where it stands, when it changed.
    fn of_form(columns: &[ColumnView], width: f32) -> Vec<Self> {
        let own = |(at, column): (usize, &ColumnView)| match column.question.as_str() {
            "@name" => Self::Name,
            "@written" => Self::AsWritten,
            "@age" => Self::Age,
            "@sex" => Self::Sex,
            _ => Self::Own(at),
        };
        let mut all = vec![Self::Number];
        // What a narrow window has no room for stands in the preview.
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a few columns"
        )]
        let room = ((width - 360.0) / 110.0).max(2.0) as usize;
        all.extend(columns.iter().enumerate().map(own).take(room));
        all.extend([Self::State, Self::Changed]);
        all
    }

    /// The columns that a table of `width` has room for.
    fn of_width(width: f32) -> Vec<Self> {
        let mut all = vec![Self::Name, Self::AsWritten, Self::Age, Self::Sex, Self::Number];
        all.push(Self::State);
        if width > 900.0 {
            all.push(Self::Place);
        }
        if width > 1040.0 {
            all.push(Self::Officer);
        }
        all.push(Self::Changed);
        all
    }

    /// What its head sorts by; what is known of persons alone sorts only persons.
    const fn order(self, persons: bool) -> Option<PersonSort> {
        Some(match self {
            Self::Name => PersonSort::Of(Sort::Title),
            Self::Number => PersonSort::Of(Sort::Number),
            Self::State => PersonSort::Of(Sort::State),
            Self::Place => PersonSort::Of(Sort::Place),
            Self::Officer => PersonSort::Of(Sort::Officer),
            Self::Changed => PersonSort::Of(Sort::Changed),
            Self::Own(_) => return None,
            Self::AsWritten | Self::Age | Self::Sex if !persons => return None,
            Self::AsWritten => PersonSort::AsWritten,
            Self::Age => PersonSort::Age,
            Self::Sex => PersonSort::Sex,
        })
    }

    /// The form's own column that it shows, where it is one.
    fn of(self, own: &[ColumnView]) -> Option<&ColumnView> {
        if let Self::Own(at) = self { own.get(at) } else { None }
    }

    fn column(self, cx: &Cx<'_>, persons: bool, own: &[ColumnView]) -> Column {
        if let Some(view) = self.of(own) {
            let heading = in_language(cx, &view.heading).to_owned();
            let width = Width::Share(1.0, 80.0);
            return if view.number {
                Column::number(heading, width)
            } else {
                Column::text(heading, width)
            };
        }
        let (id, width) = match self {
            Self::Name => ("records-name", Width::Share(1.2, 140.0)),
            Self::AsWritten => ("records-as-written", Width::Share(0.8, 100.0)),
            Self::Age => ("records-age", Width::Exact(48.0)),
            Self::Sex => ("records-sex", Width::Exact(48.0)),
            Self::Number => ("records-number", Width::Exact(140.0)),
            Self::State => ("records-state", Width::Exact(132.0)),
            Self::Place => ("records-place", Width::Exact(150.0)),
            Self::Officer => ("records-officer", Width::Exact(110.0)),
            Self::Changed | Self::Own(_) => ("records-changed", Width::Exact(88.0)),
        };
        let words = cx.t(id);
        let column = match self {
            Self::AsWritten | Self::Age | Self::Changed => Column::number(words, width),
            _ => Column::text(words, width),
        };
        if self.order(persons).is_some() { column.sortable() } else { column }
    }
}

/// The order after `sort`, for the key that goes through them.
pub(super) const fn next_order(sort: PersonSort, persons: bool) -> PersonSort {
    PersonSort::Of(match sort {
        PersonSort::Of(Sort::Changed) => Sort::Title,
        PersonSort::Of(Sort::Title) if persons => return PersonSort::AsWritten,
        PersonSort::AsWritten => return PersonSort::Age,
        PersonSort::Age => return PersonSort::Sex,
        PersonSort::Of(Sort::Title) | PersonSort::Sex => Sort::Number,
        PersonSort::Of(Sort::Number) => Sort::State,
        PersonSort::Of(Sort::State) => Sort::Place,
        PersonSort::Of(Sort::Place) => Sort::Officer,
        PersonSort::Of(Sort::Officer) => Sort::Changed,
    })
}

pub(super) fn ui(records: &mut Records, ui: &mut Ui, cx: &Cx<'_>) -> Option<Action> {
    let Records { list, rows, filters, persons, sort, reversed, selected, seen, .. } = records;
    let persons = *persons;
    let ids = list.ready().map_or(&[][..], |it| &it.ids);
    let own = list.ready().map_or(&[][..], |it| &it.columns);
    let width = ui.available_width();
    let shown = if own.is_empty() { Shows::of_width(width) } else { Shows::of_form(own, width) };
    let columns: Vec<Column> = shown.iter().map(|it| it.column(cx, persons, own)).collect();
    // The latest first is the order of things that changed: largest first.
    let ascending = *reversed == (*sort == PersonSort::Of(Sort::Changed));
    let sorted = shown
        .iter()
        .position(|it| it.order(persons) == Some(*sort))
        .map(|column| widgets::Sort { column, ascending });
    let row_of = |n: usize| ids.get(n).and_then(|id| rows.of(*id));
    let name = |n: usize| match row_of(n) {
        Some(row) => format!("{}, {}", title(cx, row), row.number),
        None => cx.m(&Message::new("records-row")
            .text("n", cx.texts.count(n + 1))
            .text("all", cx.texts.count(ids.len()))),
    };
    let words = cx.t("records-table");
    let out = Table::new(table_id(), &words, &columns, ids.len(), selected).sort(sorted).show(
        ui,
        cx,
        name,
        |ui, n, column| {
            // A line that has not come yet is blank for a moment.
            if let (Some(row), Some(shows)) = (row_of(n), shown.get(column)) {
                match shows.of(own) {
                    Some(column) => own_ui(ui, cx, column, row),
                    None => cell_ui(ui, cx, *shows, row, &filters.text),
                }
            }
        },
    );
    *seen = out.seen;
    if let Some(by) = out.sort.and_then(|n| shown.get(n)).and_then(|it| it.order(persons)) {
        *reversed = by == *sort && !*reversed;
        *sort = by;
        return Some(Action::Search);
    }
    out.opened.and_then(row_of).map(|row| Action::Go(way_to(cx, row)))
}

fn table_id() -> Id {
    part_id("table")
}

fn cell_ui(ui: &mut Ui, cx: &Cx<'_>, shows: Shows, row: &RecordSummary, searched: &str) {
    let tokens = Tokens::of(ui);
    let width = ui.available_width();
    match shows {
        Shows::Name => name_ui(ui, cx, row, searched, width),
        Shows::AsWritten => {
            ui.add(Text::new(row.as_written.expose()).cell(width));
        }
        Shows::Age => {
            if let Some(age) = row.age {
                ui.add(Text::new(&cx.texts.count(age as usize)));
            }
        }
        Shows::Sex => {
            ui.add(Text::new(&sex(cx, &row.sex)).elide(width));
        }
        Shows::Number => {
            let text = Text::new(&row.number).style(Style::CODE).color(tokens.ink2);
            ui.add(text.direction(Direction::Ltr).elide(width));
        }
        Shows::State => {
            state_words(ui, cx, row.state, row.submitted_again);
        }
        Shows::Place => {
            let place = row.place.as_ref().map_or("", |it| &it.name);
            ui.add(Text::new(place).elide(width));
        }
        Shows::Officer => {
            ui.add(Text::new(&row.author_login).color(tokens.ink2).elide(width));
        }
        Shows::Changed | Shows::Own(_) => {
            ui.add(Text::new(&cx.when(row.changed)).elide(width));
        }
    }
}

/// An answer: the words of its code, a date as dates are written, else as it stands.
fn own_ui(ui: &mut Ui, cx: &Cx<'_>, column: &ColumnView, row: &RecordSummary) {
    let Some(cell) = row.cells.iter().find(|it| it.question == column.question) else { return };
    let width = ui.available_width();
    let words = in_language(cx, &cell.words);
    let value = cell.value.expose();
    let day = value.parse::<chrono::NaiveDate>().ok(); // most answers are no date
    let text = match day {
        Some(day) => cx.texts.date(day),
        None if words.is_empty() => value.clone(),
        None => words.to_owned(),
    };
    ui.add(Text::new(&text).elide(width));
}

fn name_ui(ui: &mut Ui, cx: &Cx<'_>, row: &RecordSummary, searched: &str, width: f32) {
    let name = title(cx, row);
    let mut text = Text::new(&name).elide(width);
    if row.title.expose().is_empty() {
        text = text.color(Tokens::of(ui).ink3);
    }
    for word in searched.split_whitespace() {
        if let Some((_, range)) = find(&name, "", word).filter(|it| !it.1.is_empty()) {
            text = text.mark(Mark { range, marking: Marking::Underline });
        }
    }
    ui.add(text);
}

/// The letter for a sex; the code itself where the form has another.
pub(super) fn sex(cx: &Cx<'_>, code: &str) -> String {
    match code {
        "female" | "f" | "F" => cx.t("records-sex-female"),
        "male" | "m" | "M" => cx.t("records-sex-male"),
        other => other.to_owned(),
    }
}
