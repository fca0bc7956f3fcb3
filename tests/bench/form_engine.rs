//! Four made forms, the same that the other engines of the field are timed with: loading a thousand
//! questions, an answer on which a thousand calculations depend, the two hundredth instance of a repeat,
//! and a cascade of 33,363 places. Each with its goal; and the answer again in a form twice as large.
#![allow(clippy::expect_used, clippy::panic, reason = "a measurement stops here")]
#![allow(clippy::print_stdout, reason = "a measurement says what it measured")]

use std::{
    fmt::Write as _,
    hint::black_box,
    sync::Arc,
    time::{Duration, Instant},
};

use waypost::forms::{Definition, Environment, Form, Instance, Path, compile};

const N_QUESTIONS: usize = 1_000;
const N_LOADS: u32 = 40;
const N_PLACES: usize = 33_363;
const N_REGIONS: usize = 350;

/// The processor time of this thread, where the system tells it: in steps of a few milliseconds.
fn processor() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

fn main() {
    load();
    answer(N_QUESTIONS, 0.25);
    unrelated();
    repeat();
    cascade();
}

/// From the text of a form to a filling-in, in processor time: it takes long enough to be interrupted.
fn load() {
    let text = questions();
    let begun = (Instant::now(), processor());
    for _round in 0..N_LOADS {
        let instance = Instance::new(form(&text), &Environment::default());
        black_box(instance.n_recomputed());
    }
    let spent = match begun.1.zip(processor()) {
        Some((from, to)) => to.saturating_sub(from),
        None => begun.0.elapsed(),
    };
    say("load of 1,000 questions", vec![spent / N_LOADS], "9 ms");
}

/// An answer on which `n` calculations depend.
fn answer(n: usize, goal_ms: f64) {
    let mut instance = Instance::new(form(&calculations(n)), &Environment::default());
    let (a, last) = (path("a"), path("c9"));
    let mut value = 0_u32;
    let spent = rounds(400, || {
        value += 1;
        let text = value.to_string();
        let begun = Instant::now();
        instance.answer(&a, &text).expect("a number");
        begun.elapsed()
    });
    assert_eq!(instance.value(&last), (value * 9 + 2).to_string(), "the ninth follows");
    say(&format!("answer with {n} calculations"), spent, &format!("{goal_ms} ms"));
}

/// An answer on which one calculation depends, in a form of a thousand others and of two thousand.
fn unrelated() {
    for n in [N_QUESTIONS, 2 * N_QUESTIONS] {
        let mut text = calculations(n).replace("<a/>", "<a/><b/><d/>");
        let bind = "<bind nodeset=\"/data/b\" type=\"int\"/>\
                    <bind nodeset=\"/data/d\" type=\"int\" calculate=\"/data/b + 1\"/>";
        text = text.replacen("</model>", &format!("{bind}</model>"), 1);
        text =
            text.replacen("<h:body>", "<h:body><input ref=\"/data/b\"><label>b</label></input>", 1);
        let mut instance = Instance::new(form(&text), &Environment::default());
        let b = path("b");
        let mut value = 0_u32;
        let spent = rounds(400, || {
            value += 1;
            let text = value.to_string();
            let begun = Instant::now();
            instance.answer(&b, &text).expect("a number");
            begun.elapsed()
        });
        say(&format!("answer with 1 calculation beside {n}"), spent, "the same for both");
    }
}

/// The two hundredth instance of a repeat of twenty questions.
fn repeat() {
    let shared = form(&members());
    let spent = rounds(20, || {
        let mut instance = Instance::new(Arc::clone(&shared), &Environment::default());
        let repeat = path("r");
        while instance.repeat_instances(&repeat).len() < 199 {
            instance.add_repeat(&repeat).expect("one more");
        }
        let begun = Instant::now();
        instance.add_repeat(&repeat).expect("one more");
        begun.elapsed()
    });
    say("200th instance", spent, "0.05 ms");
}

/// The places of a region, after the answer that names it.
fn cascade() {
    let text = places();
    let begun = Instant::now();
    let mut instance = Instance::new(form(&text), &Environment::default());
    println!("{:<44} {:>9.3} ms", "load of 33,363 places", millis(begun.elapsed()));
    let (region, place) = (path("adm1"), path("adm2"));
    let mut at = 0;
    let mut ask = || {
        let code = format!("a{at}");
        at = (at + 1) % N_REGIONS;
        let begun = Instant::now();
        instance.answer(&region, &code).expect("a text");
        let n = instance.choices(&place).len();
        let spent = begun.elapsed();
        assert!((95..=96).contains(&n), "{n} places");
        spent
    };
    say("cascade, first answer", vec![ask()], "1.15 ms");
    say("cascade, warm", rounds(200, ask), "0.15 ms");
}

fn say(what: &str, mut spent: Vec<Duration>, goal: &str) {
    spent.sort_unstable();
    let median = millis(spent[spent.len() / 2]);
    let worst = millis(*spent.last().expect("rounds"));
    println!("{what:<44} {median:>9.4} ms (longest {worst:.3}; goal {goal})");
}

fn millis(spent: Duration) -> f64 {
    spent.as_secs_f64() * 1e3
}

fn rounds(n: usize, mut one: impl FnMut() -> Duration) -> Vec<Duration> {
    (0..n).map(|_| one()).collect()
}

fn path(text: &str) -> Path {
    text.parse().expect("a path")
}

fn form(text: &str) -> Arc<Form> {
    let (form, found) = compile(&Definition::from_xform(text.as_bytes()).expect("an XForm"));
    assert!(waypost::forms::is_runnable(&found), "{found:?}");
    Arc::new(form)
}

fn xform(model: &str, further: &str, binds: &str, body: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><h:html xmlns=\"http://www.w3.org/2002/xforms\" \
         xmlns:h=\"http://www.w3.org/1999/xhtml\" xmlns:jr=\"http://openrosa.org/javarosa\"><h:head>\
         <h:title>t</h:title><model><instance><data id=\"t\">{model}<meta><instanceID/></meta></data>\
         </instance>{further}{binds}</model></h:head><h:body>{body}</h:body></h:html>"
    )
}

fn input(at: &str) -> String {
    format!("<input ref=\"/data/{at}\"><label>{at}</label></input>")
}

/// A: a thousand questions, each third relevant on the one before, each fifth with a constraint.
fn questions() -> String {
    let (mut model, mut binds, mut body) = (String::new(), String::new(), String::new());
    for i in 0..N_QUESTIONS {
        let kind = if i % 2 == 1 { "int" } else { "string" };
        let relevant = if i % 3 == 2 {
            format!(" relevant=\"/data/q{} != ''\"", i - 1)
        } else {
            String::new()
        };
        let constraint = if i % 5 == 1 { " constraint=\". &gt; 0 and . &lt; 100\"" } else { "" };
        write!(model, "<q{i}/>").expect("a text");
        write!(body, "<input ref=\"/data/q{i}\"><label>Question {i}</label></input>")
            .expect("a text");
        write!(binds, "<bind nodeset=\"/data/q{i}\" type=\"{kind}\"{relevant}{constraint}/>")
            .expect("a text");
    }
    xform(&model, "", &binds, &body)
}

/// B: one answer, and calculations on it.
fn calculations(n: usize) -> String {
    let mut model = "<a/>".to_owned();
    let mut binds = "<bind nodeset=\"/data/a\" type=\"int\"/>".to_owned();
    for i in 0..n {
        write!(model, "<c{i}/>").expect("a text");
        let rest = i % 7;
        write!(
            binds,
            "<bind nodeset=\"/data/c{i}\" type=\"int\" calculate=\"/data/a * {i} + {rest}\"/>"
        )
        .expect("a text");
    }
    xform(&model, "", &binds, &input("a"))
}

/// C: a repeat of twenty questions, and a sum over it.
fn members() -> String {
    let mut model = "<r jr:template=\"\">".to_owned();
    let mut body = "<group ref=\"/data/r\"><label>r</label><repeat nodeset=\"/data/r\">".to_owned();
    let mut binds = String::new();
    for i in 0..20 {
        write!(model, "<q{i}/>").expect("a text");
        body.push_str(&input(&format!("r/q{i}")));
        let relevant = if i > 0 && i % 4 == 0 {
            format!(" relevant=\"../q{} != ''\"", i - 1)
        } else {
            String::new()
        };
        write!(binds, "<bind nodeset=\"/data/r/q{i}\" type=\"int\"{relevant}/>").expect("a text");
    }
    model.push_str("</r><total/>");
    body.push_str("</repeat></group>");
    binds.push_str("<bind nodeset=\"/data/total\" type=\"int\" calculate=\"sum(/data/r/q0)\"/>");
    xform(&model, "", &binds, &body)
}

/// D: places of which each belongs to a region.
fn places() -> String {
    let mut items = String::new();
    for i in 0..N_PLACES {
        let region = i % N_REGIONS;
        write!(
            items,
            "<item><name>p{i}</name><label>Place {i}</label><parent>a{region}</parent></item>"
        )
        .expect("a text");
    }
    let further = format!("<instance id=\"places\"><root>{items}</root></instance>");
    let binds = "<bind nodeset=\"/data/adm1\" type=\"string\"/><bind nodeset=\"/data/adm2\" type=\"string\"/>";
    let list = "instance('places')/root/item[parent = /data/adm1]";
    let body = format!(
        "{}<select1 ref=\"/data/adm2\"><label>b</label><itemset nodeset=\"{list}\"><value ref=\"name\"/>\
         <label ref=\"label\"/></itemset></select1>",
        input("adm1")
    );
    xform("<adm1/><adm2/>", &further, binds, &body)
}
