//! The window and `forms fill` find the same violations in the same answers, in every form of ours.

use std::{collections::BTreeSet, sync::Arc};

use serde_json::{Value, json};
use waypost::{
    assets::{self, BuiltInForm},
    base::{FixedClock, RecordId},
    forms::{Definition, Environment, Form, Instance, Item, NodeView, Path, compile},
    l10n::Locale,
    service::{
        Service, Surroundings,
        query::{fill::FillForm, office::FormSource},
    },
    ui::{
        route::Target,
        screens::{entry::Sitting, entry_wiring::EntryPage},
    },
};
use zeroize::Zeroizing;

use crate::{
    office::{Played, Stage, play, settle},
    service::{Bureau, NOON},
    support::filling::{Filler, Step, placed},
    workbooks::type_through,
};

/// Short forms, which are typed through as well.
const TYPED: [&str; 3] = ["return_closure", "return_psychosocial", "environment_research"];

/// How often each form is filled in, one filling upon the other, and what share of its questions is answered each time.
const SHARES: [usize; 3] = [85, 25, 25];

/// Path, rule, and whether it stops a submission.
type Found = BTreeSet<(String, String, bool)>;

fn form(built_in: &BuiltInForm) -> Arc<Form> {
    let sheets = built_in.sheets.iter().map(|(name, csv)| ((*name).to_owned(), csv.to_vec()));
    let definition = Definition::from_csv(&sheets.collect::<Vec<_>>()).expect("sheets");
    Arc::new(compile(&definition).0)
}

fn sitting(harness: &Played<EntryPage>) -> &Sitting {
    harness.state().page.screen().sitting().expect("a sitting")
}

/// What the window puts on its rail, and what may come there. Named checks look at the office and its other records,
/// which a file of answers has not.
fn of_the_window(harness: &Played<EntryPage>) -> Found {
    let sitting = sitting(harness);
    let instance = sitting.filling().instance();
    let issues = sitting.sheet().issues.iter().filter(|it| !is_named(it.rule));
    issues.map(|it| (placed(instance, &it.path), it.rule.to_owned(), it.hard)).collect()
}

fn is_named(rule: &str) -> bool {
    !["required", "constraint", "warning", "type", "surplus"].contains(&rule)
}

/// What `forms fill` finds in a file of answers.
fn of_the_command_line(built_in: &BuiltInForm, answers: &Value) -> Found {
    let clock = Arc::new(FixedClock::at(NOON));
    let mut service = Service::new(Surroundings::for_tests(clock));
    let sheets = built_in.sheets.iter().map(|(name, csv)| ((*name).to_owned(), csv.to_vec()));
    let fill = FillForm {
        source: FormSource::Sheets(sheets.collect()),
        answers: Zeroizing::new(answers.to_string()),
        language: "en".to_owned(),
    };
    let filled = service.ask(fill).unwrap_or_else(|error| panic!("{}: {error:?}", built_in.id));
    // In a file, instances have the numbers of their places.
    filled.violations.into_iter().map(|it| (it.question, it.rule.to_owned(), it.hard)).collect()
}

/// The answers as somebody would write them into a file: blanks are said, because a default may stand there.
fn file_of(instance: &Instance) -> Value {
    let mut file = json!({});
    let mut nodes = instance.nodes().into_iter().peekable();
    while let Some(node) = nodes.next() {
        if !node.relevant {
            while nodes.next_if(|it| it.depth > node.depth).is_some() {}
            continue;
        }
        let Some(value) = written(instance, &node) else { continue };
        let mut place = &mut file;
        for (n, step) in node.path.0.iter().enumerate() {
            place = &mut place[&step.name];
            if step.key.is_some() {
                let above = Path(node.path.0[..=n].to_vec());
                let all = place.as_array_mut().expect("a list");
                let at = instance.position(&above) - 1;
                all.resize_with(all.len().max(at + 1), || json!({}));
                place = &mut all[at];
            }
        }
        *place = value;
    }
    file
}

/// What stands in a file for one node.
fn written(instance: &Instance, node: &NodeView<'_>) -> Option<Value> {
    let is_row = node.path.0.last().is_some_and(|step| step.key.is_some());
    match node.item {
        Item::Group(_) => Some(json!({})),
        Item::Repeat(_) => Some(if is_row { json!({}) } else { json!([]) }),
        Item::Question(question) => {
            let value = instance.value(&node.path);
            let is_asked = question.is_asked() && !instance.is_read_only(&node.path);
            let codes = || value.split_whitespace().collect::<Vec<_>>();
            is_asked.then(|| if question.kind.is_list() { json!(codes()) } else { json!(value) })
        }
    }
}

/// The path in the window of a place counted from 1.
fn keyed(instance: &Instance, place: &str) -> Path {
    let mut path = Path::default();
    for step in place.split('/') {
        let (name, at) = step.split_once('[').unwrap_or((step, ""));
        path = path.join(name);
        if let Ok(at) = at.trim_end_matches(']').parse::<usize>() {
            path = instance.repeat_instances(&path)[at - 1].clone();
        }
    }
    path
}

/// Does in the window what was done to another filling-in.
fn take(harness: &mut Played<EntryPage>, steps: Vec<Step>) {
    let filling = harness.state_mut().page.screen_mut().sitting_mut().expect("a sitting");
    let filling = filling.filling_mut();
    for step in steps {
        match step {
            Step::Answer(place, text) => {
                let path = keyed(filling.instance(), &place);
                assert!(filling.answer(&path, &text), "{place}: {text:?} is not taken");
                filling.leave(&path);
            }
            Step::Count(place, n) => {
                let list = keyed(filling.instance(), &place);
                while filling.instance().repeat_instances(&list).len() < n {
                    filling.add(&list).expect("one more");
                }
                while let Some(last) =
                    filling.instance().repeat_instances(&list).get(n..).and_then(<[Path]>::last)
                {
                    filling.remove(last).expect("one less");
                }
            }
            // It comes by itself.
            Step::Default(..) | Step::Cleared(_) => {}
        }
    }
}

/// A new draft of each form, and the window. The later forms of a case are begun without their case, as from a file.
fn window(ids: &[&str]) -> (Played<EntryPage>, Vec<RecordId>) {
    let mut bureau = Bureau::open();
    let drafts: Vec<RecordId> = ids.iter().map(|id| bureau.draft(id, &json!({}))).collect();
    let page = EntryPage::new(Target::Open(drafts[0]));
    (play(Stage::new(bureau, "officer", Locale::En, page)), drafts)
}

fn open(harness: &mut Played<EntryPage>, record: RecordId) {
    harness.state_mut().page = EntryPage::new(Target::Open(record));
    settle(harness);
}

#[track_caller]
fn assert_same(harness: &Played<EntryPage>, built_in: &BuiltInForm, when: &str) -> usize {
    let answers = file_of(sitting(harness).filling().instance());
    let (window, file) = (of_the_window(harness), of_the_command_line(built_in, &answers));
    let only = |a: &Found, b: &Found| a.difference(b).cloned().collect::<Vec<_>>();
    let (here, there) = (only(&window, &file), only(&file, &window));
    let id = built_in.id;
    assert!(here.is_empty() && there.is_empty(), "{id} {when}: window {here:?}, file {there:?}");
    // What is stored says the same.
    let stored = harness.state().stored(sitting(harness).view().summary.id);
    let environment = Environment { now: NOON, ..Environment::default() };
    let stored =
        Instance::from_json(stored.form, &environment, &stored.instance).expect("readable");
    let broken = stored.violations();
    let kept = broken.iter().map(|it| (placed(&stored, &it.path), it.rule.word().to_owned()));
    let window: BTreeSet<_> = window.into_iter().map(|(path, rule, _)| (path, rule)).collect();
    assert_eq!(kept.collect::<BTreeSet<_>>(), window, "{id} {when}, as stored");
    window.len()
}

#[test]
fn the_window_and_the_command_line_find_the_same_violations_in_every_form() {
    let ids: Vec<&str> = assets::forms().iter().map(|it| it.id).collect();
    let (mut harness, drafts) = window(&ids);
    let (mut n_found, mut n_fillings) = (0, 0);
    for (at, built_in) in assets::forms().iter().enumerate() {
        open(&mut harness, drafts[at]);
        let environment = Environment { now: NOON, ..Environment::default() };
        let mut filler = Filler::new(at as u64, &environment);
        filler.partial_dates = true;
        let mut twin = Instance::new(form(built_in), &environment);
        for share in SHARES {
            let steps = filler.fill(&mut twin, share);
            take(&mut harness, steps);
            settle(&mut harness);
            n_found += assert_same(&harness, built_in, &format!("filled by {share} %"));
            n_fillings += 1;
        }
    }
    println!("{n_fillings} fillings, {n_found} violations in both");
    assert!(n_found > 500, "only {n_found}");
}

#[test]
fn what_is_typed_by_keyboard_breaks_the_same_rules_as_in_a_file() {
    let (mut harness, drafts) = window(&TYPED);
    for (id, record) in TYPED.into_iter().zip(drafts) {
        open(&mut harness, record);
        let come_to = type_through(&mut harness, usize::MAX);
        settle(&mut harness);
        assert!(come_to.len() > 5, "{id}: {come_to:?}");
        assert_same(&harness, assets::form(id).expect("a form of ours"), "typed");
    }
}
