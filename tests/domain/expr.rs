//! What expressions of forms mean, where engines in the field differ or authors stumble.

use waypost::expr::{Evaluator, Finding, ValueKind, check, parse};

use crate::support::xml::Xml;

/// 2024-06-15T10:20:30Z, on a wall clock five hours east.
const NOW_MS: i64 = 1_718_446_830_000;
const EAST_SECS: i32 = 18_000;

fn document() -> Xml {
    let source = "<data><e/><i>7</i><z>0</z><d>2024-02-29</d><p>1994</p><m>a b c</m>\
        <r><x>1</x></r><r><x>2</x></r><r><x>4</x></r></data>";
    let mut xml = Xml::read(source, NOW_MS, EAST_SECS);
    for (path, kind) in [
        ("e", ValueKind::Number),
        ("i", ValueKind::Number),
        ("z", ValueKind::Number),
        ("d", ValueKind::Date),
        ("p", ValueKind::Date),
        ("r/x", ValueKind::Number),
    ] {
        xml.read_as(path, kind);
    }
    xml
}

#[track_caller]
fn gives(source: &str, want: &str) {
    let xml = document();
    let expression = parse(source).expect(source);
    let node = xml.at("/1").expect("the outermost element");
    let got = Evaluator::new(&xml).value(&expression, node).into_stored(&xml).into_owned();
    assert_eq!(got, want, "{source}");
}

#[test]
fn a_blank_is_no_number() {
    gives("/data/e = 0", "false");
    gives("/data/e < 5", "false");
    gives("/data/e > 5", "false");
    gives("/data/e = ''", "true");
    gives("/data/e + 1", "");
    gives("/data/none = ''", "true");
    gives("sum(/data/none)", "0");
    gives("coalesce(/data/e, /data/i)", "7");
}

#[test]
fn a_node_counts_as_what_it_holds() {
    gives("not(/data/e)", "true");
    gives("boolean(/data/z)", "false");
    gives("if(/data/i, 'yes', 'no')", "yes");
}

#[test]
fn days_are_civil_days_wherever_the_clock_hangs() {
    gives("number(date('1970-01-02'))", "1");
    gives("today()", "2024-06-15");
    gives("format-date(now(), '%H:%M')", "15:20");
    gives("date('2024-02-28') + 1 = date('2024-02-29')", "true");
    gives("date(decimal-date-time(/data/d) + 1)", "2024-03-01");
    gives("/data/d <= today()", "true");
    gives("/data/d < now()", "true");
    gives("number('2024-02-29')", "");
    gives("'2024-02-29' < today()", "true");
    gives("date('2024-02-30')", "");
    gives("format-date(/data/d, '%e %b %Y (%a) %%')", "29 Feb 2024 (Thu) %");
}

#[test]
fn a_year_stands_for_its_first_day() {
    gives("int((today() - /data/p) div 365.25)", "30");
    gives("format-date(/data/p, '%Y-%m-%d')", "1994-01-01");
    gives("string(/data/p)", "1994");
}

#[test]
fn a_pattern_must_match_the_whole_text() {
    gives("regex('abc', 'b')", "false");
    gives("regex('abc', '[a-c]+')", "true");
    gives("regex('a.b@c.org', '[\\w-\\.]+@[\\w-]+\\.\\w{2,}')", "true");
    gives("regex('ab', 'a|ab')", "true");
}

#[test]
fn numbers_are_rounded_as_their_digits_say() {
    gives("round(1.005, 2)", "1.01");
    gives("round(-2.5)", "-2");
    gives("100000 * 100000", "10000000000");
    gives("1 div 3", "0.3333333333333333");
    gives("-7 mod 3", "-1");
    gives("int(-2.7)", "-2");
}

#[test]
fn codes_are_whole_words() {
    gives("selected(/data/m, 'b')", "true");
    gives("selected('ab c', 'b')", "false");
    gives("count-selected(/data/m)", "3");
    gives("selected-at(/data/m, 1)", "b");
    gives("selected-at(/data/m, 9)", "");
}

#[test]
fn several_nodes_are_summed_joined_and_filtered() {
    gives("sum(/data/r/x)", "7");
    gives("max(/data/r/x)", "4");
    gives("join('-', /data/r/x)", "1-2-4");
    gives("count(/data/r[x > 1])", "2");
    gives("/data/r[2]/x", "2");
    gives("/data/r[last()]/x", "4");
    gives("indexed-repeat(/data/r/x, /data/r, 3)", "4");
    gives("/data/r/x = 2", "true");
    gives("substring-after('hello', 'he')", "llo");
}

#[test]
fn what_can_not_work_is_said_before_it_runs() {
    let found = |source: &str| check(&parse(source).expect(source));
    let excerpt = |source: &'static str| found(source).first().map(|it| it.span().of(source));
    assert!(matches!(found("sum(1)")[..], [Finding::NotNodes(_)]));
    assert!(matches!(found("regex(., '[')")[..], [Finding::BadPattern(_)]));
    assert!(matches!(found("count-selected(.) = 'a'")[..], [Finding::NeverEqual(_)]));
    assert!(matches!(found("search('a')")[..], [Finding::NoData(_)]));
    assert_eq!(excerpt("1 + nonsense(2)"), Some("nonsense(2)"));
    assert!(found("sum(../a) + count(b) + if(. = 1, 'a', 'b')").is_empty());
}

mod laws {
    use proptest::prelude::*;
    use waypost::expr::{Evaluator, parse, parse_number, write_number};

    use super::document;

    proptest! {
        /// Whatever is typed, reading it ends, and what can be read can be asked.
        #[test]
        fn no_text_stops_the_program(source in "[a-z0-9 .,/*()\\[\\]'\"=<>!+|$_{}@:-]{0,40}") {
            if let Ok(expression) = parse(&source) {
                let xml = document();
                let node = xml.at("/1").expect("the outermost element");
                let _text = Evaluator::new(&xml).value(&expression, node).into_text(&xml);
            }
        }

        /// A number that is written can be read, and is the same.
        #[test]
        #[expect(clippy::float_cmp, reason = "the same, and not nearly")]
        fn numbers_survive_being_written(number in -1e15..1e15_f64) {
            prop_assert_eq!(parse_number(&write_number(number)), number);
        }
    }
}
