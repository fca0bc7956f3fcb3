//! A form that can be filled in. It never changes.

use std::collections::BTreeMap;

use crate::{
    base::{FormId, FormKey},
    expr::ValueKind,
};

use super::{
    CodeList, LocalisedText, Question, Unit,
    action::Action,
    dependency::Graph,
    plan::Compiled,
    xml::{Xml, XmlId},
};

/// A form that can be filled in.
#[derive(Clone, Debug, Default)]
pub struct Form {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Its title.
    pub title: LocalisedText,
    /// The languages of its texts; the first is the default one.
    pub languages: Vec<Language>,
    /// Which compartment, purpose, case type and stage it belongs to.
    pub settings: Settings,
    /// The code lists, in the order of their names.
    pub lists: Vec<CodeList>,
    /// Whether it says what each answer tells about a person. If not, nothing may leave.
    pub is_classified: bool,
    pub(super) placed: Vec<Placed>,
    /// The items of each name, in document order.
    pub(super) names: BTreeMap<String, Vec<ItemId>>,
    pub(super) scopes: Vec<ScopeDef>,
    pub(super) graph: Graph,
    pub(super) instance_name: Option<Compiled>,
    pub(super) actions: Vec<Action>,
    /// Texts that an expression may ask for by their id.
    pub(super) itext: BTreeMap<String, LocalisedText>,
    /// Further data that is no code list, by name.
    pub(super) trees: Vec<(String, Xml)>,
    /// The record with which a filling-in begins, where the form brings one.
    pub(super) model: Option<Model>,
}

/// A record that a form brings.
#[derive(Clone, Debug)]
pub(super) struct Model {
    pub(super) xml: Xml,
    pub(super) root: XmlId,
}

/// What the settings sheet says beside the title, id and version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Where records are sealed.
    pub compartment: Option<String>,
    /// Which line of consent opens the export.
    pub purpose: Option<String>,
    /// Which case the form belongs to.
    pub case_type: Option<String>,
    /// At which stage of it.
    pub stage: Option<String>,
    /// The expression that names an instance.
    pub instance_name: Option<String>,
    /// The languages whose wording nobody has reviewed yet, by code or name.
    pub draft_languages: Vec<String>,
}

/// A language of the form's texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Language {
    /// As the author wrote it: `French (fr)`; empty for headings without a language.
    pub name: String,
    /// The code in brackets: `fr`.
    pub code: Option<String>,
}

/// The number of an item in its form; 0 is the form itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemId(pub u32);

/// A group, a repeat or a question.
#[derive(Clone, Debug)]
pub enum Item {
    /// A group.
    Group(Group),
    /// A group that there can be several of.
    Repeat(Repeat),
    /// A question.
    Question(Box<Question>),
}

/// Questions that belong together.
#[derive(Clone, Debug, Default)]
pub struct Group {
    /// Its name; empty for the form itself.
    pub name: String,
    /// What a person reads above it.
    pub label: LocalisedText,
    /// Help with it.
    pub hint: LocalisedText,
    /// The words of the appearance column.
    pub appearance: Vec<String>,
    /// What is in it, in order.
    pub items: Vec<ItemId>,
    /// The section letter, where it is a section of its own.
    pub letter: Option<String>,
    /// What one instance of the form stands for, where this group says it.
    pub unit: Option<Unit>,
    /// The row on the survey sheet.
    pub row: u32,
}

/// A group that there can be several of.
#[derive(Clone, Debug, Default)]
pub struct Repeat {
    /// What it has like any group.
    pub group: Group,
    /// Whether an expression says how many instances there are.
    pub has_count: bool,
    /// Whether the form says that nobody adds or removes instances.
    pub is_fixed: bool,
}

/// An item, and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub(super) item: Item,
    pub(super) parent: ItemId,
    /// The scope in which its cell lies.
    pub(super) scope: u32,
    /// The place of the cell within the scope.
    pub(super) local: u32,
    pub(super) by_name: BTreeMap<String, ItemId>,
    pub(super) list: Option<u32>,
    pub(super) start: StartValue,
    /// As what its text is read.
    pub(super) kind: ValueKind,
    /// Whether a calculation gives it a whole number.
    pub(super) is_whole: bool,
    /// Whether a change of its value sets others.
    pub(super) has_trigger: bool,
}

/// What a new node holds.
#[derive(Clone, Debug, Default)]
pub(super) enum StartValue {
    #[default]
    Blank,
    Fixed(String),
}

/// The nodes that come and go together: those of the form, or of one instance of a repeat.
#[derive(Clone, Debug, Default)]
pub(super) struct ScopeDef {
    /// The repeat; the form itself for the first.
    pub(super) item: ItemId,
    pub(super) parent: Option<u32>,
    pub(super) depth: u8,
    /// The place among the repeats of the parent scope.
    pub(super) slot: u32,
    /// The item of each cell. The first is the repeat itself.
    pub(super) cells: Vec<ItemId>,
    /// The scopes of the repeats directly inside.
    pub(super) repeats: Vec<u32>,
    /// How many instances there are at first in each scope around.
    pub(super) n_initial: u32,
    /// What the form's own record holds for the first instances, where a count says how many.
    pub(super) defaults: Vec<XmlId>,
}

impl Form {
    /// Puts the root, which every other node is placed below.
    pub(super) fn begin(&mut self, root: Group) {
        self.placed = vec![Placed {
            item: Item::Group(root),
            parent: ItemId(0),
            scope: 0,
            local: 0,
            by_name: BTreeMap::new(),
            list: None,
            start: StartValue::Blank,
            kind: ValueKind::Text,
            is_whole: false,
            has_trigger: false,
        }];
        self.scopes = vec![ScopeDef { cells: vec![ItemId(0)], ..ScopeDef::default() }];
    }

    /// Its id and version.
    #[must_use]
    pub fn key(&self) -> FormKey {
        FormKey { id: FormId(self.id.clone()), version: self.version.clone() }
    }

    /// The items of the outermost level, in order.
    #[must_use]
    pub fn items(&self) -> &[ItemId] {
        self.children(ItemId(0))
    }

    /// The item of this number.
    #[must_use]
    pub fn item(&self, id: ItemId) -> Option<&Item> {
        self.placed.get(id.0 as usize).map(|placed| &placed.item)
    }

    /// What is directly in an item, in order.
    #[must_use]
    pub fn children(&self, id: ItemId) -> &[ItemId] {
        self.item(id).map_or(&[], Item::items)
    }

    /// The item around an item; none around the form itself.
    #[must_use]
    pub fn parent(&self, id: ItemId) -> Option<ItemId> {
        (id.0 != 0).then(|| self.placed.get(id.0 as usize).map(|placed| placed.parent)).flatten()
    }

    /// Every item but the form itself, in document order, with its depth: 0 for the outermost.
    pub fn walk(&self) -> impl Iterator<Item = (ItemId, &Item, usize)> {
        let mut open: Vec<(ItemId, usize)> = self.items().iter().rev().map(|id| (*id, 0)).collect();
        std::iter::from_fn(move || {
            let (id, depth) = open.pop()?;
            open.extend(self.children(id).iter().rev().map(|child| (*child, depth + 1)));
            Some((id, self.item(id)?, depth))
        })
    }

    /// Every question, in document order.
    pub fn questions(&self) -> impl Iterator<Item = (ItemId, &Question)> {
        self.walk().filter_map(|(id, item, _)| match item {
            Item::Question(question) => Some((id, &**question)),
            Item::Group(_) | Item::Repeat(_) => None,
        })
    }

    /// The names that lead to an item, outermost first, without keys.
    #[must_use]
    pub fn names(&self, id: ItemId) -> Vec<&str> {
        let mut names: Vec<&str> = std::iter::successors(Some(id), |it| self.parent(*it))
            .filter(|it| it.0 != 0)
            .filter_map(|it| self.item(it).map(Item::name))
            .collect();
        names.reverse();
        names
    }

    /// The item that these names lead to.
    #[must_use]
    pub fn find(&self, names: &[&str]) -> Option<ItemId> {
        names.iter().try_fold(ItemId(0), |at, name| self.child(at, name))
    }

    /// The innermost repeat in which an item lies, itself included.
    #[must_use]
    pub fn repeat_of(&self, id: ItemId) -> Option<ItemId> {
        std::iter::successors(Some(id), |it| self.parent(*it))
            .find(|it| matches!(self.item(*it), Some(Item::Repeat(_))))
    }

    /// The code list of this name.
    #[must_use]
    pub fn list(&self, name: &str) -> Option<&CodeList> {
        let at = self.lists.binary_search_by(|list| list.name.as_str().cmp(name));
        at.ok().and_then(|at| self.lists.get(at)) // no such list
    }

    /// The index of a language by its code or name; the default one where the form has no such.
    #[must_use]
    pub fn language(&self, wanted: &str) -> usize {
        let fits = |it: &Language| it.code.as_deref() == Some(wanted) || it.name == wanted;
        let spelled = |it: &Language| it.name.eq_ignore_ascii_case(english_name(wanted));
        let at = self.languages.iter().position(fits);
        at.or_else(|| self.languages.iter().position(spelled)).unwrap_or(0)
    }

    /// The name of the outermost element of a record.
    pub(super) fn root_name(&self) -> &str {
        match self.placed.first().map(|it| it.item.name()) {
            None | Some("") => "data",
            Some(name) => name,
        }
    }

    pub(super) fn child(&self, id: ItemId, name: &str) -> Option<ItemId> {
        self.placed.get(id.0 as usize)?.by_name.get(name).copied()
    }

    pub(super) fn place(&self, id: ItemId) -> Option<&Placed> {
        self.placed.get(id.0 as usize)
    }

    pub(super) fn scope(&self, id: u32) -> Option<&ScopeDef> {
        self.scopes.get(id as usize)
    }

    /// How many repeats stand around the cell of an item; a repeat counts itself.
    pub(super) fn depth(&self, id: ItemId) -> u8 {
        self.place(id).and_then(|it| self.scope(it.scope)).map_or(0, |scope| scope.depth)
    }
}

/// The word that forms without codes use for the languages of this program.
fn english_name(code: &str) -> &str {
    match code {
        "en" => "English",
        "fr" => "French",
        "es" => "Spanish",
        "ar" => "Arabic",
        other => other,
    }
}

impl Item {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Group(group) => &group.name,
            Self::Repeat(repeat) => &repeat.group.name,
            Self::Question(question) => &question.name,
        }
    }

    /// What a person reads at it.
    #[must_use]
    pub const fn label(&self) -> &LocalisedText {
        match self {
            Self::Group(group) => &group.label,
            Self::Repeat(repeat) => &repeat.group.label,
            Self::Question(question) => &question.label,
        }
    }

    /// Help with it.
    #[must_use]
    pub const fn hint(&self) -> &LocalisedText {
        match self {
            Self::Group(group) => &group.hint,
            Self::Repeat(repeat) => &repeat.group.hint,
            Self::Question(question) => &question.hint,
        }
    }

    /// What is directly in it.
    #[must_use]
    pub fn items(&self) -> &[ItemId] {
        match self {
            Self::Group(group) => &group.items,
            Self::Repeat(repeat) => &repeat.group.items,
            Self::Question(_) => &[],
        }
    }

    /// The question it is, if it is one.
    #[must_use]
    pub fn question(&self) -> Option<&Question> {
        match self {
            Self::Question(question) => Some(question),
            Self::Group(_) | Self::Repeat(_) => None,
        }
    }

    /// The row on the survey sheet.
    #[must_use]
    pub const fn row(&self) -> u32 {
        match self {
            Self::Group(group) => group.row,
            Self::Repeat(repeat) => repeat.group.row,
            Self::Question(question) => question.row,
        }
    }

    pub(super) const fn group_mut(&mut self) -> Option<&mut Group> {
        match self {
            Self::Group(group) => Some(group),
            Self::Repeat(repeat) => Some(&mut repeat.group),
            Self::Question(_) => None,
        }
    }
}

/// Gives every section its letter and every question its number: `C3`. The same in every language;
/// questions of a repeat go on in the section around it, and a run of questions in no group is a
/// section of its own.
pub(super) fn number(form: &mut Form) {
    let mut section = 0;
    let mut running = 0;
    for id in form.items().to_vec() {
        match form.placed.get_mut(id.0 as usize).map(|it| &mut it.item) {
            Some(Item::Question(question)) if is_numbered(question) => {
                section += usize::from(running == 0);
                running += 1;
                question.number = format!("{}{running}", letters(section));
            }
            Some(Item::Question(_)) | None => {}
            Some(other) => {
                section += 1;
                running = 0;
                let letter = letters(section);
                if let Some(group) = other.group_mut() {
                    group.letter = Some(letter.clone());
                }
                number_below(form, id, &letter, &mut 0);
            }
        }
    }
}

fn number_below(form: &mut Form, id: ItemId, letter: &str, running: &mut usize) {
    for child in form.children(id).to_vec() {
        match form.placed.get_mut(child.0 as usize).map(|it| &mut it.item) {
            Some(Item::Question(question)) if is_numbered(question) => {
                *running += 1;
                question.number = format!("{letter}{running}");
            }
            Some(Item::Question(_)) | None => {}
            Some(_) => number_below(form, child, letter, running),
        }
    }
}

fn is_numbered(question: &Question) -> bool {
    question.kind.is_shown() && question.kind != super::QuestionType::Note
}

/// 1 → `A`, 26 → `Z`, 27 → `AA`.
fn letters(mut n: usize) -> String {
    let mut letters = Vec::new();
    while n > 0 {
        letters.push(char::from(b'A' + u8::try_from((n - 1) % 26).unwrap_or(0)));
        n = (n - 1) / 26;
    }
    letters.iter().rev().collect()
}
