//! The other engines of the field on the same made forms: `JavaRosa`, which Collect runs on, and ODK's engine in JavaScript.
//!
//! Neither is part of this program. Each is asked only where it is found: `JAVAROSA_JAR` names the jar (pyxform brings one,
//! `ODK_Validate.jar`), `XFORMS_ENGINE` a folder in whose `node_modules` `@getodk/xforms-engine` and `jsdom` are
//! installed. Their drivers lie beside the checkout, and they run in a folder of their own under `target`.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

/// What an engine needs for each piece of work, in milliseconds of processor time.
#[derive(Clone, Debug, Default)]
pub(crate) struct Figures {
    pub(crate) load: Option<f64>,
    pub(crate) answer: Option<f64>,
    pub(crate) instance: Option<f64>,
    pub(crate) cascade_first: Option<f64>,
    pub(crate) cascade_warm: Option<f64>,
}

/// Where the drivers of the other engines lie.
fn tools() -> Option<PathBuf> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared");
    let shared = env::var_os("WAYPOST_SHARED").map_or_else(|| PathBuf::from(beside), PathBuf::from);
    let tools = shared.join("tools");
    if tools.is_dir() {
        return Some(tools);
    }
    println!("other engines: their drivers are not beside this checkout, so they are not measured");
    None
}

/// A folder for what the other engines need and leave behind.
fn scratch() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/form-peers");
    fs::create_dir_all(&folder).expect("a folder under target");
    folder
}

/// `JavaRosa` once its code is warm, and cold for the first answer of the cascade; `forms` are named `A` to `D`.
pub(crate) fn javarosa(forms: &[(&str, &str)]) -> Option<Figures> {
    let tools = tools()?;
    let Some(jar) = env::var_os("JAVAROSA_JAR").map(PathBuf::from).filter(|it| it.is_file()) else {
        println!("JavaRosa: JAVAROSA_JAR names no file, so it is not measured");
        return None;
    };
    let folder = scratch();
    for (name, text) in forms {
        fs::write(folder.join(format!("{name}.xml")), text).expect("written");
    }
    let mut compiler = Command::new("javac");
    compiler.arg("-cp").arg(&jar).arg("-d").arg(&folder).arg(tools.join("JavaRosaBench.java"));
    said("JavaRosa", &mut compiler)?;
    let mut classes = jar.into_os_string();
    classes.push(if cfg!(windows) { ";." } else { ":." });
    let run = |form: &str| {
        let mut java = Command::new("java");
        java.current_dir(&folder).arg("-cp").arg(&classes).args(["JavaRosaBench", form]);
        said("JavaRosa", &mut java)
    };
    let (a, b, c, d) = (run("A")?, run("B")?, run("C")?, run("D")?);
    Some(Figures {
        load: behind(line(&a, "A load"), "median "),
        answer: behind(line(&b, "B answer"), "median "),
        instance: behind(line(&c, "C "), "median "),
        cascade_first: behind(line(&d, "D cascade"), "first "),
        cascade_warm: behind(line(&d, "D cascade"), "median "),
    })
}

/// ODK's engine in JavaScript; it does not get faster while it runs.
pub(crate) fn javascript() -> Option<Figures> {
    let tools = tools()?;
    let installed = env::var_os("XFORMS_ENGINE").map(|it| PathBuf::from(it).join("node_modules"));
    let Some(installed) = installed.filter(|it| it.join("@getodk/xforms-engine").is_dir()) else {
        println!("xforms-engine: XFORMS_ENGINE names no folder with it, so it is not measured");
        return None;
    };
    let folder = scratch();
    let driver = "xforms-engine-bench.mjs";
    fs::copy(tools.join(driver), folder.join(driver)).expect("copied");
    let modules = folder.join("node_modules");
    // What an earlier run left points elsewhere.
    let _gone = fs::remove_file(&modules).is_ok();
    link(&installed, &modules);
    let run = |form: &str| {
        let mut node = Command::new("node");
        node.current_dir(&folder).args(["--max-old-space-size=6000", driver, form]);
        said("xforms-engine", &mut node)
    };
    let (a, b, c, d) = (run("A")?, run("B")?, run("C")?, run("D")?);
    let secs = |text: &str, begins: &str| Some(behind(line(text, begins), "cpu ")? * 1e3);
    Some(Figures {
        load: secs(&a, "load 1000"),
        answer: secs(&b, "one answer"),
        instance: secs(&c, "200th"),
        cascade_first: secs(&d, "cascade"),
        cascade_warm: secs(&d, "cascade"),
    })
}

/// Makes what is installed in one folder seen from another.
#[cfg(unix)]
fn link(from: &Path, to: &Path) {
    std::os::unix::fs::symlink(from, to).expect("linked");
}

#[cfg(not(unix))]
fn link(_from: &Path, _to: &Path) {}

/// What a program printed; none, and said, where it did not run to its end.
fn said(who: &str, command: &mut Command) -> Option<String> {
    match command.output() {
        Ok(done) if done.status.success() => {
            Some(String::from_utf8_lossy(&done.stdout).into_owned())
        }
        Ok(done) => {
            let text = String::from_utf8_lossy(&done.stderr).into_owned();
            println!("{who}: did not run: {}", text.lines().next().unwrap_or("no reason given"));
            None
        }
        Err(error) => {
            println!("{who}: did not run: {error}");
            None
        }
    }
}

fn line<'t>(text: &'t str, begins: &str) -> &'t str {
    text.lines().rfind(|it| it.starts_with(begins)).unwrap_or("")
}

/// The number behind a word.
fn behind(line: &str, word: &str) -> Option<f64> {
    let (_, rest) = line.rsplit_once(word)?;
    let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
    rest.get(..digits)?.parse().ok()
}
