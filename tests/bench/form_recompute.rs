//! From an answer to the recomputed form, in a household of twenty members, against one pass over
//! its cells: how far the engine is from touching each cell once.
//!
//! Prints the two medians and their ratio. The goal is 3.
#![allow(clippy::expect_used, clippy::panic, reason = "a measurement stops here")]
#![allow(clippy::print_stdout, reason = "a measurement says what it measured")]

use std::{hint::black_box, sync::Arc, time::Instant as Stopwatch};

use waypost::{
    base::Instant,
    forms::{Definition, Environment, Instance, Item, Path, QuestionType, compile},
};

const N_MEMBERS: usize = 20;
const N_ROUNDS: usize = 40;

fn main() {
    let mut instance = household();
    let pairs = answers(&instance);
    let mut answered = Vec::new();
    let mut n_recomputed = 0;
    for round in 0..N_ROUNDS {
        for (path, texts) in &pairs {
            let text = &texts[round % 2];
            let begun = Stopwatch::now();
            let changes = instance.answer(path, text);
            let spent = begun.elapsed();
            if let Ok(changes) = changes {
                answered.push(spent);
                n_recomputed += changes.n_recomputed;
            }
        }
    }
    let mut passes = Vec::new();
    for _ in 0..2_000 {
        let begun = Stopwatch::now();
        let all = instance.values().filter(|(_, _, relevant)| *relevant);
        black_box(all.map(|(item, text, _)| item.0 as usize + text.len()).sum::<usize>());
        passes.push(begun.elapsed());
    }
    let n_cells = instance.values().count();
    let micros = |all: &mut Vec<std::time::Duration>| {
        all.sort_unstable();
        all[all.len() / 2].as_secs_f64() * 1e6
    };
    let worst = answered.iter().max().expect("answers").as_secs_f64() * 1e6;
    let per_answer = count(n_recomputed) / count(answered.len());
    let (answer, pass) = (micros(&mut answered), micros(&mut passes));
    println!("cells {n_cells}; answers {}; {per_answer:.1} expressions an answer", answered.len());
    println!("answer {answer:.2} µs (longest {worst:.0} µs); one pass {pass:.2} µs");
    println!("ratio {:.2} (goal 3)", answer / pass);
}

/// A count as a number that divides.
fn count(n: impl TryInto<u32>) -> f64 {
    n.try_into().map_or(f64::NAN, f64::from)
}

/// The built-in household form with twenty members.
fn household() -> Instance {
    let built_in = waypost::assets::form("household_registration").expect("built in");
    let sheets: Vec<(String, Vec<u8>)> =
        built_in.sheets.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec())).collect();
    let (form, _) = compile(&Definition::from_csv(&sheets).expect("three sheets"));
    let env = Environment { now: Instant(1_795_521_600_000), seed: 1, ..Environment::default() };
    let mut instance = Instance::new(Arc::new(form), &env);
    let repeat = instance
        .nodes()
        .into_iter()
        .find(|it| matches!(it.item, Item::Repeat(_)) && it.path.name().contains("member"))
        .expect("members")
        .path;
    while instance.repeat_instances(&repeat).len() < N_MEMBERS {
        instance.add_repeat(&repeat).expect("one more member");
    }
    for (path, texts) in answers(&instance) {
        // What a rule of the form does not take stays blank.
        let _taken = instance.answer(&path, &texts[0]).is_ok();
    }
    instance
}

/// Two answers for each question that a person is asked.
#[expect(clippy::wildcard_enum_match_arm, reason = "the form asks few types")]
fn answers(instance: &Instance) -> Vec<(Path, [String; 2])> {
    let mut all = Vec::new();
    for node in instance.nodes() {
        let Item::Question(question) = node.item else { continue };
        if !question.is_asked() || !node.relevant {
            continue;
        }
        let choices = instance.choices(&node.path);
        let code = |at: usize| choices.get(at).map_or("", |it| &it.code).to_owned();
        let texts = match question.kind {
            QuestionType::Integer | QuestionType::Decimal | QuestionType::Range => {
                ["3".to_owned(), "21".to_owned()]
            }
            QuestionType::Date => ["1994-03-05".to_owned(), "2016-11-30".to_owned()],
            QuestionType::SelectOne | QuestionType::SelectMultiple => [code(0), code(1)],
            QuestionType::Text => ["Sara".to_owned(), "Daniel".to_owned()],
            _ => continue,
        };
        all.push((node.path, texts));
    }
    all
}
