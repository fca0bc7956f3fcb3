//! Four made forms, on which the other engines of the field are timed too: loading a thousand questions,
//! an answer on which a thousand calculations depend, the two hundredth instance of a repeat, and a cascade
//! of 33,363 places. The answer again in a form twice as large, and how much memory a whole process takes.
//!
//! Where `JavaRosa` and ODK's engine in JavaScript are found (`form_peers.rs` says where they are looked for), they
//! run in the same minutes, and the table in `form_engine.md` is written anew:
//!
//! ```text
//! JAVAROSA_JAR=…/ODK_Validate.jar XFORMS_ENGINE=… cargo bench --no-default-features --bench form_engine
//! ```
#![allow(clippy::expect_used, clippy::panic, reason = "a measurement stops here")]
#![allow(clippy::print_stdout, reason = "a measurement says what it measured")]

use std::{
    env,
    fmt::Write as _,
    fs,
    hint::black_box,
    process::Command,
    sync::Arc,
    time::{Duration, Instant},
};

use waypost::forms::{Definition, Environment, Form, Instance, Path, compile};

use form_peers::Figures;

mod form_peers;

const N_QUESTIONS: usize = 1_000;
const N_LOADS: u32 = 40;
const N_PLACES: usize = 33_363;
const N_REGIONS: usize = 350;

/// The processor time of this thread, where the system tells it: in steps of a few milliseconds.
fn processor() -> Option<Duration> {
    let text = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

/// Which form a process of its own does, and says how much memory it took.
const ALONE: &str = "WAYPOST_FORM_ALONE";

fn main() {
    if let Ok(form) = env::var(ALONE) {
        return alone(&form);
    }
    let (cascade_first, cascade_warm) = (Some(cascade(1)), Some(cascade(200)));
    let ours = Figures {
        load: Some(load(N_LOADS)),
        answer: Some(answer(N_QUESTIONS)),
        instance: Some(repeat(20)),
        cascade_first,
        cascade_warm,
    };
    let beside = [unrelated(N_QUESTIONS), unrelated(2 * N_QUESTIONS)];
    let memory = ["A", "B", "C", "D"].map(peak_mb);
    let forms = [questions(), calculations(N_QUESTIONS), members(), places()];
    let named: Vec<(&str, &str)> =
        ["A", "B", "C", "D"].into_iter().zip(forms.iter().map(String::as_str)).collect();
    let (java, script) = (form_peers::javarosa(&named), form_peers::javascript());
    let table = table(&ours, java.as_ref(), script.as_ref(), beside, memory);
    println!("{table}");
    if java.is_some() && script.is_some() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/bench/form_engine.md");
        fs::write(file, table).expect("written");
    }
}

/// Does the work of one form, as a process of its own.
fn alone(form: &str) {
    match form {
        "A" => load(1),
        "B" => answer(N_QUESTIONS),
        "C" => repeat(1),
        _ => cascade(2),
    };
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|it| it.strip_prefix("VmHWM:"));
    println!("{}", peak.and_then(|it| it.split_whitespace().next()).unwrap_or(""));
}

/// The most memory that a whole process took with one form; none where the system does not tell.
fn peak_mb(form: &str) -> Option<f64> {
    let mut own = Command::new(env::current_exe().ok()?);
    let done = own.env(ALONE, form).output().ok()?;
    let kilobytes: f64 = String::from_utf8(done.stdout).ok()?.trim().parse().ok()?;
    Some(kilobytes * 1024.0 / 1e6)
}

/// Which of the figures.
type Of = fn(&Figures) -> Option<f64>;

/// The figures of all engines side by side.
fn table(
    ours: &Figures,
    java: Option<&Figures>,
    script: Option<&Figures>,
    beside: [f64; 2],
    memory: [Option<f64>; 4],
) -> String {
    let mut out = "# The form engine beside the others of the field

Written by `tests/bench/form_engine.rs`: the same forms and answers, in one run, on one core, in milliseconds of processor
time. JavaRosa's figures are those of its warm code, but for the first answer of the cascade. In brackets: how many times less this program needs.

| work | Waypost | goal | JavaRosa 5.1.0 | wanted | @getodk/xforms-engine 0.22.0 |
| --- | --- | --- | --- | --- | --- |
"
    .to_owned();
    let rows: [(&str, Of, f64, u32); 5] = [
        ("load of a form of 1,000 questions", |it| it.load, 9.0, 10),
        ("one answer on which 1,000 calculations depend", |it| it.answer, 0.25, 50),
        ("the 200th instance of a repeat of 20 questions", |it| it.instance, 0.05, 10),
        ("a cascade of 33,363 places, the first answer", |it| it.cascade_first, 1.15, 100),
        ("the same, warm", |it| it.cascade_warm, 0.15, 10),
    ];
    for (work, of, goal, wanted) in rows {
        let own = of(ours).unwrap_or(f64::NAN);
        let other = |it: Option<&Figures>| match it.and_then(of) {
            Some(it) => format!("{it:.3} ({:.0}×)", it / own),
            None => "not measured".to_owned(),
        };
        let (java, script) = (other(java), other(script));
        writeln!(out, "| {work} | {own:.4} | {goal} | {java} | {wanted}× | {script} |")
            .expect("a text");
    }
    let [small, large] = beside;
    writeln!(out, "\nAn answer on which one calculation depends, beside 1,000 others: {small:.4} ms; beside 2,000: {large:.4} ms. Cost follows what an answer changes, not how large the form is.")
        .expect("a text");
    let memory = memory.map(|it| it.map_or_else(|| "–".to_owned(), |it| format!("{it:.0} MB")));
    writeln!(out, "\nThe most memory that a whole process takes with each of the four forms, in their order: {} (goal: 60 MB).", memory.join(", "))
        .expect("a text");
    out
}

/// From the text of a form to a filling-in, in processor time: it takes long enough to be interrupted.
fn load(n: u32) -> f64 {
    let text = questions();
    let begun = (Instant::now(), processor());
    for _round in 0..n {
        let instance = Instance::new(form(&text), &Environment::default());
        black_box(instance.n_recomputed());
    }
    let spent = match begun.1.zip(processor()) {
        Some((from, to)) => to.saturating_sub(from),
        None => begun.0.elapsed(),
    };
    millis(spent / n)
}

/// An answer on which `n` calculations depend.
fn answer(n: usize) -> f64 {
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
    median(spent)
}

/// An answer on which one calculation depends, in a form of `n` others.
fn unrelated(n: usize) -> f64 {
    let mut text = calculations(n).replace("<a/>", "<a/><b/><d/>");
    let bind = "<bind nodeset=\"/data/b\" type=\"int\"/>\
                <bind nodeset=\"/data/d\" type=\"int\" calculate=\"/data/b + 1\"/>";
    text = text.replacen("</model>", &format!("{bind}</model>"), 1);
    text = text.replacen("<h:body>", "<h:body><input ref=\"/data/b\"><label>b</label></input>", 1);
    let mut instance = Instance::new(form(&text), &Environment::default());
    let b = path("b");
    let mut value = 0_u32;
    median(rounds(400, || {
        value += 1;
        let text = value.to_string();
        let begun = Instant::now();
        instance.answer(&b, &text).expect("a number");
        begun.elapsed()
    }))
}

/// The two hundredth instance of a repeat of twenty questions.
fn repeat(n: usize) -> f64 {
    let shared = form(&members());
    let spent = rounds(n, || {
        let mut instance = Instance::new(Arc::clone(&shared), &Environment::default());
        let repeat = path("r");
        while instance.repeat_instances(&repeat).len() < 199 {
            instance.add_repeat(&repeat).expect("one more");
        }
        let begun = Instant::now();
        instance.add_repeat(&repeat).expect("one more");
        begun.elapsed()
    });
    median(spent)
}

/// The places of a region, after the answer that names it, `n` times in one filling-in.
fn cascade(n: usize) -> f64 {
    let mut instance = Instance::new(form(&places()), &Environment::default());
    let (region, place) = (path("adm1"), path("adm2"));
    let mut at = 0;
    median(rounds(n, || {
        let code = format!("a{at}");
        at = (at + 1) % N_REGIONS;
        let begun = Instant::now();
        instance.answer(&region, &code).expect("a text");
        let n = instance.choices(&place).len();
        let spent = begun.elapsed();
        assert!((95..=96).contains(&n), "{n} places");
        spent
    }))
}

/// The middle one of several: what interrupts a few of them does not count.
fn median(mut spent: Vec<Duration>) -> f64 {
    spent.sort_unstable();
    millis(spent[spent.len() / 2])
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
