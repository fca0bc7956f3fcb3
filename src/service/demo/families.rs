//! Invented families: names that go together, ages that can be.

use chrono::{Datelike as _, Days, NaiveDate};
use serde_json::{Map, Value, json};

use super::chance::Chance;
use crate::assets::{DemoName, DemoNameKind, DemoScript};

/// Somebody invented.
pub(super) struct Invented {
    pub(super) family: String,
    pub(super) given: String,
    /// The whole name in the script of the family; empty where it was entered in that script or has none but Latin.
    pub(super) other: String,
    pub(super) female: bool,
    pub(super) birth: NaiveDate,
    /// Only the year is known.
    pub(super) year_only: bool,
    /// `head`, `spouse`, `child`, `parent`, `sibling`.
    pub(super) relation: &'static str,
}

impl Invented {
    /// Completed years on `day`.
    pub(super) fn age(&self, day: NaiveDate) -> u32 {
        day.years_since(self.birth).unwrap_or(0)
    }

    /// Answers to the questions about names, sex and birth, as both forms ask them.
    pub(super) fn answers(&self) -> Map<String, Value> {
        let mut answers = Map::new();
        let mut put = |name: &str, value: Value| answers.insert(name.to_owned(), value);
        put("family_name", json!(self.family));
        put("given_names", json!(self.given));
        if !self.other.is_empty() {
            put("other_names", json!(self.other));
        }
        put("sex", json!(if self.female { "female" } else { "male" }));
        if self.year_only {
            put("birth_date", json!(self.birth.format("%Y").to_string()));
            put("birth_precision", json!("year"));
        } else {
            put("birth_date", json!(self.birth.to_string()));
        }
        answers
    }
}

/// Draws families from the built-in names.
pub(super) struct Families {
    names: Vec<DemoName>,
}

impl Families {
    pub(super) fn new() -> Self {
        Self { names: crate::assets::demo_names() }
    }

    fn name(&self, script: DemoScript, kind: DemoNameKind, chance: &mut Chance) -> DemoName {
        let fit: Vec<&DemoName> =
            self.names.iter().filter(|it| it.script == script && it.kind == kind).collect();
        let unnamed = DemoName { script, kind, name: "", latin: "" };
        chance.one_of(&fit).copied().unwrap_or(unnamed)
    }

    /// A family of `size` as it stands on `day`, the head first.
    pub(super) fn draw(&self, size: u32, day: NaiveDate, chance: &mut Chance) -> Vec<Invented> {
        let script = match chance.between(1, 10) {
            1..=5 => DemoScript::Latin,
            6..=8 => DemoScript::Arabic,
            _ => DemoScript::Ethiopic,
        };
        let family = self.name(script, DemoNameKind::Family, chance);
        // One officer in five enters a name in its own script.
        let as_spelled = script != DemoScript::Latin && chance.happens(20);
        let head_female = chance.happens(45);
        let head_age = chance.between(20, 74);
        let mut people = Vec::new();
        let mut add = |relation, female: bool, age: u32, chance: &mut Chance| {
            let kind = if female { DemoNameKind::Female } else { DemoNameKind::Male };
            let given = self.name(script, kind, chance);
            let spell =
                |name: &DemoName| if as_spelled { name.name } else { name.latin }.to_owned();
            let other = if as_spelled || script == DemoScript::Latin || chance.happens(40) {
                String::new()
            } else {
                format!("{} {}", given.name, family.name)
            };
            people.push(Invented {
                family: spell(&family),
                given: spell(&given),
                other,
                female,
                birth: born(age, day, chance),
                year_only: chance.happens(15),
                relation,
            });
        };
        add("head", head_female, head_age, chance);
        let mut left = size.saturating_sub(1);
        if 0 < left && chance.happens(if head_female { 45 } else { 85 }) {
            let age = head_age.saturating_sub(4) + chance.between(0, 8);
            add("spouse", !head_female, age.clamp(18, 80), chance);
            left -= 1;
        }
        if 0 < left && head_age < 55 && chance.happens(15) {
            let female = chance.happens(70);
            add("parent", female, head_age + chance.between(18, 28), chance);
            left -= 1;
        }
        for _ in 0..left {
            let oldest = head_age.saturating_sub(18).min(24);
            let female = chance.happens(50);
            add("child", female, chance.between(0, oldest), chance);
        }
        people
    }
}

/// A birth date of somebody who is `age` on `day`; never a first of January, which means "not known" to clerks.
fn born(age: u32, day: NaiveDate, chance: &mut Chance) -> NaiveDate {
    let years = i32::try_from(age).unwrap_or(0);
    let birthday = day.with_year(day.year() - years).unwrap_or(day);
    let born = birthday - Days::new(u64::from(chance.between(1, 360)));
    if born.ordinal() == 1 { born - Days::new(2) } else { born }
}
