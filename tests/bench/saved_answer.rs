//! What a saved answer costs, against the least it can cost: a bare SQLCipher transaction with the same pragmas that writes
//! the same bytes. Goal: at most 1.2 times as long.
#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a measurement prints, and stops where it cannot go on"
)]

use std::process::ExitCode;
use std::time::{Duration, Instant};

use rusqlite::{Connection, TransactionBehavior, params};
use waypost::vault::{Act, Compartment};

#[path = "../support/office.rs"]
mod office;

/// Rounds; in each, one answer by either way, so that whatever slows the computer slows both.
const ROUNDS: usize = 400;
const GOAL: f64 = 1.2;

fn main() -> ExitCode {
    let (home, mut vault, _recovery) = office::Office::create();
    let general = Compartment::general();
    let id = office::begin(&mut vault, &general, "Household 1");
    let bare = bare_connection(&home);
    let mut times = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let instance = household(round);
        let start = Instant::now();
        vault.save_draft(&general, id, &instance, Some("members[7]/age"), None).expect("saved");
        times.0.push(start.elapsed());
        let start = Instant::now();
        write_bare(&bare, &instance);
        times.1.push(start.elapsed());
    }
    vault.write(&general, &Act::new("x"), |tx| tx.discard_record(id)).expect("discarded");
    let (saved, bare) = (median(times.0), median(times.1));
    let ratio = saved.as_secs_f64() / bare.as_secs_f64();
    println!(
        "saved answer  {saved:>10.1?}   bare transaction  {bare:>10.1?}   ratio {ratio:.2}   goal {GOAL}"
    );
    if ratio <= GOAL { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// A household of 20 members, some 8 KB, in which one answer changes.
fn household(round: usize) -> String {
    let member = |n: usize| {
        format!(
            r#"{{"key":{n},"name":"Member {n} of a family","sex":"f","birth":"19{:02}-05-03","relation":"child","occupation":"farmer","needs":["shelter","water","health"],"remarks":"{}"}}"#,
            n + 50,
            "some words that were typed ".repeat(8)
        )
    };
    let members: Vec<String> = (0..20).map(member).collect();
    format!(r#"{{"size":{round},"members":[{}]}}"#, members.join(","))
}

fn bare_connection(home: &office::Office) -> Connection {
    let conn = Connection::open(home.home.path().join("bare.db")).expect("opened");
    conn.execute_batch(&format!(
        "PRAGMA key = \"x'{}'\"; PRAGMA cipher_memory_security = ON; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA cache_size = -65536;
         create table draft (record blob primary key, by blob not null, at integer not null, instance text not null,
         position text) strict",
        "7c".repeat(32)
    ))
    .expect("set up");
    conn
}

fn write_bare(conn: &Connection, instance: &str) {
    let tx =
        rusqlite::Transaction::new_unchecked(conn, TransactionBehavior::Immediate).expect("begun");
    tx.prepare_cached(
        "insert into draft (record, by, at, instance, position) values (?1, ?2, ?3, ?4, ?5)
         on conflict (record) do update set by = ?2, at = ?3, instance = ?4, position = ?5",
    )
    .expect("prepared")
    .execute(params![[1_u8; 16], [1_u8; 8], 1, instance, "members[7]/age"])
    .expect("written");
    tx.commit().expect("committed");
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
