//! Values that are set when something happens, data beside a form, and forms written as `XForm`s.

use std::sync::Arc;

use waypost::forms::{Definition, Instance, Severity, compile};

use crate::support::scenario::{Scenario, codes, compiled, definition, environment, path};

#[test]
fn a_trigger_sets_a_value_that_a_person_may_then_change() {
    Scenario::open(
        "type,name,label,calculation,trigger
         text,a,A,,
         text,b,B,,
         text,both,Both,\"concat(${a}, '-', ${b})\",${a}",
    )
    .answer("b", "2")
    .holds("both", "")
    .answer("a", "1")
    .holds("both", "1-2")
    .answer("both", "by hand")
    .answer("b", "3")
    .holds("both", "by hand")
    .answer("a", "1")
    .holds("both", "by hand")
    .answer("a", "4")
    .holds("both", "4-3")
    .reopen();
}

#[test]
fn questions_that_set_each_other_come_to_an_end() {
    Scenario::open(
        "type,name,label,calculation,trigger
         integer,a,A,${b} + 1,${b}
         integer,b,B,${a} + 1,${a}",
    )
    .answer("a", "1");
}

#[test]
fn a_default_that_asks_for_the_day_is_set_once_and_for_each_new_member() {
    Scenario::open(
        "type,name,label,default
         begin repeat,members,M,
         date,since,S,today()
         end repeat,,,",
    )
    .holds("members[1]/since", "2024-06-15")
    .answer("members[1]/since", "2024-01-31")
    .add("members", "members[2]")
    .holds("members[1]/since", "2024-01-31")
    .holds("members[2]/since", "2024-06-15");
}

#[test]
fn a_count_that_reads_what_it_makes_grows_once_an_answer() {
    Scenario::open(
        "type,name,label,calculation,repeat_count
         calculate,n,,count(${visits}),
         calculate,wanted,,\"if(${n} = 0 or indexed-repeat(${more}, ${visits}, ${n}) != 'no', ${n} + 1, ${n})\",
         begin repeat,visits,V,,${wanted}
         text,more,M,,
         end repeat,,,,",
    )
    .counts("visits", 1)
    .answer("visits[1]/more", "yes")
    .counts("visits", 2)
    .answer("visits[2]/more", "no")
    .counts("visits", 2);
}

#[test]
fn rows_of_a_file_are_chosen_from_and_looked_up() {
    let mut files = definition(&[(
        "survey",
        "type,name,label,choice_filter,calculation
         text,region,R,,
         select_one_from_file places.csv,place,P,region = ${region},
         calculate,people,,,\"pulldata('places', 'people', 'name', ${place})\"
         calculate,all,,,\"sum(instance('places')/root/item[region = ${region}]/people)\"",
    )]);
    let csv = b"name,label,region,people\np1,One,north,10\np2,Two,south,20\np3,Three,north,5\n";
    files.attach("places.csv", csv).expect("a CSV file");
    let (form, found) = compile(&files);
    assert_eq!(codes(&found, Severity::Warning), []);
    let instance = Instance::new(Arc::new(form), &environment());
    let story = Scenario { instance }
        .answer("region", "north")
        .offers("place", &["p1", "p3"])
        .holds("all", "15")
        .answer("place", "p3")
        .holds("people", "5")
        .answer("region", "south")
        .holds("place", "")
        .holds("people", "")
        .offers("place", &["p2"]);
    let labels = story.instance.choices(&path("place"));
    assert_eq!(story.instance.choice_label(labels[0], ""), "Two");
    let again = Definition::from_bytes(&files.to_bytes()).expect("own bytes");
    assert_eq!(again, files);
}

#[test]
fn a_missing_file_is_a_finding() {
    let (_, found) = compiled(&[("survey", "type,name,label\nselect_one_from_file x.csv,a,A")]);
    assert_eq!(codes(&found, Severity::Warning), [("FORM-29", 2, "x")]);
}

#[test]
fn wording_that_nobody_reviewed_is_named() {
    let (form, found) = compiled(&[
        ("survey", "type,name,label::English (en),label::Arabic (ar)\ntext,a,A,B"),
        ("settings", "form_id,draft_languages\nf,ar es"),
    ]);
    assert_eq!(form.settings.draft_languages, ["ar", "es"]);
    let notes = codes(&found, Severity::Note);
    assert!(notes.contains(&("FORM-42", 2, "ar es")), "{notes:?}");
}

/// A form with two languages, a list, a repeat and an action.
const XFORM: &str = r#"<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms"><h:head><h:title>T</h:title><model>
 <itext><translation lang="French (fr)"><text id="/data/name:label"><value>Nom</value></text>
 <text id="hi"><value>Bonjour <output value="/data/name"/></value></text></translation>
 <translation lang="English (en)" default="true()"><text id="/data/name:label"><value>Name</value></text>
 <text id="hi"><value>Hello <output value="/data/name"/></value></text></translation></itext>
 <instance><data id="f" version="3"><name/><greeting/><size>2</size><kid jr:template=""><age>1</age></kid><kid><age>7</age></kid>
 </data></instance><bind nodeset="/data/name" type="string" required="true()"/>
 <bind nodeset="/data/size" type="int" readonly="true()"/><bind nodeset="/data/kid/age" type="int" constraint=". &lt; 18"/>
 </model></h:head><h:body><input ref="/data/name"><label ref="jr:itext('/data/name:label')"/>
 <setvalue event="xforms-value-changed" ref="/data/size" value="string-length(/data/name)"/></input>
 <input ref="/data/greeting"><label ref="jr:itext('hi')"/></input><input ref="/data/size"><label>Size</label></input>
 <group ref="/data/kid"><label>Kid</label><repeat nodeset="/data/kid"><input ref="age"><label>Age</label></input></repeat></group>
 </h:body></h:html>"#;

#[test]
fn an_xform_is_filled_in_like_any_form() {
    let (form, found) = compile(&Definition::from_file(XFORM.as_bytes()).expect("an XForm"));
    assert_eq!(codes(&found, Severity::Warning), []);
    assert_eq!((form.id.as_str(), form.version.as_str()), ("f", "3"));
    let instance = Instance::new(Arc::new(form), &environment());
    let story = Scenario { instance }
        .reads("name", "fr", "Nom")
        .reads("name", "en", "Name")
        .holds("size", "2")
        .counts("kid", 1)
        .holds("kid[1]/age", "7")
        .add("kid", "kid[2]")
        .holds("kid[2]/age", "1")
        .answer("kid[2]/age", "20")
        .answer("name", "Sara")
        .holds("size", "4")
        .reads("greeting", "en", "Hello Sara");
    let broken = story.instance.violations();
    let paths: Vec<String> = broken.iter().map(|it| it.path.to_string()).collect();
    assert_eq!(paths, ["kid[2]/age"]);
    let id = story.instance.value(&path("orx:meta/orx:instanceID"));
    assert_eq!(id.len(), "uuid:".len() + 36);
    story.reopen();
}
