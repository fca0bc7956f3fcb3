//! Which column of a table answers which question: a proposal from names, labels and what stands in the cells.
//!
//! Pure: the same table and form give the same proposal. Nothing is taken without the person's look at it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::{
    mapping::Source,
    query::mapping::{ChoiceView, TargetKind, TargetView},
    table::Rows,
};
use crate::{
    cases::names,
    forms::{Form, Item, ItemId, LocalisedText, Question, QuestionType},
};

/// Below this a column and a question have too little in common.
const LIKELY: u32 = 60;

/// Ways to write a date, the most usual first.
pub const DATES: [&str; 9] = [
    "%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y/%m/%d", "%d %B %Y", "%d %b %Y",
    "%d/%m/%y",
];

/// Cells that many programs write for no answer.
const BLANKS: [&str; 8] = ["NA", "N/A", "n/a", "na", "null", "NULL", "-", "--"];

/// Cells of a column that are looked at.
const LOOKED_AT: usize = 2_000;

/// The questions that a row can answer: one row is one record, so none inside a repeat.
pub(super) fn targets(form: &Form) -> Vec<TargetView> {
    let asked: Vec<(ItemId, &Question)> = form
        .questions()
        .filter(|(id, it)| it.is_asked() && form.repeat_of(*id).is_none())
        .collect();
    let mut seen: BTreeMap<&str, u32> = BTreeMap::new();
    for (_, question) in form.questions() {
        *seen.entry(question.name.as_str()).or_default() += 1;
    }
    let target = |(id, question): &(ItemId, &Question)| {
        let only = seen.get(question.name.as_str()) == Some(&1);
        let name = if only { question.name.clone() } else { form.names(*id).join("/") };
        TargetView {
            name,
            number: question.number.clone(),
            label: texts(form, &question.label),
            kind: kind(form, question),
            required: question.may_be_required,
            section: section(form, *id),
        }
    };
    asked.iter().map(target).collect()
}

/// The label of the outermost group that a question stands in.
fn section(form: &Form, id: ItemId) -> BTreeMap<String, String> {
    let mut outer = None;
    let mut at = form.parent(id);
    while let Some(group) = at {
        outer = Some(group);
        at = form.parent(group);
    }
    let label = outer.and_then(|it| form.item(it)).map(Item::label);
    label.map(|it| texts(form, it)).unwrap_or_default()
}

fn kind(form: &Form, question: &Question) -> TargetKind {
    match question.kind {
        QuestionType::Date | QuestionType::DateTime => TargetKind::Date,
        QuestionType::Integer | QuestionType::Decimal | QuestionType::Range => TargetKind::Number,
        QuestionType::SelectOne | QuestionType::SelectMultiple | QuestionType::Rank => {
            let list = question.list.as_deref().and_then(|it| form.list(it));
            let choice = |it: &crate::forms::Choice| ChoiceView {
                code: it.code.clone(),
                label: texts(form, &it.label),
            };
            let choices = list.map(|it| it.choices.iter().map(choice).collect());
            let choices = choices.unwrap_or_default();
            TargetKind::Choice { choices, several: question.kind.is_list() }
        }
        QuestionType::Text
        | QuestionType::Time
        | QuestionType::Note
        | QuestionType::Calculate
        | QuestionType::Hidden
        | QuestionType::Geopoint
        | QuestionType::Start
        | QuestionType::End
        | QuestionType::Today
        | QuestionType::Username
        | QuestionType::DeviceId
        | QuestionType::Metadata
        | QuestionType::Acknowledge
        | QuestionType::Media(_)
        | QuestionType::Unknown(_) => TargetKind::Words,
    }
}

/// A text by language.
fn texts(form: &Form, text: &LocalisedText) -> BTreeMap<String, String> {
    super::library::by_language(form, text)
}

/// The proposal: question to column, with values, dates and blanks.
pub(super) fn suggest(targets: &[TargetView], rows: &Rows) -> BTreeMap<String, Source> {
    let mut pairs: Vec<(u32, usize, usize)> = Vec::new();
    for (at, heading) in rows.header.iter().enumerate().filter(|(_, it)| !it.is_empty()) {
        for (question, target) in targets.iter().enumerate() {
            let score = likeness(heading, target);
            if LIKELY <= score {
                pairs.push((score, at, question));
            }
        }
    }
    // Where two questions are as likely, neither is proposed: only names that are the same are sure.
    let all = pairs.clone();
    pairs.retain(|(score, at, question)| {
        let as_likely = |it: &&(u32, usize, usize)| (it.0, it.1) == (*score, *at);
        90 <= *score || all.iter().filter(as_likely).all(|it| it.2 == *question)
    });
    // The best first; of equals, in the order of the file and of the form.
    pairs.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let (mut columns, mut questions) = (BTreeSet::new(), BTreeSet::new());
    let mut map = BTreeMap::new();
    for (_, at, question) in pairs {
        let Some(target) = targets.get(question) else { continue };
        if columns.contains(&at) || questions.contains(&question) {
            continue;
        }
        columns.insert(at);
        questions.insert(question);
        map.insert(target.name.clone(), source(rows, at, target));
    }
    map
}

/// How a column answers a question: dates, values and blanks as its cells show them.
pub(super) fn source(rows: &Rows, at: usize, target: &TargetView) -> Source {
    let values = distinct(rows, at);
    let mut source =
        Source { column: rows.header.get(at).cloned().unwrap_or_default(), ..Source::default() };
    if target.kind != TargetKind::Words {
        let blanks = BLANKS.iter().filter(|it| values.iter().any(|(value, _)| value == *it));
        source.blank = blanks.map(|it| (*it).to_owned()).collect();
    }
    let blank = |it: &str| source.blank.iter().any(|blank| blank == it);
    let cells: Vec<&str> = values.iter().map(|it| it.0.as_str()).filter(|it| !blank(it)).collect();
    match &target.kind {
        TargetKind::Date => source.date = date_format(&cells).map(str::to_owned),
        TargetKind::Choice { choices, several } => {
            let parted = if *several { parted_by(&cells, choices) } else { None };
            let pieces: BTreeSet<&str> = match parted {
                Some(mark) => cells.iter().flat_map(|it| it.split(mark)).map(str::trim).collect(),
                None => cells.iter().copied().collect(),
            };
            let ours = |piece: &&str| Some(((*piece).to_owned(), code_of(choices, piece)?));
            source.values = pieces.iter().filter_map(ours).filter(|(a, b)| a != b).collect();
            source.split = parted.map(String::from);
        }
        TargetKind::Number | TargetKind::Words => {}
    }
    source
}

/// The values of a column, the most frequent first, and how often each stands.
pub(super) fn distinct(rows: &Rows, at: usize) -> Vec<(String, usize)> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, cells) in rows.rows.iter().take(LOOKED_AT) {
        if let Some(cell) = cells.get(at).filter(|it| !it.is_empty()) {
            *counts.entry(cell).or_default() += 1;
        }
    }
    let mut values: Vec<(String, usize)> =
        counts.into_iter().map(|(value, n)| (value.to_owned(), n)).collect();
    values.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    values
}

/// From 0 to 100: the same name, the same label in any language, most of its words, a slip of the hand.
fn likeness(heading: &str, target: &TargetView) -> u32 {
    let own = target.name.rsplit('/').next().unwrap_or_default();
    if heading == target.name || heading == own {
        return 100;
    }
    let wanted = names::fold(&heading.replace(['_', '/'], " "));
    if wanted.is_empty() {
        return 0;
    }
    let name = names::fold(&own.replace('_', " "));
    let squeezed = |text: &str| text.replace(' ', "");
    if squeezed(&wanted) == squeezed(&name) {
        return 95;
    }
    let mut best = 80.min(shared_words(&wanted, &name));
    for label in target.label.values().map(|it| names::fold(it)) {
        if label == wanted {
            return 90;
        }
        best = best.max(85.min(shared_words(&wanted, &label)));
    }
    best
}

/// Words that say nothing by themselves.
const EMPTY: [&str; 18] = [
    "a", "au", "d", "de", "del", "des", "du", "el", "en", "et", "in", "l", "la", "le", "les", "of",
    "s", "the",
];

/// The words that tell one question from another; a number is called in many ways.
fn telling(text: &str) -> BTreeSet<&str> {
    let all = text.split(' ').filter(|it| !EMPTY.contains(it));
    all.map(|it| match it {
        "no" | "nr" | "n" | "num" | "numero" => "number",
        it => it,
    })
    .collect()
}

/// Words in common, in per cent: out of all, or more where one text has all words of the other. A word with a letter or
/// two off is half in common.
fn shared_words(one: &str, other: &str) -> u32 {
    let (one, other) = (telling(one), telling(other));
    let n = |n: usize| u32::try_from(n).unwrap_or(0);
    let same = n(one.intersection(&other).count());
    let form = other.difference(&one).copied().collect::<Vec<_>>().join(" ");
    let near = |word: &&&str| names::distance(&[(**word).to_owned()], &form).is_some();
    let near = n(one.difference(&other).filter(near).count());
    let (few, many) = (n(one.len().min(other.len())), n(one.len().max(other.len())));
    if few == 0 {
        return 0;
    }
    let all = n(one.union(&other).count()) - near;
    let within = if few <= same + near { 60 + 30 * few / many - 5 * near.min(3) } else { 0 };
    within.max((2 * same + near) * 50 / all.max(1))
}

/// The first way to write dates in which all cells are dates; `None` where they are as ours, or in no one way.
fn date_format(cells: &[&str]) -> Option<&'static str> {
    let fits =
        |format: &&&str| cells.iter().all(|it| NaiveDate::parse_from_str(it, format).is_ok());
    let found = DATES.iter().filter(|_| !cells.is_empty()).find(fits)?;
    (*found != DATES[0]).then_some(*found)
}

/// The code that a cell means: itself, or the code whose label it is in any language and spelling.
fn code_of(choices: &[ChoiceView], cell: &str) -> Option<String> {
    if choices.iter().any(|it| it.code == cell) {
        return Some(cell.to_owned());
    }
    let wanted = names::fold(cell);
    let plain = |it: &ChoiceView| names::fold(&it.code.replace('_', " "));
    let exact = choices.iter().find(|it| {
        plain(it) == wanted || it.label.values().any(|label| names::fold(label) == wanted)
    });
    if exact.is_some() || wanted.is_empty() {
        return exact.map(|it| it.code.clone());
    }
    // A slip of the hand counts where only one choice is that near.
    let words = names::words(cell);
    let near = |it: &&ChoiceView| {
        it.label.values().any(|label| {
            let label = names::fold(label);
            label.split(' ').count() == words.len()
                && names::distance(&words, &format!(" {label}")).is_some()
        })
    };
    let mut near = choices.iter().filter(near);
    let only = near.next()?;
    near.next().is_none().then(|| only.code.clone())
}

/// What parts several codes within a cell, where cells hold several.
fn parted_by(cells: &[&str], choices: &[ChoiceView]) -> Option<char> {
    let known = |cell: &str, mark: char| {
        cell.split(mark).filter(|it| code_of(choices, it.trim()).is_some()).count()
    };
    let score = |mark: char| cells.iter().map(|it| known(it, mark)).sum::<usize>();
    let whole = cells.iter().filter(|it| code_of(choices, it).is_some()).count();
    let best = [' ', '/', '|', ',', ';'].into_iter().max_by_key(|it| score(*it))?;
    (whole < score(best)).then_some(best)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::command::import::Table;

    fn label(en: &str, fr: &str) -> BTreeMap<String, String> {
        [("en".to_owned(), en.to_owned()), ("fr".to_owned(), fr.to_owned())].into()
    }

    fn target(name: &str, en: &str, fr: &str, kind: TargetKind) -> TargetView {
        TargetView {
            name: name.to_owned(),
            number: String::new(),
            label: label(en, fr),
            kind,
            required: false,
            section: BTreeMap::new(),
        }
    }

    fn sexes(several: bool) -> TargetKind {
        let choice = |code: &str, en: &str, fr: &str| ChoiceView {
            code: code.to_owned(),
            label: label(en, fr),
        };
        let choices =
            vec![choice("female", "Female", "Féminin"), choice("male", "Male", "Masculin")];
        TargetKind::Choice { choices, several }
    }

    fn rows(csv: &str) -> Rows {
        Rows::read(&Table::Csv(csv.as_bytes().to_vec())).unwrap()
    }

    #[test]
    fn columns_are_found_by_name_and_by_label_in_any_language_and_spelling() {
        let targets = [
            target("family_name", "Family name", "Nom de famille", TargetKind::Words),
            target("sex", "Sex", "Sexe", sexes(false)),
            target("arrival_date", "Date of arrival", "Date d’arrivée", TargetKind::Date),
            target("size", "Household size", "Taille du ménage", TargetKind::Number),
        ];
        let rows = rows(
            "No,NOM DE FAMILLE,sexe,Date d'arivée,Houshold size,Remark\n\
             1,Deng,féminin,13/02/2026,4,x\n2,Koné,MALE,1/3/2026,NA,y\n3,Diallo,alien,2/3/2026,5,\n",
        );
        let map = suggest(&targets, &rows);
        let columns: Vec<_> =
            map.iter().map(|(question, it)| (question.as_str(), it.column.as_str())).collect();
        assert_eq!(
            columns,
            [
                ("arrival_date", "Date d'arivée"),
                ("family_name", "NOM DE FAMILLE"),
                ("sex", "sexe"),
                ("size", "Houshold size"),
            ]
        );
        assert_eq!(map["arrival_date"].date.as_deref(), Some("%d/%m/%Y"));
        assert_eq!(map["size"].blank, ["NA"]);
        let values: Vec<_> = map["sex"].values.iter().map(|(a, b)| format!("{a}={b}")).collect();
        assert_eq!(values, ["MALE=male", "féminin=female"], "what is unknown stays unmapped");
    }

    #[test]
    fn several_codes_in_one_cell_are_parted() {
        let targets = [target("sex", "Sex", "Sexe", sexes(true))];
        let map = suggest(&targets, &rows("sex\nFemale; Male\nmale\n"));
        assert_eq!(map["sex"].split.as_deref(), Some(";"));
        assert_eq!(map["sex"].values.len(), 2);
    }

    #[test]
    fn nothing_is_proposed_where_little_is_alike() {
        let words = |name: &str, en: &str| target(name, en, "", TargetKind::Words);
        let targets =
            [words("card_no", "Number of the card"), words("tent_no", "Number of the tent")];
        assert!(suggest(&targets, &rows("Colour,number\na,b\n")).is_empty(), "which number?");
    }
}
