//! The people of a filling-in, each with the question where their name stands.

use chrono::NaiveDate;

use crate::{
    cases::Summary,
    forms::{Instance, Path},
};

/// Somebody named in a filling-in.
#[derive(Debug)]
pub(super) struct Somebody {
    /// The question with their family name.
    pub(super) question: Path,
    /// Given names and family name.
    pub(super) names: String,
    /// Days between which they were born, ISO; empty where nobody knows.
    pub(super) birth: (String, String),
    /// Code of their sex.
    pub(super) sex: String,
    /// Digits of their telephone number.
    pub(super) phone: String,
}

/// The people of a filling-in, the head or principal first.
#[derive(Debug, Default)]
pub(super) struct People(pub(super) Vec<Somebody>);

/// The path of the innermost repeat instance around a node.
pub(super) fn in_repeat(path: &Path) -> Option<Path> {
    let last = path.0.iter().rposition(|step| step.key.is_some())?;
    Some(Path(path.0.iter().take(last + 1).cloned().collect()))
}

impl People {
    pub(super) fn of(instance: &Instance, today: NaiveDate) -> Self {
        let summary = Summary::of(&instance.answers(), today);
        let mut questions: Vec<(Path, String)> = Vec::new();
        for node in
            instance.nodes().into_iter().filter(|it| it.relevant && it.path.name() == "family_name")
        {
            let family = instance.value(&node.path);
            let above = node.path.parent().unwrap_or_default();
            let given = instance.value(&above.join("given_names"));
            questions.push((node.path.clone(), [given, family].join(" ").trim().to_owned()));
        }
        let people = summary.people.iter().filter_map(|it| {
            // Two people of one name in one record are taken in the order in which they stand.
            let at = questions.iter().position(|(_, names)| *names == it.names)?;
            let (question, names) = questions.remove(at);
            Some(Somebody {
                question,
                names,
                birth: (it.birth_from.clone(), it.birth_to.clone()),
                sex: it.sex.clone(),
                phone: it.phone.clone(),
            })
        });
        Self(people.collect())
    }
}
