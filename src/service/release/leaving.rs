//! Which questions of a form leave a batch as columns, and in what shape. Deny by default.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use crate::{
    assets,
    forms::{DataClass, Export, Form, Item, ItemId, Question},
};

use super::{
    super::places::PlaceTree,
    trees::{Calendar, Parents, band_of, bands, calendar, calendar_label},
};

/// A question that leaves as a column.
#[derive(Clone, Debug)]
pub(super) struct Leaving {
    /// The names that lead to it.
    pub(super) names: Vec<String>,
    /// Its name: the column's.
    pub(super) name: String,
    /// The question.
    pub(super) question: Question,
    /// The later form of the case that asks it; `None`: the form of the row itself.
    pub(super) home: Option<Arc<Form>>,
    /// It tells, with others, who somebody is.
    pub(super) quasi: bool,
    /// It harms if known.
    pub(super) sensitive: bool,
    /// What is done to its answers before the scheme.
    shape: Shape,
}

/// What is done to an answer before the scheme sees it.
#[derive(Clone, Debug)]
enum Shape {
    /// As it is, with broader codes where the list has some.
    Code(Parents),
    /// The first code above.
    Broader(Parents),
    /// The band in which the number lies.
    Band(Vec<String>),
    /// A part of the calendar.
    Date(Calendar),
    /// The place of this level in which it lies.
    Place(u8),
    /// A multiple of this number.
    Round(i64),
    /// A number, this one and larger ones together.
    Top(i64),
    /// A position with so many decimals.
    Geo(usize),
    /// Whether there is an answer.
    Flag,
}

/// The columns of a form, in its order, and the questions that a taint kept back.
pub(super) fn leaving(form: &Form) -> (Vec<Leaving>, Vec<String>) {
    let mut columns = Vec::new();
    let mut tainted = Vec::new();
    if !form.is_classified {
        return (columns, tainted);
    }
    for (id, question) in form.questions() {
        if form.repeat_of(id).is_some() {
            continue;
        }
        let Some(column) = column(form, id, question) else { continue };
        if stricter_elsewhere(form, id, question) && question.class_reason.is_none() {
            tainted.push(question.name.clone());
        } else {
            columns.push(column);
        }
    }
    (columns, tainted)
}

fn column(form: &Form, id: ItemId, question: &Question) -> Option<Leaving> {
    let class = |wanted| question.data_class.contains(&wanted);
    if question.data_class.is_empty() || class(DataClass::Direct) {
        return None;
    }
    let parents = || parents(form, question);
    let shape = match &question.export {
        // Totals are released as tables; notes only after somebody has redacted them: neither is a column.
        Export::Drop | Export::Table | Export::Review | Export::Pseudonym => return None,
        Export::Keep => Shape::Code(parents()),
        Export::Recode(_) => Shape::Broader(parents()),
        Export::Band(bands) => Shape::Band(bands.clone()),
        Export::Month => Shape::Date(Calendar::Month),
        Export::Quarter => Shape::Date(Calendar::Quarter),
        Export::Year => Shape::Date(Calendar::Year),
        Export::Adm(level) => Shape::Place(*level),
        Export::Round(step) => Shape::Round(i64::from(*step)),
        Export::Top(top) => Shape::Top(i64::from(*top)),
        Export::Geo(decimals) => Shape::Geo(usize::from(*decimals)),
        Export::Flag => Shape::Flag,
    };
    Some(Leaving {
        names: form.names(id).into_iter().map(str::to_owned).collect(),
        name: question.name.clone(),
        question: question.clone(),
        home: None,
        quasi: class(DataClass::Quasi),
        sensitive: class(DataClass::Sensitive),
        shape,
    })
}

/// The broader codes of a question's answers: its hierarchy's, else its list's own.
fn parents(form: &Form, question: &Question) -> Parents {
    let built_in = question.hierarchy.as_deref().map(assets::hierarchy_rows).unwrap_or_default();
    if !built_in.is_empty() {
        // From leaf to top; where a row repeats a label it changes nothing at that level.
        let steps = built_in.iter().flat_map(|row| row.windows(2));
        let up = steps.filter_map(|step| match step {
            [code, parent] if code != parent => {
                Some(((*code).to_owned(), Some((*parent).to_owned())))
            }
            _ => None,
        });
        return Parents::new(up);
    }
    let list = question.list.as_deref().and_then(|name| form.list(name));
    let choices = list.into_iter().flat_map(|list| &list.choices);
    Parents::new(choices.map(|choice| (choice.code.clone(), choice.parent.clone())))
}

/// Whether something that decides if the question is asked, or what it holds, is of a stricter class than it.
fn stricter_elsewhere(form: &Form, id: ItemId, question: &Question) -> bool {
    let own = strictness(&question.data_class);
    let mut seen = BTreeSet::new();
    let mut open = vec![id];
    while let Some(at) = open.pop() {
        for read in form.reads(at) {
            if seen.insert(read) {
                open.push(read);
            }
        }
    }
    seen.into_iter().filter(|it| *it != id).any(|it| match form.item(it) {
        // A calculation is judged by what it reads, which is in the set as well.
        Some(Item::Question(read)) if read.is_asked() => own < strictness(&read.data_class),
        _ => false,
    })
}

/// direct > quasi sensitive > sensitive > quasi > plain.
fn strictness(class: &[DataClass]) -> u8 {
    let has = |wanted| class.contains(&wanted);
    match (has(DataClass::Direct), has(DataClass::Sensitive), has(DataClass::Quasi)) {
        (true, _, _) => 4,
        (_, true, true) => 3,
        (_, true, false) => 2,
        (_, false, true) => 1,
        (_, false, false) => 0,
    }
}

impl Leaving {
    /// The form that asks it: its own, where it came from a later form of the case.
    pub(super) fn form<'a>(&'a self, row: &'a Form) -> &'a Form {
        self.home.as_deref().unwrap_or(row)
    }

    /// The finest that may leave of `answer`; blank stays blank.
    pub(super) fn label(&self, answer: &str, places: &PlaceTree) -> String {
        if answer.is_empty() && !matches!(self.shape, Shape::Flag) {
            return String::new();
        }
        let whole = || answer.parse::<f64>().ok().filter(|it| it.is_finite()).map(whole);
        match &self.shape {
            Shape::Code(_) => answer.to_owned(),
            Shape::Broader(parents) => parents.broader(answer).to_owned(),
            Shape::Band(bands) => {
                whole().and_then(|it| band_of(bands, it)).cloned().unwrap_or_default()
            }
            Shape::Date(part) => calendar_label(answer, *part),
            Shape::Place(level) => places.at_level(answer, *level).to_owned(),
            Shape::Round(step) => whole()
                .map(|it| ((it + step / 2).div_euclid(*step) * step).to_string())
                .unwrap_or_default(),
            Shape::Top(top) => whole()
                .map(|it| if it < *top { it.to_string() } else { format!("{top}+") })
                .unwrap_or_default(),
            Shape::Geo(decimals) => rounded_position(answer, *decimals),
            Shape::Flag => if answer.is_empty() { "no" } else { "yes" }.to_owned(),
        }
    }

    /// The hierarchy over `labels` and over everything that may come: the form's whole list, whole years, all places.
    pub(super) fn tree(
        &self,
        form: &Form,
        labels: &BTreeSet<&str>,
        places: &PlaceTree,
    ) -> Vec<Vec<String>> {
        let present = labels.iter().copied().filter(|it| !it.is_empty());
        match &self.shape {
            Shape::Code(parents) => {
                let listed = self.codes(form);
                parents.tree(listed.iter().map(String::as_str).chain(present))
            }
            Shape::Broader(parents) => {
                let listed = self.codes(form);
                let broader = listed.iter().map(|code| parents.broader(code));
                parents.tree(broader.chain(present))
            }
            Shape::Band(wanted) => bands(wanted),
            Shape::Date(part) => calendar(present, *part),
            Shape::Place(level) => {
                let all = places.codes_at(*level);
                let leaves: BTreeSet<&str> = all.into_iter().chain(present).collect();
                let up = |code: &str| {
                    let mut way: Vec<String> =
                        places.way_to(code).into_iter().map(str::to_owned).collect();
                    way.reverse();
                    way
                };
                let ways = leaves.into_iter().map(up);
                super::trees::rows(ways.chain([vec![String::new()]]))
            }
            Shape::Round(_) | Shape::Top(_) | Shape::Geo(_) | Shape::Flag => {
                Parents::default().tree(present)
            }
        }
    }

    /// The word of its class.
    pub(super) fn class(&self) -> String {
        match (self.quasi, self.sensitive) {
            (true, true) => "quasi sensitive",
            (true, false) => "quasi",
            (false, true) => "sensitive",
            (false, false) => "plain",
        }
        .to_owned()
    }

    /// Whether its codes are places.
    pub(super) const fn is_place(&self) -> bool {
        matches!(self.shape, Shape::Place(_))
    }

    /// Whether its hierarchy is a calendar.
    pub(super) const fn is_calendar(&self) -> bool {
        matches!(self.shape, Shape::Date(_))
    }

    fn codes(&self, form: &Form) -> Vec<String> {
        let list = self.question.list.as_deref().and_then(|name| form.list(name));
        list.into_iter().flat_map(|list| &list.choices).map(|choice| choice.code.clone()).collect()
    }

    /// Values of a sensitive question that harm nobody if known.
    pub(super) fn neutral(&self, form: &Form) -> BTreeSet<String> {
        let list = self.question.list.as_deref().and_then(|name| form.list(name));
        let neutral = list.into_iter().flat_map(|list| &list.choices).filter(|it| it.neutral);
        neutral.map(|it| it.code.clone()).collect()
    }

    /// Values of a sensitive question that count as one: their broader code.
    pub(super) fn groups(&self, form: &Form) -> BTreeMap<String, String> {
        let list = self.question.list.as_deref().and_then(|name| form.list(name));
        let choices = list.into_iter().flat_map(|list| &list.choices);
        choices.filter_map(|it| Some((it.code.clone(), it.parent.clone()?))).collect()
    }
}

/// Towards zero, within what a form's whole numbers can be.
#[expect(
    clippy::cast_possible_truncation,
    reason = "answers are far below 2^53, and what is not is in the last band"
)]
fn whole(number: f64) -> i64 {
    number.trunc() as i64
}

/// A position, or one of its two numbers where they are questions of their own.
fn rounded_position(answer: &str, decimals: usize) -> String {
    let rounded: Option<Vec<String>> = answer
        .split_whitespace()
        .take(2)
        .map(|it| it.parse::<f64>().ok().filter(|it| it.is_finite()))
        .map(|it| it.map(|it| format!("{it:.decimals$}")))
        .collect();
    rounded.unwrap_or_default().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_or_one_of_its_numbers_is_rounded_and_anything_else_stays_back() {
        assert_eq!(rounded_position("33.1449 -12.96 0 4.5", 1), "33.1 -13.0");
        assert_eq!(rounded_position("33.1449", 1), "33.1");
        assert_eq!(rounded_position("33.1449 east", 1), "");
        assert_eq!(rounded_position("", 1), "");
    }
}
