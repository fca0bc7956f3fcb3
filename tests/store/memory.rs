//! What stays in memory after locking: nothing of anybody, and no key. Read from outside, by another process.

use std::{
    fs::{self, File},
    io::{BufRead as _, BufReader, Write as _},
    os::unix::fs::FileExt as _,
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
    sync::Arc,
};

use serde_json::json;
use waypost::{
    base::{FixedClock, FormId, Sensitive},
    crypto::{hex, sha256},
    service::{
        Request, Service, Surroundings, Worker,
        command::{
            office::{CreateOffice, Lock, Unlock},
            records::{FillRecord, SaveDraft, Submit},
        },
        query::records::{CrossChecks, Filter, ListRecords, OpenRecord, RecordRows},
    },
};
use zeroize::Zeroizing;

use crate::{
    office::occurrences,
    service::{NOON, household},
};

/// Where the process that is looked at finds its office.
const JOB: &str = "WAYPOST_MEMORY_JOB";

/// Letters that stand in no program: both processes work them out when they need them.
fn secret(what: &str) -> String {
    let hash = hex::encode(&sha256(&[b"planted", what.as_bytes()]));
    let letters = hash.bytes().map(|it| char::from(b'a' + u8::to_ascii_lowercase(&it) % 16));
    letters.take(28).collect()
}

fn passphrase() -> Sensitive<String> {
    let words: Vec<String> = (0..5).map(|n| secret(&format!("word {n}"))[..6].to_owned()).collect();
    Sensitive::new(words.join(" "))
}

fn service() -> Service {
    Service::new(Surroundings::for_tests(Arc::new(FixedClock::at(NOON))))
}

fn ask<R: Request>(worker: &Worker, request: R) -> R::Answer {
    worker.ask(request).expect("room").wait().expect("an answer")
}

/// One sitting: unlocks, enters, saves, submits, lists, searches, opens, compares.
fn work(worker: &Worker, folder: &Path) {
    let unlock =
        Unlock { folder: folder.to_owned(), login: "root".to_owned(), passphrase: passphrase() };
    drop(ask(worker, unlock));
    let mut answers = household(&secret("family"), "A-1");
    answers["members"][1]["other_names"] = json!(secret("other"));
    let answers = Zeroizing::new(answers.to_string());
    let form = Some(FormId("household_registration".to_owned()));
    let record = ask(worker, FillRecord { record: None, form, answers }).record;
    let view = ask(worker, OpenRecord { record });
    let cross =
        CrossChecks { record, form: view.summary.form.clone(), instance: view.instance.clone() };
    drop(ask(worker, cross));
    let save = SaveDraft {
        record,
        base: 0,
        instance: view.instance.clone(),
        at: None,
        reasons: std::collections::BTreeMap::new(),
    };
    ask(worker, save);
    drop(view);
    drop(ask(worker, Submit { record, revision: 0, reasons: std::collections::BTreeMap::new() }));
    let filter = Filter { text: Sensitive::new(secret("family")), ..Filter::default() };
    let list = ask(worker, ListRecords { filter, ..ListRecords::default() });
    assert_eq!(list.ids, [record], "it is found by its name");
    drop(ask(worker, RecordRows { ids: list.ids }));
    drop(ask(worker, OpenRecord { record }));
}

/// Runs only as a child of the test below: says where it is and waits to be looked at.
#[test]
fn works_and_locks() {
    let Ok(folder) = std::env::var(JOB) else { return };
    let worker = Worker::start(service(), || {}).expect("a thread");
    let mut input = std::io::stdin().lines();
    let mut stop = |at: &str| {
        let mut out = std::io::stdout().lock();
        writeln!(out, "now {at}").expect("the parent listens");
        out.flush().expect("the parent listens");
        drop(out);
        drop(input.next());
    };
    work(&worker, Path::new(&folder));
    stop("unlocked");
    ask(&worker, Lock);
    stop("locked");
}

/// Reads the child's output until it says where it is.
fn wait_for(lines: &mut BufReader<ChildStdout>, at: &str) {
    let mut line = String::new();
    while !line.contains(&format!("now {at}")) {
        line.clear();
        assert_ne!(lines.read_line(&mut line).expect("its output"), 0, "it ended before {at}");
    }
}

/// How often each pattern stands in the memory of a process; `None` where it may not be looked at.
fn count(process: u32, patterns: &[(String, Vec<u8>)]) -> Option<Vec<(String, usize)>> {
    let maps = fs::read_to_string(format!("/proc/{process}/maps")).ok()?;
    let memory = File::open(format!("/proc/{process}/mem")).ok()?;
    let mut counts: Vec<(String, usize)> =
        patterns.iter().map(|(name, _)| (name.clone(), 0)).collect();
    for line in maps.lines() {
        let mut parts = line.split_whitespace();
        let (range, rights) = (parts.next()?, parts.next()?);
        let (from, to) = range.split_once('-')?;
        let (from, to) = (u64::from_str_radix(from, 16).ok()?, u64::from_str_radix(to, 16).ok()?);
        // What cannot be written holds the program and its libraries.
        if !rights.starts_with("rw") {
            continue;
        }
        let mut bytes = vec![0; usize::try_from(to - from).ok()?];
        if memory.read_exact_at(&mut bytes, from).is_err() {
            continue;
        }
        for ((_, pattern), (_, count)) in patterns.iter().zip(&mut counts) {
            *count += occurrences(&bytes, pattern);
        }
    }
    Some(counts)
}

/// The raw key of `general`, as the printed recovery key opens it.
fn data_key(folder: &Path, recovery: &Sensitive<String>) -> Vec<u8> {
    let identity = waypost::crypto::Identity::parse(recovery.expose()).expect("a key");
    let sealed = fs::read(folder.join("recovery/general.1.age")).expect("a seal");
    let text = String::from_utf8(identity.open(&sealed).expect("opens").to_vec()).expect("text");
    hex::decode(text.lines().nth(1).expect("a second line")).expect("hexadecimal")
}

fn patterns(key: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut patterns = vec![
        ("key".to_owned(), key.to_vec()),
        ("key in hexadecimal".to_owned(), hex::encode(key).into_bytes()),
        ("passphrase".to_owned(), passphrase().expose().as_bytes()[12..].to_vec()),
    ];
    for what in ["family", "other"] {
        // The end of it: whatever lies in front may be overwritten by an allocator.
        let tail = secret(what)[12..].to_owned();
        let wide = tail.encode_utf16().flat_map(u16::to_le_bytes).collect();
        patterns.push((format!("{what} in UTF-16"), wide));
        patterns.push((what.to_owned(), tail.into_bytes()));
    }
    patterns
}

fn watched(folder: &Path) -> Child {
    Command::new(std::env::current_exe().expect("this program"))
        .args(["memory::works_and_locks", "--exact", "--nocapture"])
        .env(JOB, folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("a child")
}

#[test]
fn after_locking_no_name_no_passphrase_and_no_key_is_in_memory() {
    let home = tempfile::tempdir().expect("a folder");
    let folder = home.path().join("office");
    let mut here = service();
    let create = CreateOffice {
        folder: folder.clone(),
        name: "Bureau Nord".to_owned(),
        code: "XWA".to_owned(),
        login: "root".to_owned(),
        person: Sensitive::default(),
        passphrase: passphrase(),
    };
    let recovery = here.ask(create).expect("an office").recovery_key;
    here.ask(Lock).expect("locked");
    let patterns = patterns(&data_key(&folder, &recovery));

    let mut child = watched(&folder);
    let mut lines = BufReader::new(child.stdout.take().expect("its output"));
    let mut input = child.stdin.take().expect("its input");
    wait_for(&mut lines, "unlocked");
    let unlocked = count(child.id(), &patterns);
    input.write_all(b"\n").expect("it waits");
    wait_for(&mut lines, "locked");
    let locked = count(child.id(), &patterns);
    input.write_all(b"\n").expect("it waits");
    child.wait().expect("it ends");
    let (Some(unlocked), Some(locked)) = (unlocked, locked) else {
        println!("skipped: memory after locking (another process's memory cannot be read here)");
        return;
    };
    println!("unlocked {unlocked:?}");
    println!("locked {locked:?}");
    let family = unlocked.iter().find(|(name, _)| name == "family").expect("looked for");
    assert!(0 < family.1, "the search finds nothing where something is");
    let left: Vec<_> = locked.iter().filter(|(_, count)| 0 < *count).collect();
    assert!(left.is_empty(), "still there after locking: {left:?}");
}
