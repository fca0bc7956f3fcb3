//! Forms made to hang or to fill the memory: each gets a diagnostic, at once.

use std::{
    fmt::Write as _,
    time::{Duration, Instant as Stopwatch},
};

use waypost::forms::{Definition, DefinitionError, Severity, XmlError, compile};

use crate::support::scenario::{codes, compiled};

/// How long a form may take to be refused; a debug build is some ten times slower than a release.
const LIMIT: Duration = Duration::from_secs(20);

/// Compiles sheets and checks which errors are found, and that it did not take long.
#[track_caller]
fn refused(sheets: &[(&str, &str)], want: &str) {
    let begun = Stopwatch::now();
    let (_, found) = compiled(sheets);
    let spent = begun.elapsed();
    let errors = codes(&found, Severity::Error);
    assert!(errors.iter().any(|it| it.0 == want), "{want} is not among {errors:?}");
    assert!(spent < LIMIT, "{spent:?}");
}

#[test]
fn expressions_nested_ten_thousand_deep_are_refused() {
    for deep in [
        format!("{}1{}", "(".repeat(10_000), ")".repeat(10_000)),
        format!("{}1{}", "not(".repeat(10_000), ")".repeat(10_000)),
        format!("{}1", "-".repeat(10_000)),
        format!("{}1", "1+".repeat(10_000)),
        format!("a{}{}", "[a".repeat(10_000), "]".repeat(10_000)),
    ] {
        let survey = format!("type,name,label,relevant\ntext,a,A,{deep}\n");
        refused(&[("survey", &survey)], "FORM-06");
    }
}

#[test]
fn a_calculation_that_doubles_the_one_before_is_refused() {
    let mut survey =
        "type,name,label,calculation\ncalculate,c0,,'0123456789'\ntext,t,T,\n".to_owned();
    for at in 1..60 {
        let before = at - 1;
        writeln!(survey, "calculate,c{at},,\"concat(${{c{before}}}, ${{c{before}}})\"")
            .expect("text");
    }
    refused(&[("survey", &survey)], "FORM-17");
}

#[test]
fn a_count_of_a_thousand_million_is_refused() {
    let survey = "type,name,label,repeat_count
                  begin repeat,r,R,1000000000
                  text,a,A,
                  end repeat,,,";
    refused(&[("survey", survey)], "FORM-17");
}

#[test]
fn counts_that_multiply_are_refused() {
    let survey = "type,name,label,repeat_count
                  begin repeat,r,R,1000
                  begin repeat,s,S,1000
                  begin repeat,t,T,1000
                  text,a,A,
                  end repeat,,,
                  end repeat,,,
                  end repeat,,,";
    refused(&[("survey", survey)], "FORM-17");
}

#[test]
fn conditions_in_conditions_over_the_whole_form_are_refused() {
    let mut survey = "type,name,label,calculation\n".to_owned();
    for at in 0..200 {
        writeln!(survey, "text,q{at},Q,").expect("text");
    }
    let bomb = "count(//*[count(//*[count(//*[count(//*[. = '']) > 1]) > 1]) > 1])";
    writeln!(survey, "calculate,bomb,,{bomb}").expect("text");
    refused(&[("survey", &survey)], "FORM-17");
}

#[test]
fn a_thousand_calculations_behind_a_circle_name_only_the_circle() {
    let mut survey = "type,name,label,calculation\ntext,t,T,\n".to_owned();
    survey.push_str("calculate,a,,${b} + 1\ncalculate,b,,${a} + 1\ncalculate,c0,,${b}\n");
    for at in 1..3_000 {
        writeln!(survey, "calculate,c{at},,${{c{}}} + 1", at - 1).expect("text");
    }
    let begun = Stopwatch::now();
    let (_, found) = compiled(&[("survey", &survey)]);
    let errors = codes(&found, Severity::Error);
    assert_eq!(errors, [("FORM-09", 3, "${b} + 1"), ("FORM-09", 4, "${a} + 1")]);
    assert!(begun.elapsed() < LIMIT, "{:?}", begun.elapsed());
}

#[test]
fn groups_without_end_are_refused() {
    let survey = format!("type,name,label\n{}", "begin group,g,G\n".repeat(10_000));
    refused(&[("survey", &survey)], "FORM-14");
}

#[test]
fn formulas_in_cells_are_words() {
    let survey = "type,name,label,default\ntext,a,=HYPERLINK(\"\"x\"\"),=1+1";
    let (form, found) = compiled(&[("survey", survey)]);
    assert_eq!(codes(&found, Severity::Error), []);
    let (_, question) = form.questions().next().expect("a question");
    assert!(question.label.source(0).expect("a label").starts_with("=HYPERLINK"));
}

#[test]
fn entities_and_endless_elements_in_an_xform_are_refused() {
    let bomb =
        "<!DOCTYPE a [<!ENTITY b \"bb\"><!ENTITY c \"&b;&b;\">]><html><head>&c;</head></html>";
    let refused = Definition::from_file(bomb.as_bytes());
    assert!(matches!(refused, Err(DefinitionError::Xml(XmlError::Entity))), "{refused:?}");
    let deep = Definition::from_file("<a>".repeat(100_000).as_bytes());
    assert!(matches!(deep, Err(DefinitionError::Xml(XmlError::TooDeep))), "{deep:?}");
}

#[test]
fn an_xform_without_a_record_says_so() {
    let text = "<html><head><model><bind nodeset='/a'/></model></head><body/></html>";
    let (_, found) = compile(&Definition::from_file(text.as_bytes()).expect("XML"));
    assert_eq!(codes(&found, Severity::Error), [("FORM-15", 0, "instance")]);
}
