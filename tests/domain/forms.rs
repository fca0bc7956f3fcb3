//! What a form does while it is filled in.

use waypost::forms::{AnswerError, Rule, Severity};

use crate::support::scenario::{Scenario, codes, compiled, path};

#[test]
fn a_question_is_skipped_until_its_condition_holds() {
    Scenario::with(&[
        (
            "survey",
            "type,name,label,relevant\nselect_one yn,consent,C,\ntext,name,N,${consent} = 'yes'",
        ),
        ("choices", "list_name,name,label\nyn,yes,Yes\nyn,no,No"),
    ])
    .skips("name")
    .answer("consent", "yes")
    .asks("name")
    .answer("name", "Sara")
    .answer("consent", "no")
    .skips("name")
    .holds("name", "Sara")
    .answer("consent", "yes")
    .holds("name", "Sara");
}

#[test]
fn what_is_not_asked_counts_as_blank_and_leaves_the_record() {
    let story = Scenario::open(
        "type,name,label,relevant,calculation
         integer,n,N,,
         begin group,g,G,${n} > 1,
         integer,a,A,,
         end group,,,,
         calculate,double,,,${a} * 2
         calculate,blank,,,\"if(${a} = '', 'none', 'some')\"",
    )
    .answer("n", "2")
    .answer("g/a", "5")
    .holds("double", "10")
    .holds("blank", "some")
    .answer("n", "1")
    .skips("g")
    .skips("g/a")
    .holds("double", "")
    .holds("blank", "none")
    .reopen();
    assert_eq!(story.instance.answers(), serde_json::json!({"n": "1", "blank": "none"}));
    story.answer("n", "3").holds("g/a", "5").holds("double", "10");
}

#[test]
fn members_are_counted_summed_and_keep_their_keys() {
    Scenario::open(
        "type,name,label,calculation
         begin repeat,members,M,
         text,name,N,
         integer,age,A,
         calculate,no,,position(..)
         calculate,older,,count(${members}[age > current()/../age])
         end repeat,,,
         calculate,n,,count(${members})
         calculate,sum,,sum(${age})
         calculate,names,,\"join(', ', ${name})\"
         calculate,children,,count(${members}[age < 18])
         calculate,second,,\"indexed-repeat(${name}, ${members}, 2)\"",
    )
    .counts("members", 1)
    .holds("n", "1")
    .add("members", "members[2]")
    .add("members", "members[3]")
    .answer("members[1]/age", "40")
    .answer("members[2]/age", "10")
    .answer("members[3]/age", "7")
    .answer("members[1]/name", "Ali")
    .answer("members[2]/name", "Bea")
    .answer("members[3]/name", "Cem")
    .holds("n", "3")
    .holds("sum", "57")
    .holds("names", "Ali, Bea, Cem")
    .holds("children", "2")
    .holds("second", "Bea")
    .holds("members[3]/no", "3")
    .holds("members[3]/older", "2")
    .remove("members[2]")
    .holds("members[3]/no", "2")
    .holds("members[3]/older", "1")
    .holds("second", "Cem")
    .holds("sum", "47")
    .add("members", "members[4]")
    .reopen()
    .counts("members", 3)
    .add("members", "members[5]");
}

#[test]
fn a_bad_condition_is_reported_where_it_stands() {
    let (_, found) = compiled(&[(
        "survey",
        "type,name,label,relevant
         text,consent,C,
         text,name,N,${consent} yes
         text,age,A,${consnt} = 1",
    )]);
    assert_eq!(
        codes(&found, Severity::Error),
        [("FORM-06", 3, "yes"), ("FORM-07", 4, "${consnt}")]
    );
}

#[test]
fn answers_of_the_wrong_type_are_refused_and_change_nothing() {
    Scenario::open("type,name,label\ninteger,n,N\ndate,d,D\ngeopoint,g,G\nnote,x,X")
        .answer("n", "7")
        .refuses("n", "7.5", AnswerError::NotInteger)
        .refuses("n", "seven", AnswerError::NotInteger)
        .answer("n", "-12")
        .refuses("d", "2023-02-29", AnswerError::NotDate)
        .refuses("d", "1994", AnswerError::NotDate)
        .answer("d", "2024-2-9")
        .holds("d", "2024-02-09")
        .refuses("g", "95 20", AnswerError::NotPosition)
        .answer("g", "9.5, 40.25")
        .holds("g", "9.5 40.25")
        .refuses("x", "a", AnswerError::NotAnswerable)
        .refuses("y", "a", AnswerError::NoSuchNode);
}

#[test]
fn hard_and_soft_rules_speak_only_where_they_apply() {
    Scenario::open(
        "type,name,label,required,constraint,warning,relevant
         integer,age,A,yes,. <= 120,. < 100,
         text,note,N,${age} > 60,,,${age} > 10",
    )
    .breaks(&[("age", Rule::Required)])
    .answer("age", "130")
    .breaks(&[("age", Rule::Constraint), ("note", Rule::Required)])
    .answer("age", "110")
    .breaks(&[("age", Rule::Warning), ("note", Rule::Required)])
    .answer("age", "20")
    .breaks(&[])
    .answer("age", "5")
    .breaks(&[]);
}

#[test]
fn paths_do_not_lead_astray() {
    let story = Scenario::open("type,name,label\nbegin repeat,r,R\ntext,a,A\nend repeat,,");
    for astray in ["r", "r[2]", "r[1]/b", "a", "r/a", "r[1]/a[1]"] {
        assert_eq!(story.instance.value(&path(astray)), "", "{astray}");
    }
}
