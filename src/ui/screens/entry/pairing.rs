//! What stands beside what when two records are compared: questions by name, people by name or by place.

use std::collections::BTreeMap;

use super::sheet::{Block, RepeatView, Row, Sheet};
use crate::{
    cases::names::fold,
    forms::Path,
    ui::questions::{Kind, QuestionView},
};

/// One line of a comparison.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// How deep it stands: a section is 0.
    pub(super) level: usize,
    /// A section, or somebody of a list: no answers.
    pub(super) is_head: bool,
    pub(super) path: Path,
    pub(super) number: String,
    pub(super) label: String,
    /// The answer here; `None` where it is not asked.
    pub(super) here: Option<String>,
    /// The answer there.
    pub(super) there: Option<String>,
}

impl Line {
    /// Whether the answers are not the same; a blank is the same as what is not asked.
    pub(super) fn differs(&self) -> bool {
        let words = |it: &Option<String>| it.clone().unwrap_or_default();
        !self.is_head && words(&self.here) != words(&self.there)
    }
}

/// The lines that are shown, each head only where something stands under it.
pub(super) fn shown(lines: &[Line], all: bool) -> Vec<&Line> {
    let mut shown: Vec<&Line> = Vec::new();
    for line in lines.iter().rev() {
        let wanted = if line.is_head {
            shown.last().is_some_and(|below| below.level > line.level)
        } else {
            all || line.differs()
        };
        if wanted {
            shown.push(line);
        }
    }
    shown.reverse();
    shown
}

/// Every question of two records, those of one name beside each other. People of lists are matched by name, then by
/// place; by their path where both are `by_path` the same record.
pub(super) fn lines(mine: &Sheet, theirs: &Sheet, by_path: bool) -> Vec<Line> {
    let mut pairing = Pairing { lines: Vec::new(), by_path };
    let all: Vec<&Block> = theirs.sections.iter().flat_map(|it| &it.blocks).collect();
    let mut left = Named::of(&all);
    for section in &mine.sections {
        let first = section.blocks.iter().find_map(|it| match it {
            Block::Question(question) => Some(question.path.clone()),
            Block::Repeat(list) => Some(list.path.clone()),
            Block::Heading(..) => None,
        });
        pairing.head(0, first.unwrap_or_default(), &section.letter, &section.title);
        let blocks: Vec<&Block> = section.blocks.iter().collect();
        pairing.scope(1, &blocks, &mut left);
    }
    // What is asked there only.
    for section in &theirs.sections {
        pairing.head(0, Path::default(), &section.letter, &section.title);
        let names: Vec<&Block> = section.blocks.iter().collect();
        pairing.left_over(1, &names, &mut left);
    }
    pairing.lines
}

/// What stands in a scope, by name, until something is laid beside it.
struct Named<'a> {
    questions: BTreeMap<&'a str, &'a QuestionView>,
    lists: BTreeMap<&'a str, &'a RepeatView>,
}

impl<'a> Named<'a> {
    fn of(blocks: &[&'a Block]) -> Self {
        let mut named = Self { questions: BTreeMap::new(), lists: BTreeMap::new() };
        for block in blocks {
            match block {
                Block::Heading(..) => {}
                Block::Question(question) => {
                    named.questions.insert(question.path.name(), question);
                }
                Block::Repeat(list) => {
                    named.lists.insert(list.path.name(), list);
                }
            }
        }
        named
    }
}

struct Pairing {
    lines: Vec<Line>,
    by_path: bool,
}

impl Pairing {
    fn head(&mut self, level: usize, path: Path, number: &str, label: &str) {
        self.lines.push(Line {
            level,
            is_head: true,
            path,
            number: number.to_owned(),
            label: label.to_owned(),
            here: None,
            there: None,
        });
    }

    fn question(
        &mut self,
        level: usize,
        here: Option<&QuestionView>,
        there: Option<&QuestionView>,
    ) {
        let Some(named) = here.or(there) else { return };
        let answer = |it: &QuestionView| it.shown.clone();
        self.lines.push(Line {
            level,
            is_head: false,
            path: named.path.clone(),
            number: named.number.clone(),
            label: named.label.clone(),
            here: here.map(answer),
            there: there.map(answer),
        });
    }

    fn scope(&mut self, level: usize, mine: &[&Block], theirs: &mut Named<'_>) {
        for block in mine {
            match block {
                Block::Question(question) if is_compared(question) => {
                    let there = theirs.questions.remove(question.path.name());
                    self.question(level, Some(question), there);
                }
                Block::Heading(..) | Block::Question(_) => {}
                Block::Repeat(list) => {
                    let there = theirs.lists.remove(list.path.name());
                    self.rows(level, &list.rows, there.map_or(&[], |it| it.rows.as_slice()));
                }
            }
        }
    }

    fn rows(&mut self, level: usize, mine: &[Row], theirs: &[Row]) {
        let mut left: Vec<&Row> = theirs.iter().collect();
        let mut partners: Vec<Option<&Row>> = mine
            .iter()
            .map(|row| {
                let name = fold(&row.title);
                let same = |it: &&Row| {
                    if self.by_path {
                        it.path == row.path
                    } else {
                        !name.is_empty() && fold(&it.title) == name
                    }
                };
                left.iter().position(same).map(|at| left.remove(at))
            })
            .collect();
        if !self.by_path {
            // The same people under other names: as they stand.
            for partner in partners.iter_mut().filter(|it| it.is_none()) {
                *partner = (!left.is_empty()).then(|| left.remove(0));
            }
        }
        for (row, partner) in mine.iter().zip(partners) {
            self.head(level, row.path.clone(), "", &row.title);
            let there: Vec<Block> = partner.map(blocks).unwrap_or_default();
            let mut named = Named::of(&there.iter().collect::<Vec<_>>());
            let here = blocks(row);
            self.scope(level + 1, &here.iter().collect::<Vec<_>>(), &mut named);
            self.left_over(level + 1, &there.iter().collect::<Vec<_>>(), &mut named);
        }
        for row in left {
            self.single(level, row);
        }
    }

    /// Somebody who is listed there only.
    fn single(&mut self, level: usize, row: &Row) {
        self.head(level, row.path.clone(), "", &row.title);
        let there = blocks(row);
        let there: Vec<&Block> = there.iter().collect();
        self.left_over(level + 1, &there, &mut Named::of(&there));
    }

    /// What is answered there and not asked here, in its order.
    fn left_over(&mut self, level: usize, theirs: &[&Block], left: &mut Named<'_>) {
        for block in theirs {
            match block {
                Block::Heading(..) => {}
                Block::Question(question) => {
                    let name = question.path.name();
                    if left.questions.remove(name).is_some()
                        && is_compared(question)
                        && !question.shown.is_empty()
                    {
                        self.question(level, None, Some(question));
                    }
                }
                Block::Repeat(list) => {
                    if left.lists.remove(list.path.name()).is_some() {
                        for row in &list.rows {
                            self.single(level, row);
                        }
                    }
                }
            }
        }
    }
}

/// Everything that is asked about somebody of a list.
fn blocks(row: &Row) -> Vec<Block> {
    let cells = row.cells.iter().flatten().map(|it| Block::Question(Box::new(it.clone())));
    cells.chain(row.others.iter().cloned()).collect()
}

/// Answers are compared; what follows from them is not.
const fn is_compared(question: &QuestionView) -> bool {
    !matches!(question.kind, Kind::Note | Kind::Absent | Kind::Shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(level: usize, label: &str) -> Line {
        let label = label.to_owned();
        let (path, number) = (Path::default(), String::new());
        Line { level, is_head: true, path, number, label, here: None, there: None }
    }

    fn line(level: usize, here: Option<&str>, there: Option<&str>) -> Line {
        let (here, there) = (here.map(str::to_owned), there.map(str::to_owned));
        Line { is_head: false, here, there, ..head(level, "q") }
    }

    #[test]
    fn a_head_is_shown_only_where_something_under_it_differs() {
        let lines = [
            head(0, "A"),
            line(1, Some("x"), Some("x")),
            head(0, "B"),
            head(1, "Amna"),
            line(2, Some("7"), Some("7")),
            head(1, "Khalid"),
            line(2, Some("7"), Some("8")),
            line(1, None, Some("")),
        ];
        let of = |all| -> Vec<&str> {
            let shown = shown(&lines, all).into_iter();
            shown.map(|it| it.label.as_str()).collect()
        };
        assert_eq!(of(false), ["B", "Khalid", "q"]);
        assert_eq!(of(true), ["A", "q", "B", "Amna", "q", "Khalid", "q", "q"]);
    }
}
