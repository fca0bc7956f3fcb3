//! Where choices come from beside a list of the form: answers of a repeat, columns of a file, chance.

use std::sync::Arc;

use serde_json::json;
use waypost::forms::{Instance, Severity, compile};

use crate::support::scenario::{Scenario, codes, compiled, definition, environment, path};

const PERSONS: &str = "type,name,label,choice_filter,relevant
     begin repeat,person,P,,
     text,name,N,,
     integer,age,A,,
     end repeat,,,,
     select_one ${name},head,H,,
     select_multiple ${name},adults,Adults,${age} >= 18,";

#[test]
fn choices_are_the_answers_of_a_repeat() {
    let (form, found) = compiled(&[("survey", PERSONS)]);
    assert_eq!(codes(&found, Severity::Warning), []);
    let mut instance = Instance::new(Arc::new(form), &environment());
    instance.add_repeat(&path("person")).expect("one more");
    Scenario { instance }
        .offers("head", &[])
        .answer("person[1]/name", "Amal")
        .answer("person[1]/age", "40")
        .answer("person[2]/name", "Noor")
        .answer("person[2]/age", "9")
        .offers("head", &["Amal", "Noor"])
        .offers("adults", &["Amal"])
        .answer("head", "Noor")
        .answer("person[2]/name", "Nur")
        .holds("head", "");
}

#[test]
fn codes_and_labels_may_stand_in_other_columns_of_a_file() {
    let mut files = definition(&[(
        "survey",
        "type,name,label,choice_filter,parameters
         text,region,R,,
         select_one_from_file places.csv,place,P,region = ${region},value=pcode label=title",
    )]);
    let csv = b"name,title,region,pcode\na,One,north,X1\nb,Two,south,X2\nc,Three,north,X3\n";
    files.attach("places.csv", csv).expect("a CSV file");
    let (form, found) = compile(&files);
    assert_eq!(codes(&found, Severity::Warning), []);
    let instance = Instance::new(Arc::new(form), &environment());
    let story = Scenario { instance }.answer("region", "north").offers("place", &["X1", "X3"]);
    let labels = story.instance.choices(&path("place"));
    assert_eq!(story.instance.choice_label(labels[1], ""), "Three");
}

#[test]
fn an_order_drawn_by_chance_is_that_of_the_other_engines() {
    let survey = "type,name,label,parameters\nselect_one l,a,A,randomize=true seed=42";
    let choices = "list_name,name,label\nl,A,A\nl,B,B\nl,C,C\nl,D,D\nl,E,E\nl,F,F";
    let (form, found) = compiled(&[("survey", survey), ("choices", choices)]);
    assert_eq!(codes(&found, Severity::Warning), []);
    let instance = Instance::new(Arc::new(form), &environment());
    // As the tests of enketo's evaluator have it for this seed.
    Scenario { instance }.offers("a", &["A", "F", "C", "B", "D", "E"]);
}

#[test]
fn a_counted_repeat_keeps_its_count_when_fewer_rows_are_filled_in() {
    let (form, _) = compiled(&[(
        "survey",
        "type,name,label,repeat_count
         begin repeat,r,R,3
         text,a,A,
         end repeat,,,",
    )]);
    let mut instance = Instance::new(Arc::new(form), &environment());
    assert_eq!(instance.fill(&json!({"r": [{"a": "x"}]})), []);
    assert_eq!(instance.repeat_instances(&path("r")).len(), 3);
    assert_eq!(instance.value(&path("r[1]/a")), "x");
}
