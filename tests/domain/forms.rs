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
fn a_rule_that_does_not_read_its_own_answer_speaks_about_it_all_the_same() {
    Scenario::open(
        "type,name,label,constraint,warning
         text,method,M,,
         integer,sample,S,,${method} = 'survey'
         integer,size,Z,${method} = 'survey',",
    )
    .breaks(&[])
    .answer("sample", "5")
    .answer("size", "5")
    .breaks(&[("sample", Rule::Warning), ("size", Rule::Constraint)])
    .answer("method", "survey")
    .breaks(&[]);
}

#[test]
fn paths_do_not_lead_astray() {
    let story = Scenario::open("type,name,label\nbegin repeat,r,R\ntext,a,A\nend repeat,,");
    for astray in ["r", "r[2]", "r[1]/b", "a", "r/a", "r[1]/a[1]"] {
        assert_eq!(story.instance.value(&path(astray)), "", "{astray}");
    }
}

#[test]
fn a_filter_narrows_the_choices_and_clears_what_it_takes_away() {
    Scenario::with(&[
        (
            "survey",
            "type,name,label,choice_filter
             select_one adm1,region,R,
             select_one adm2,district,D,region = ${region}
             select_multiple adm2,seen,S,region = ${region} and name != ${district}",
        ),
        (
            "choices",
            "list_name,name,label,region
             adm1,north,North,
             adm1,south,South,
             adm2,n1,N one,north
             adm2,n2,N two,north
             adm2,s1,S one,south",
        ),
    ])
    .offers("district", &[])
    .answer("region", "north")
    .offers("district", &["n1", "n2"])
    .refuses("district", "s1", AnswerError::NotAChoice)
    .answer("district", "n2")
    .offers("seen", &["n1"])
    .answer("region", "south")
    .holds("district", "")
    .offers("district", &["s1"]);
}

#[test]
fn codes_are_kept_in_the_order_of_their_list() {
    Scenario::with(&[
        ("survey", "type,name,label\nselect_multiple n,needs,N\nselect_one n or_other,first,F"),
        ("choices", "list_name,name,label\nn,food,Food\nn,water,Water\nn,shelter,Shelter"),
    ])
    .answer("needs", "shelter food")
    .holds("needs", "food shelter")
    .refuses("needs", "food gold", AnswerError::NotAChoice)
    .skips("first_other")
    .answer("first", "other")
    .asks("first_other");
}

#[test]
fn a_count_adds_at_once_and_asks_before_it_takes_answers_away() {
    Scenario::open(
        "type,name,label,repeat_count
         integer,n,N,
         begin repeat,r,R,${n}
         text,a,A,
         end repeat,,,",
    )
    .counts("r", 0)
    .answer("n", "3")
    .counts("r", 3)
    .answer("r[2]/a", "kept")
    .answer("n", "1")
    .counts("r", 2)
    .breaks(&[("r[2]", Rule::Surplus)])
    .remove("r[2]")
    .breaks(&[])
    .answer("n", "2")
    .counts("r", 2)
    .holds("r[4]/a", "")
    .answer("n", "")
    .counts("r", 2);
}

#[test]
fn repeats_nest_and_a_condition_on_them_hides_every_instance() {
    Scenario::with(&[
        (
            "survey",
            "type,name,label,relevant,calculation
             select_one yn,ask,A,,
             begin repeat,people,P,${ask} = 'yes',
             text,name,N,,
             begin repeat,purposes,U,,
             text,purpose,W,,
             calculate,whose,,,\"concat(${name}, ' ', ${purpose})\"
             end repeat,,,,
             calculate,n,,,count(${purposes})
             end repeat,,,,
             calculate,all,,,count(${purposes})",
        ),
        ("choices", "list_name,name,label\nyn,yes,Yes\nyn,no,No"),
    ])
    .holds("all", "0")
    .answer("ask", "yes")
    .holds("all", "1")
    .add("people", "people[2]")
    .add("people[2]/purposes", "people[2]/purposes[2]")
    .holds("people[1]/n", "1")
    .holds("people[2]/n", "2")
    .holds("all", "3")
    .answer("people[2]/name", "Bea")
    .answer("people[2]/purposes[2]/purpose", "work")
    .holds("people[2]/purposes[2]/whose", "Bea work")
    .holds("people[1]/purposes[1]/whose", " ")
    .answer("ask", "no")
    .skips("people[2]/purposes[2]/purpose")
    .holds("all", "0")
    .reopen()
    .answer("ask", "yes")
    .holds("people[2]/purposes[2]/whose", "Bea work");
}

#[test]
fn defaults_and_what_the_device_knows_are_there_from_the_start() {
    Scenario::open(
        "type,name,label,default,calculation
         start,begun,,,
         today,day,,,
         username,who,,,
         integer,n,N,3,
         date,d,D,today(),
         text,t,T,a - b,
         calculate,id,,,once(uuid())",
    )
    .holds("begun", "2024-06-15T10:20:30.000+00:00")
    .holds("day", "2024-06-15")
    .holds("who", "amina")
    .holds("n", "3")
    .holds("d", "2024-06-15")
    .holds("t", "a - b")
    .answer("d", "2024-01-01")
    .answer("n", "4")
    .holds("d", "2024-01-01")
    .reopen();
}

#[test]
fn a_date_may_be_as_exact_as_the_question_allows() {
    Scenario::open(
        "type,name,label,appearance,calculation
         date,birth,B,partial,
         date,month,M,month-year,
         calculate,age,,,int((today() - ${birth}) div 365.25)",
    )
    .answer("birth", "1994")
    .holds("birth", "1994")
    .holds("age", "30")
    .answer("birth", "1994-12")
    .holds("age", "29")
    .answer("birth", "1994-12-03")
    .refuses("birth", "94", AnswerError::NotDate)
    .answer("month", "2024-02")
    .refuses("month", "2024", AnswerError::NotDate);
}

#[test]
fn labels_speak_the_reader_s_language_and_fill_their_gaps() {
    Scenario::with(&[
        (
            "survey",
            "type,name,label::English (en),label::French (fr),hint::English (en)
             text,name,Name,Nom,
             text,home,Where does ${name} live?,Où habite ${name} ?,Town
             text,plain,Only English,,",
        ),
        ("settings", "form_title,form_id,version,default_language\nVisit,visit,3,French (fr)"),
    ])
    .answer("name", "Sara")
    .reads("home", "en", "Where does Sara live?")
    .reads("home", "fr", "Où habite Sara ?")
    .reads("home", "es", "Où habite Sara ?")
    .reads("plain", "fr", "Only English");
}

#[test]
fn circles_are_found_and_named() {
    let (form, found) = compiled(&[(
        "survey",
        "type,name,label,calculation,relevant
         integer,a,A,,${c} > 1
         calculate,b,,${a} + 1,
         calculate,c,,${b} + 1,
         calculate,d,,${c} + 1,
         calculate,e,,\"if(${e} = '', 1, ${e})\",",
    )]);
    let circles: Vec<u32> =
        found.iter().filter(|it| it.code == "FORM-09").map(|it| it.row).collect();
    assert_eq!(circles, [2, 3, 4, 6]);
    assert_eq!(form.questions().count(), 5);
}

#[test]
fn what_an_answer_says_about_a_person_must_be_said_everywhere_or_nowhere() {
    let (form, found) = compiled(&[(
        "survey",
        "type,name,label,data_class,export,hxl
         text,name,N,direct,drop,
         integer,age,A,,,
         select_one x,sex,S,quasi nonsense,kept,",
    )]);
    let wrong = codes(&found, Severity::Error);
    assert_eq!(wrong, [("FORM-10", 3, "age"), ("FORM-11", 4, "nonsense"), ("FORM-11", 4, "kept")]);
    assert!(form.is_classified);
    let (form, found) = compiled(&[("survey", "type,name,label\ntext,name,N")]);
    assert_eq!(codes(&found, Severity::Note), [("FORM-34", 1, "data_class")]);
    assert!(!form.is_classified);
}

#[test]
fn everything_wrong_is_reported_at_once_in_the_order_of_the_sheet() {
    let (_, found) = compiled(&[(
        "survey",
        "type,name,label,relevant,strange
         text,,No name,,
         text,1st,N,,
         text,twice,N,,
         text,twice,N,,
         hologram,h,H,,
         end group,,,,
         begin repeat,r,R,,",
    )]);
    let wrong: Vec<(&str, u32)> = found.iter().map(|it| (it.code, it.row)).collect();
    for want in [
        ("FORM-20", 1),
        ("FORM-03", 2),
        ("FORM-04", 3),
        ("FORM-05", 5),
        ("FORM-21", 6),
        ("FORM-02", 7),
        ("FORM-02", 8),
    ] {
        assert!(wrong.contains(&want), "{want:?} is missing in {wrong:?}");
    }
    assert!(wrong.is_sorted_by_key(|it| it.1));
}

#[test]
fn a_form_nested_without_end_is_refused_and_not_a_crash() {
    let mut survey = "type,name,label\n".to_owned();
    survey.extend((0..20_000).map(|n| format!("begin group,g{n},G\n")));
    survey.push_str("text,a,A\n");
    survey.push_str(&"end group,,\n".repeat(20_000));
    let (_, found) = compiled(&[("survey", &survey)]);
    assert_eq!(codes(&found, Severity::Error), [("FORM-14", 52, "g50")]);
}

#[test]
fn questions_are_numbered_by_section() {
    let (form, _) = compiled(&[(
        "survey",
        "type,name,label
         begin group,a,A
         note,n,N
         text,a1,X
         text,a2,X
         end group,,
         begin group,b,B
         begin repeat,r,R
         text,b1,X
         end repeat,,
         calculate,c,
         text,b2,X
         end group,,",
    )]);
    let numbers: Vec<&str> = form.questions().map(|(_, it)| it.number.as_str()).collect();
    assert_eq!(numbers, ["", "A1", "A2", "B1", "", "B2"]);
}

#[test]
fn an_answers_file_is_taken_whatever_its_order() {
    let mut story = Scenario::with(&[
        (
            "survey",
            "type,name,label,choice_filter,calculation
             begin group,z,Z,,
             select_one l,parent,P,,
             select_one l,a_child,C,name != ${parent},
             select_multiple l,many,M,,
             end group,,,,
             begin repeat,r,R,,
             integer,n,N,,
             end repeat,,,,
             calculate,sum,,,sum(${n})",
        ),
        ("choices", "list_name,name,label\nl,x,X\nl,y,Y"),
    ]);
    let answers = serde_json::json!({
        "r": [{"n": 3}, {"n": "4"}],
        "z": {"a_child": "y", "parent": "x", "many": ["y", "x"]},
        "sum": "99",
        "gone": "1",
    });
    let refused = story.instance.fill(&answers);
    assert_eq!(refused, [(path("gone"), AnswerError::NoSuchNode)]);
    let want = serde_json::json!({
        "r": [{"n": "3"}, {"n": "4"}],
        "z": {"a_child": "y", "parent": "x", "many": ["x", "y"]},
        "sum": "7",
    });
    assert_eq!(story.instance.answers(), want);
    let refused =
        story.instance.fill(&serde_json::json!({"r": [{"n": 3.5}], "z": {"parent": ["x", 1.0]}}));
    assert_eq!(refused.len(), 2);
    story.counts("r", 1);
}

#[test]
fn damaged_instances_are_refused_and_unknown_answers_kept() {
    use std::sync::Arc;
    use waypost::forms::{Instance, InstanceError};

    use crate::support::scenario::environment;

    let (form, _) =
        compiled(&[("survey", "type,name,label\nbegin repeat,r,R\ntext,a,A\nend repeat,,")]);
    let form = Arc::new(form);
    let read = |text: &str| Instance::from_json(Arc::clone(&form), &environment(), text);
    for damaged in [
        "",
        "{}",
        "[]",
        r#"{"v":1}"#,
        r#"{"v":1,"data":{"r":{"next":2,"of":[{"key":1}]}}}"#,
        r#"{"v":1,"data":{"r":{"next":2,"of":[{"key":1,"data":{}},{"key":1,"data":{}}]}}}"#,
    ] {
        assert_eq!(read(damaged).err(), Some(InstanceError::Damaged), "{damaged}");
    }
    assert_eq!(read(r#"{"v":2,"data":{}}"#).err(), Some(InstanceError::TooNew));
    let old = r#"{"v":1,"data":{"r":{"next":4,"of":[{"key":3,"data":{"a":"x","gone":"y"}}]}},"unknown":{"was":"z"}}"#;
    let instance = read(old).expect("a stored instance");
    assert_eq!(instance.value(&path("r[3]/a")), "x");
    let again = instance.to_json();
    assert!(again.contains(r#""r[3]/gone":"y""#) && again.contains(r#""was":"z""#), "{}", *again);
    assert!(!format!("{instance:?}").contains('x'));
}

mod laws {
    use std::sync::Arc;

    use proptest::prelude::*;
    use waypost::forms::{Form, Instance};

    use crate::support::scenario::{compiled, environment, path};

    fn form() -> Arc<Form> {
        let (form, _) = compiled(&[(
            "survey",
            "type,name,label,relevant,calculation,required,constraint
             integer,n,N,,,,
             begin repeat,r,R,${n} != 0,,,
             integer,x,X,,,${n} > 2,. < ${total} + 5
             integer,y,Y,${x} > 1,,,
             calculate,z,,,\"${x} + coalesce(${y}, 0)\",,
             end repeat,,,,,,
             calculate,total,,,sum(${y}) + count(${r}),,
             text,late,L,${total} > 3,,,",
        )]);
        Arc::new(form)
    }

    proptest! {
        /// Recomputing only what an answer can change gives what recomputing everything gives.
        #[test]
        fn little_by_little_is_the_same_as_all_at_once(
            steps in prop::collection::vec((0..6_u8, 1..5_u32, -1..5_i32), 1..40)
        ) {
            let form = form();
            let mut instance = Instance::new(Arc::clone(&form), &environment());
            for (what, key, number) in steps {
                let number = if number < 0 { String::new() } else { number.to_string() };
                // Steps that lead nowhere are part of the test: they must change nothing.
                let _done = match what {
                    0 => instance.answer(&path("n"), &number).is_ok(),
                    1 => instance.add_repeat(&path("r")).is_ok(),
                    2 => instance.remove_repeat(&path(&format!("r[{key}]"))).is_ok(),
                    3 => instance.answer(&path("late"), &number).is_ok(),
                    4 => instance.answer(&path(&format!("r[{key}]/y")), &number).is_ok(),
                    _ => instance.answer(&path(&format!("r[{key}]/x")), &number).is_ok(),
                };
            }
            let fresh = Instance::from_json(form, &environment(), &instance.to_json()).expect("own text");
            prop_assert_eq!(instance.answers(), fresh.answers());
            let broken = |it: &Instance| {
                it.violations().iter().map(|it| (it.path.to_string(), it.rule)).collect::<Vec<_>>()
            };
            prop_assert_eq!(broken(&instance), broken(&fresh));
            let asked = |it: &Instance| it.nodes().iter().map(|it| it.relevant).collect::<Vec<_>>();
            prop_assert_eq!(asked(&instance), asked(&fresh));
        }
    }
}
