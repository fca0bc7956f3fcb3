//! How the forms are worked with: which make one case, what is due when, what their lists show. Tables in `assets/programmes`.

const CASES: &str = include_str!("../../assets/programmes/cases.csv");
const DUE: &str = include_str!("../../assets/programmes/due.csv");
const LISTS: &str = include_str!("../../assets/programmes/lists.csv");

/// A form as a step of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CaseStep {
    /// The kind of case: `return`.
    pub case: &'static str,
    /// The form.
    pub form: &'static str,
    /// The question that holds the number of the case.
    pub number: &'static str,
    /// When another record of the form may be opened for the same case.
    pub again: Again,
    /// Its answers leave only in the one summary of the case, a row of the form that opens it.
    pub in_summary: bool,
    after: &'static str,
    carried: &'static str,
}

/// A question and the answers that are asked for; none: any answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The question's name.
    pub question: &'static str,
    codes: &'static str,
}

/// A form, and an answer in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Earlier {
    /// The form.
    pub form: &'static str,
    /// What it must say beside being there.
    pub says: Option<Wanted>,
}

/// When another record of a form may be opened for the same case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Again {
    /// Never.
    Once,
    /// At any time.
    Always,
    /// When each that stands says so.
    When(Wanted),
    /// Never, and once it was handed in nothing else either.
    Closes,
}

/// An answer with which a form begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carried {
    /// The answer to a question of the same name in an earlier form.
    Question(&'static str),
    /// A line for each line of an earlier repeat.
    Lines {
        /// The repeat of this form.
        lines: &'static str,
        /// The repeat of the earlier form.
        of: &'static str,
    },
}

/// What is due after a date in a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DueRule {
    /// The id of its text.
    pub text: &'static str,
    /// The form with the date.
    pub form: &'static str,
    /// The question with the date.
    pub question: &'static str,
    /// How much later.
    pub add: Later,
    /// The form that settles it.
    pub next: Option<Earlier>,
    /// What settles it in the same record or line.
    pub unless: Option<Wanted>,
}

/// A distance in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Later {
    /// Days; below zero they are before.
    Days(i64),
    /// Calendar months.
    Months(u32),
}

/// What a form's lists show and how its records are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListRule {
    /// The form.
    pub form: &'static str,
    columns: &'static str,
    search: &'static str,
    compare: &'static str,
}

impl Wanted {
    fn parse(text: &'static str) -> Option<Self> {
        let (question, codes) = text.split_once('=').unwrap_or((text, ""));
        (!question.is_empty()).then_some(Self { question, codes })
    }

    /// Whether `answer` is one of those asked for; a blank one never is.
    #[must_use]
    pub fn is(&self, answer: &str) -> bool {
        !answer.is_empty()
            && (self.codes.is_empty() || self.codes.split('|').any(|it| it == answer))
    }

    /// The answers asked for.
    pub fn codes(&self) -> impl Iterator<Item = &'static str> {
        self.codes.split('|').filter(|it| !it.is_empty())
    }
}

impl Earlier {
    fn parse(text: &'static str) -> Option<Self> {
        let (form, says) = text.split_once(':').unwrap_or((text, ""));
        (!form.is_empty()).then(|| Self { form, says: Wanted::parse(says) })
    }
}

impl CaseStep {
    /// What must have been handed in before it is opened.
    pub fn after(&self) -> impl Iterator<Item = Earlier> {
        self.after.split(' ').filter_map(Earlier::parse)
    }

    /// With what it begins.
    pub fn carried(&self) -> impl Iterator<Item = Carried> {
        self.carried.split(' ').filter(|it| !it.is_empty()).map(|it| match it.split_once('=') {
            Some((lines, of)) => Carried::Lines { lines, of },
            None => Carried::Question(it),
        })
    }

    /// Whether it opens the case, and so needs none.
    #[must_use]
    pub const fn opens(&self) -> bool {
        self.after.is_empty()
    }
}

impl ListRule {
    /// Questions shown in a list of this form alone, in order; `@name`, `@written`, `@age`, `@sex` are of whom it is about.
    pub fn columns(&self) -> impl Iterator<Item = &'static str> {
        self.columns.split(' ').filter(|it| !it.is_empty())
    }

    /// Questions whose answers find the record.
    pub fn search(&self) -> impl Iterator<Item = &'static str> {
        self.search.split(' ').filter(|it| !it.is_empty())
    }

    /// Every question of which lists know the answer.
    pub fn known(&self) -> impl Iterator<Item = &'static str> {
        let compare = self.compare.split(' ').filter(|it| !it.is_empty());
        self.columns().filter(|it| !it.starts_with('@')).chain(compare)
    }
}

/// The forms of every kind of case, in the order in which they are opened.
pub fn case_steps() -> impl Iterator<Item = CaseStep> {
    rows(CASES).filter_map(|[case, form, number, after, again, carried, leaves]| {
        let again = match again {
            "" => Again::Once,
            "always" => Again::Always,
            "closes" => Again::Closes,
            answer => Again::When(Wanted::parse(answer)?),
        };
        let in_summary = leaves == "summary";
        Some(CaseStep { case, form, number, again, in_summary, after, carried })
    })
}

/// Everything that can be due.
pub fn due_rules() -> impl Iterator<Item = DueRule> {
    rows(DUE).filter_map(|[text, form, question, add, next, unless]| {
        let add = match add.strip_suffix('m') {
            Some(months) => Later::Months(months.parse().ok()?),
            None => Later::Days(add.strip_suffix('d')?.parse().ok()?),
        };
        let (next, unless) = (Earlier::parse(next), Wanted::parse(unless));
        Some(DueRule { text, form, question, add, next, unless })
    })
}

/// What the lists of a form show; `None` for a form of the office's own.
#[must_use]
pub fn list_rule(form: &str) -> Option<ListRule> {
    list_rules().find(|it| it.form == form)
}

/// What the lists of every form show.
pub fn list_rules() -> impl Iterator<Item = ListRule> {
    rows(LISTS).map(|[form, columns, search, compare]| ListRule { form, columns, search, compare })
}

/// The rows of a table without quotes, its comments and header left out.
fn rows<const N: usize>(table: &'static str) -> impl Iterator<Item = [&'static str; N]> {
    let lines = table.lines().filter(|it| !it.starts_with('#')).skip(1);
    lines.filter_map(|line| line.split(',').collect::<Vec<_>>().try_into().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(table: &str) -> usize {
        table.lines().filter(|it| !it.starts_with('#')).count() - 1
    }

    #[test]
    fn every_line_of_the_tables_is_understood() {
        assert_eq!(case_steps().count(), lines(CASES));
        assert_eq!(due_rules().count(), lines(DUE));
        assert_eq!(list_rules().count(), lines(LISTS));
    }

    #[test]
    fn each_step_comes_after_those_that_it_needs() {
        let steps: Vec<_> = case_steps().collect();
        for (at, step) in steps.iter().enumerate() {
            for earlier in step.after() {
                assert!(
                    steps[..at].iter().any(|it| it.case == step.case && it.form == earlier.form)
                );
            }
        }
    }
}
