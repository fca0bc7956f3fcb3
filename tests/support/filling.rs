//! Fillings of a form made from its own definition: answers that fit, answers that break rules, blanks.

use std::{fmt::Write as _, sync::Arc};

use waypost::{
    base::{Entropy as _, SeededEntropy},
    forms::{Environment, Form, Instance, Item, Path, Question, QuestionType},
};

/// What is done to a filling-in; paths count instances of repeats from 1, as other engines do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// A question is answered; the empty text takes its answer back.
    Answer(String, String),
    /// A repeat gets so many instances.
    Count(String, usize),
    /// A question holds this by itself: its default.
    Default(String, String),
    /// A question lost its answer, because it is not offered any more.
    Cleared(String),
}

/// Fills a form in, again and again, from one seed.
pub(crate) struct Filler {
    chance: SeededEntropy,
    today: chrono::NaiveDate,
    /// Whether dates may be a month or a year where the form takes them.
    pub(crate) partial_dates: bool,
}

/// Texts of every shape that our rules ask about.
const TEXTS: &[&str] = &[
    "Amina",
    "El-Hadj Oumar",
    "Zoé d’Alençon",
    "+249905550417",
    "+249 90 555 0417",
    "0905550417",
    "12",
    "a@b.example",
    "call 090 555 04 17",
    "https://example.org/a",
    "http://a b",
    "X1234567",
    "15.5, 32.5",
    "two\nlines 123456789",
    "O'Neil & \"Sons\" <1>",
    "محمد",
    "ABC-2026-0001",
    "none",
];

const INTEGERS: &[i64] =
    &[0, 1, 1, 2, 2, 3, 4, 5, 7, 12, 17, 18, 30, 59, 60, 99, 121, 500, 10_000, -1];

const DECIMALS: &[&str] =
    &["0", "0.5", "1", "2.25", "12.75", "36.6", "48", "89.9", "-91.5", "100", "181", "1500.5"];

/// Days from today; today itself most of all.
const DAYS: &[i64] = &[
    0, 0, 0, -1, 1, -2, -6, -13, -29, -45, -90, -180, -364, -400, -1000, -2200, -4000, -6600,
    -8000, -12_000, -20_000, -29_000, 30, 200,
];

const POSITIONS: &[&str] =
    &["15.5 32.5", "0 0", "-4.25 15.25", "15.5 32.5 400 10", "89.5 -179.5 12.5 5"];

impl Filler {
    /// A filler of forms that are filled in on the day of `environment`.
    pub(crate) fn new(seed: u64, environment: &Environment) -> Self {
        let today = chrono::DateTime::from_timestamp_millis(environment.now.0).expect("a moment");
        Self { chance: SeededEntropy::new(seed), today: today.date_naive(), partial_dates: false }
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.chance.below(bound as u64)).expect("below the bound")
    }

    /// Whether, once in a hundred times as often as `percent` says.
    fn in_hundred(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn one_of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        let at = self.below(all.len());
        &all[at]
    }

    /// Answers about `percent` of the questions that are asked, from first to last, and tells what was taken.
    pub(crate) fn fill(&mut self, instance: &mut Instance, percent: usize) -> Vec<Step> {
        let form = Arc::clone(instance.form());
        let mut steps = Vec::new();
        let mut paths = paths(instance);
        let mut at = 0;
        while at < paths.len() {
            let path = paths[at].clone();
            at += 1;
            if !instance.is_relevant(&path) || !self.in_hundred(percent) {
                continue;
            }
            match instance.item(&path) {
                Some(Item::Question(_)) => self.question(&form, instance, &path, &mut steps),
                Some(Item::Repeat(_)) if instance.may_add(&path) => {
                    let wanted = *self.one_of(&[0, 1, 1, 2, 2, 3, 4]);
                    let had = instance.repeat_instances(&path);
                    set_count(instance, &path, wanted);
                    steps.push(Step::Count(placed(instance, &path), wanted));
                    for new in
                        instance.repeat_instances(&path).iter().filter(|it| !had.contains(it))
                    {
                        steps.extend(defaults(instance, new));
                    }
                    // What stands before the repeat is as it was.
                    paths.truncate(at);
                    let now = self::paths(instance);
                    paths.extend(now.into_iter().skip(at));
                }
                _ => {}
            }
        }
        steps
    }

    fn question(
        &mut self,
        form: &Form,
        instance: &mut Instance,
        path: &Path,
        steps: &mut Vec<Step>,
    ) {
        let id = instance.item_id(path).expect("a node");
        let question = form.item(id).and_then(Item::question).expect("a question");
        if instance.is_read_only(path) {
            return;
        }
        let text =
            if self.in_hundred(12) { String::new() } else { self.text(instance, path, question) };
        let Ok(changes) = instance.answer(path, &text) else { return };
        steps.push(Step::Answer(placed(instance, path), instance.value(path).to_owned()));
        for changed in instance.changed(&changes).iter().filter(|it| *it != path) {
            let question = instance.item(changed).and_then(Item::question);
            let is_choice = question.is_some_and(|it| it.kind.is_choice() && !it.is_calculated);
            if is_choice && instance.value(changed).is_empty() {
                steps.push(Step::Cleared(placed(instance, changed)));
            }
        }
    }

    /// An answer of the question's type.
    fn text(&mut self, instance: &Instance, path: &Path, question: &Question) -> String {
        match &question.kind {
            QuestionType::SelectOne => {
                let codes: Vec<&str> =
                    instance.choices(path).iter().map(|it| it.code.as_str()).collect();
                if codes.contains(&"yes") && self.in_hundred(60) {
                    return "yes".to_owned();
                }
                if codes.is_empty() { String::new() } else { (*self.one_of(&codes)).to_owned() }
            }
            QuestionType::SelectMultiple | QuestionType::Rank => {
                let codes: Vec<String> =
                    instance.choices(path).iter().map(|it| it.code.clone()).collect();
                let n = if codes.is_empty() { 0 } else { 1 + self.below(3) };
                let chosen: Vec<&str> = (0..n).map(|_| self.one_of(&codes).as_str()).collect();
                chosen.join(" ")
            }
            QuestionType::Integer | QuestionType::Range => self.integer(instance),
            QuestionType::Decimal => (*self.one_of(DECIMALS)).to_owned(),
            QuestionType::Date => self.date(question),
            QuestionType::DateTime => format!("{}T10:20:30.000+00:00", self.day()),
            QuestionType::Time => "10:20".to_owned(),
            QuestionType::Geopoint => (*self.one_of(POSITIONS)).to_owned(),
            QuestionType::Acknowledge => "OK".to_owned(),
            QuestionType::Text
            | QuestionType::Note
            | QuestionType::Calculate
            | QuestionType::Hidden
            | QuestionType::Start
            | QuestionType::End
            | QuestionType::Today
            | QuestionType::Username
            | QuestionType::DeviceId
            | QuestionType::Metadata
            | QuestionType::Media(_)
            | QuestionType::Unknown(_) => (*self.one_of(TEXTS)).to_owned(),
        }
    }

    /// A number; now and then one that stands elsewhere in the form, so that totals add up.
    fn integer(&mut self, instance: &Instance) -> String {
        if self.in_hundred(25) {
            let numbers = instance.values().filter_map(|(_, value, _)| value.parse().ok());
            // A telephone number is no count.
            let numbers: Vec<i64> = numbers.filter(|it| (0..100_000).contains(it)).collect();
            if !numbers.is_empty() {
                return self.one_of(&numbers).to_string();
            }
        }
        self.one_of(INTEGERS).to_string()
    }

    fn day(&mut self) -> chrono::NaiveDate {
        self.today + chrono::Duration::days(*self.one_of(DAYS))
    }

    fn date(&mut self, question: &Question) -> String {
        let day = self.day().to_string();
        if self.partial_dates && question.looks("partial") {
            let length = *self.one_of(&[4, 7, 10]);
            return day[..length].to_owned();
        }
        if self.in_hundred(5) { "1970-01-01".to_owned() } else { day }
    }
}

/// What questions at and below `at` hold before anybody has answered them.
pub(crate) fn defaults(instance: &Instance, at: &Path) -> Vec<Step> {
    let inside = |path: &Path| path.0.starts_with(&at.0);
    let nodes = instance.nodes().into_iter();
    nodes
        .map(|it| it.path)
        .filter(|path| inside(path) && !instance.is_read_only(path))
        .filter(|path| !instance.value(path).is_empty())
        .map(|path| Step::Default(placed(instance, &path), instance.value(&path).to_owned()))
        .collect()
}

fn paths(instance: &Instance) -> Vec<Path> {
    // An instance of a repeat needs nothing done: its questions follow.
    let nodes = instance.nodes().into_iter();
    nodes
        .filter(|it| it.path.0.last().is_some_and(|step| step.key.is_none()))
        .map(|it| it.path)
        .collect()
}

fn set_count(instance: &mut Instance, repeat: &Path, wanted: usize) {
    while instance.repeat_instances(repeat).len() < wanted {
        instance.add_repeat(repeat).expect("a repeat that takes more");
    }
    while let Some(last) = instance.repeat_instances(repeat).get(wanted..).and_then(|it| it.last())
    {
        instance.remove_repeat(last).expect("an instance");
    }
}

/// A path with the places of instances instead of their keys.
pub(crate) fn placed(instance: &Instance, path: &Path) -> String {
    let mut written = String::new();
    for n in 1..=path.0.len() {
        let (step, above) = (&path.0[n - 1], Path(path.0[..n].to_vec()));
        if n > 1 {
            written.push('/');
        }
        written.push_str(&step.name);
        if step.key.is_some() {
            write!(written, "[{}]", instance.position(&above)).expect("a text takes it");
        }
    }
    written
}
