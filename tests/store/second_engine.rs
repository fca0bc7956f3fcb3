//! Our forms in another engine: the same answers give the same relevance, calculations and verdicts.
//!
//! pyxform makes the `XForm` of each form, `@getodk/xforms-engine` fills it in under Node. Where the two differ by
//! decision or by a mistake of the other engine, `tests/fixtures/second-engine/deviations.tsv` says so.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::Write as _,
    path::{Path as File, PathBuf},
    process::{Command, Stdio},
    sync::Arc,
};

use serde_json::{Value, json};
use waypost::{
    assets,
    forms::{Definition, Form, Instance, Item, Path, Rule, compile},
};

use crate::support::{
    filling::{Filler, Step, defaults, placed},
    scenario::environment,
};

/// The forms that the most depends on: each is filled in this often.
const CORE: [&str; 5] =
    ["household_registration", "return_case", "flow_registry", "site_assessment", "incident"];
const N_FILLINGS: usize = 200;

/// Every other form.
const N_OTHER: usize = 3;

/// Fillings that follow each other in one instance; the first answers most questions, the others change some.
const SERIES: usize = 20;

/// Node, the folder with the engine, and a Python with pyxform.
struct Tools {
    node: PathBuf,
    engine: PathBuf,
    python: PathBuf,
}

/// The tools; says which one is missing. Where `WAYPOST_SECOND_ENGINE` is set, they must be there.
fn tools() -> Option<Tools> {
    let named = |name: &str| std::env::var_os(name).map(PathBuf::from);
    let Some(engine) = named("WAYPOST_SECOND_ENGINE") else {
        println!(
            "skipped: our forms in a second engine (WAYPOST_SECOND_ENGINE names no folder with @getodk/xforms-engine)"
        );
        return None;
    };
    let package = engine.join("node_modules/@getodk/xforms-engine/package.json");
    assert!(package.is_file(), "no {}", package.display());
    let node = named("WAYPOST_NODE").unwrap_or_else(|| "node".into());
    Some(Tools {
        node,
        engine,
        python: named("WAYPOST_PYTHON").expect("WAYPOST_PYTHON names pyxform's Python"),
    })
}

fn fixtures() -> PathBuf {
    File::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/second-engine")
}

/// What a node holds: whether it is asked, its value, the hard rule that its answer breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Held {
    relevant: bool,
    value: String,
    broken: String,
}

/// One state of a filling-in, by path.
type State = BTreeMap<String, Held>;

/// What every node of ours holds. A repeat as a whole is none: its instances are.
fn state(instance: &Instance) -> State {
    let hard = |rule: Rule| matches!(rule, Rule::Required | Rule::Constraint);
    let broken: BTreeMap<String, &str> = instance
        .violations()
        .iter()
        .filter(|it| hard(it.rule))
        .map(|it| (placed(instance, &it.path), it.rule.word()))
        .collect();
    let mut state = State::new();
    for node in instance.nodes() {
        let whole = node.path.0.last().is_some_and(|step| step.key.is_none());
        if matches!(node.item, Item::Repeat(_)) && whole {
            continue;
        }
        let path = placed(instance, &node.path);
        let value = if node.relevant { instance.value(&node.path) } else { "" };
        let broken = broken.get(&path).copied().unwrap_or_default().to_owned();
        state.insert(path, Held { relevant: node.relevant, value: value.to_owned(), broken });
    }
    state
}

/// Fillings of a form and what they come to; the steps go to a file.
fn fillings(form: &Arc<Form>, id: &str, n: usize, folder: &File) -> Vec<State> {
    let seed = id.bytes().fold(11, |seed, byte| seed * 31 % 1_000_003 + u64::from(byte));
    let mut filler = Filler::new(seed, &environment());
    let mut instance = Instance::new(Arc::clone(form), &environment());
    let (mut lines, mut states) = (String::new(), Vec::new());
    for at in 0..n {
        let fresh = at % SERIES == 0;
        if fresh {
            instance = Instance::new(Arc::clone(form), &environment());
        }
        let mut steps = if fresh { defaults(&instance, &Path::default()) } else { Vec::new() };
        steps.extend(filler.fill(&mut instance, if fresh { 88 } else { 22 }));
        let steps: Vec<Value> = steps
            .into_iter()
            .map(|step| match step {
                Step::Answer(path, text) => json!(["answer", path, text]),
                Step::Count(path, n) => json!(["count", path, n]),
                Step::Default(path, text) => json!(["default", path, text]),
                Step::Cleared(path) => json!(["cleared", path, ""]),
            })
            .collect();
        lines.push_str(&json!({"fresh": fresh, "steps": steps}).to_string());
        lines.push('\n');
        states.push(state(&instance));
    }
    fs::write(folder.join(format!("{id}.steps")), lines).expect("a temporary file");
    states
}

/// One thing in which a filling differs: path, aspect, both sides.
type Difference = (String, String, String);

/// The other engine's states of the same fillings, and the steps that went otherwise there.
fn other_states(folder: &File, id: &str) -> Vec<(State, Vec<Difference>)> {
    let text = fs::read_to_string(folder.join(format!("{id}.steps.states"))).expect("states");
    let text_of = |it: &Value| it.as_str().expect("a text").to_owned();
    text.lines()
        .map(|line| {
            let line: Value = serde_json::from_str(line).expect("JSON");
            let nodes = line["nodes"].as_array().expect("nodes").iter();
            let held = |it: &Value| Held {
                relevant: it[1].as_bool().expect("a yes or no"),
                value: text_of(&it[2]),
                broken: text_of(&it[3]),
            };
            let state = nodes
                .map(|it| (text_of(&it[0]), held(it)))
                .filter(|(path, _)| path != "meta" && !path.starts_with("meta/"))
                .collect();
            let otherwise = line["otherwise"].as_array().expect("steps").iter();
            let otherwise = otherwise.map(|it| (text_of(&it[0]), text_of(&it[1]), text_of(&it[2])));
            (state, otherwise.collect())
        })
        .collect()
}

/// Whether two values are the same answer: numbers by what they are, codes in any order.
fn same(ours: &str, theirs: &str) -> bool {
    let number = |text: &str| text.parse::<f64>().ok();
    let codes = |text: &str| text.split(' ').map(str::to_owned).collect::<BTreeSet<_>>();
    ours == theirs
        || number(ours)
            .zip(number(theirs))
            .is_some_and(|(a, b)| (a - b).abs() <= 1e-9 * a.abs().max(1.0))
        || codes(ours) == codes(theirs)
}

/// A known deviation: form, node, what differs, why.
struct Deviation {
    form: String,
    node: String,
    aspect: String,
}

impl Deviation {
    /// Whether it is about this difference. A `*` at the beginning or end of a name stands for the rest.
    fn is(&self, form: &str, node: &str, aspect: &str) -> bool {
        let fits = |pattern: &str, name: &str| match (
            pattern.strip_prefix('*'),
            pattern.strip_suffix('*'),
        ) {
            (Some(end), _) => name.ends_with(end),
            (None, Some(beginning)) => name.starts_with(beginning),
            (None, None) => pattern == name,
        };
        fits(&self.form, form) && fits(&self.node, node) && self.aspect == aspect
    }
}

fn deviations() -> Vec<Deviation> {
    let text = fs::read_to_string(fixtures().join("deviations.tsv")).expect("the list");
    let lines = text.lines().filter(|it| !it.starts_with('#') && !it.is_empty());
    lines
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            let [form, node, aspect, reason] = cells[..] else { panic!("not four cells: {line}") };
            assert!(!reason.is_empty(), "no reason: {line}");
            Deviation { form: form.to_owned(), node: node.to_owned(), aspect: aspect.to_owned() }
        })
        .collect()
}

/// A path without the places of instances: the node of the form.
fn node_of(path: &str) -> String {
    let steps = path.split('/').map(|step| step.split('[').next().unwrap_or(step));
    steps.collect::<Vec<_>>().join("/")
}

/// How two states differ: path, aspect, ours and theirs.
fn differences(ours: &State, theirs: &State) -> Vec<Difference> {
    let mut found = Vec::new();
    for path in ours.keys().chain(theirs.keys()).collect::<BTreeSet<_>>() {
        let (Some(a), Some(b)) = (ours.get(path), theirs.get(path)) else {
            let whose = if ours.contains_key(path) { "ours" } else { "theirs" };
            found.push((path.clone(), "node".to_owned(), format!("only {whose}")));
            continue;
        };
        if a.relevant != b.relevant {
            found.push((
                path.clone(),
                "relevance".to_owned(),
                format!("{} / {}", a.relevant, b.relevant),
            ));
        } else if !same(&a.value, &b.value) {
            found.push((
                path.clone(),
                "value".to_owned(),
                format!("{:?} / {:?}", a.value, b.value),
            ));
        } else if a.broken != b.broken {
            let both = format!("{:?} / {:?} of {:?}", a.broken, b.broken, a.value);
            found.push((path.clone(), "verdict".to_owned(), both));
        }
    }
    found
}

/// Runs pyxform over every form. It has nothing to complain of.
fn make_xforms(tools: &Tools, folder: &File) {
    let forms = File::new(env!("CARGO_MANIFEST_DIR")).join("assets/forms");
    let output = Command::new(&tools.python)
        .arg(fixtures().join("xforms.py"))
        .arg(folder)
        .args(assets::forms().iter().map(|it| forms.join(it.id)))
        .output()
        .expect("a Python");
    let said = String::from_utf8_lossy(&output.stdout);
    let cried = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{cried}");
    print!("{said}");
    assert!(!said.contains("\terror\t"), "pyxform refuses forms");
}

/// Fills every form in with the other engine. Every form loads.
fn run_other_engine(tools: &Tools, folder: &File) {
    let mut child = Command::new(&tools.node)
        .arg(fixtures().join("engine.mjs"))
        .arg(folder)
        .arg(environment().now.0.to_string())
        .env("WAYPOST_SECOND_ENGINE", &tools.engine)
        .env("TZ", "UTC")
        .stdin(Stdio::piped())
        .spawn()
        .expect("Node");
    let mut list = String::new();
    for form in assets::forms() {
        let (form, steps) = (format!("{}.xml", form.id), format!("{}.steps", form.id));
        list.push_str(&json!({"form": form, "steps": steps}).to_string());
        list.push('\n');
    }
    child.stdin.take().expect("its input").write_all(list.as_bytes()).expect("it reads");
    assert!(child.wait().expect("it ends").success(), "the second engine did not load a form");
}

#[test]
fn a_second_engine_comes_to_the_same_relevance_values_and_verdicts() {
    let Some(tools) = tools() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    make_xforms(&tools, folder.path());
    let mut ours = BTreeMap::new();
    for built_in in assets::forms() {
        let sheets = built_in.sheets.iter().map(|(name, csv)| ((*name).to_owned(), csv.to_vec()));
        let sheets: Vec<_> = sheets.collect();
        let (form, _) = compile(&Definition::from_csv(&sheets).expect("sheets"));
        let n = if CORE.contains(&built_in.id) { N_FILLINGS } else { N_OTHER };
        ours.insert(built_in.id, fillings(&Arc::new(form), built_in.id, n, folder.path()));
    }
    run_other_engine(&tools, folder.path());
    let known = deviations();
    let mut used = BTreeSet::new();
    let mut wrong = BTreeMap::new();
    for (id, states) in &ours {
        let others = other_states(folder.path(), id);
        assert_eq!(states.len(), others.len(), "{id}");
        for (at, (ours, (theirs, otherwise))) in states.iter().zip(&others).enumerate() {
            for (path, aspect, what) in otherwise.iter().cloned().chain(differences(ours, theirs)) {
                let node = node_of(&path);
                let deviation = known.iter().position(|it| it.is(id, &node, &aspect));
                if let Some(line) = deviation {
                    used.insert(line);
                    continue;
                }
                let first = format!("filling {at}: {path}: {what}");
                wrong.entry((*id, node, aspect)).or_insert_with(|| (0_u32, first)).0 += 1;
            }
        }
    }
    for ((form, node, aspect), (n, first)) in &wrong {
        println!("{form} {node} {aspect}: {n} times, {first}");
    }
    let n: usize = ours.values().map(Vec::len).sum();
    let n_nodes: usize = ours.values().flatten().map(State::len).sum();
    println!("{n} fillings, {n_nodes} nodes compared, {} kinds of difference", wrong.len());
    assert!(wrong.is_empty(), "the engines differ");
    for (at, deviation) in known.iter().enumerate() {
        let Deviation { form, node, aspect } = deviation;
        if !used.contains(&at) {
            println!("not met: {form} {node} {aspect}");
        }
    }
}
