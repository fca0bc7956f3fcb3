//! What a name search costs at 100,000 persons, against one scan of the same column. Goal: at most twice as long.
//!
//! The search is the whole of it: the page of a list that the person sees, from every open compartment.
#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a measurement prints, and stops where it cannot go on"
)]

use std::process::ExitCode;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use waypost::base::{Entropy as _, SeededEntropy, Sensitive};
use waypost::vault::{Act, Compartment, Filter, NewRecord, PersonRow, Vault, VaultError};

#[path = "../support/office.rs"]
mod office;

const N_RECORDS: u32 = 30_000;
const N_PERSONS: u32 = 100_000;
const GOAL: f64 = 2.0;
const SYLLABLES: [&str; 24] = [
    "ba", "de", "fa", "gu", "ha", "jo", "ka", "li", "ma", "ne", "or", "pe", "qu", "ra", "sa", "te",
    "um", "va", "wo", "xe", "ya", "zi", "an", "el",
];

fn main() -> ExitCode {
    let (home, mut vault, recovery) = office::Office::create();
    let start = Instant::now();
    let (rare, common) = fill(&mut vault);
    println!("{N_PERSONS} persons in {N_RECORDS} records stored in {:.1?}", start.elapsed());
    vault.view().check().expect("checkpointed");
    let bare = office::raw_connection(&home, &recovery, "general");
    bare.execute_batch("PRAGMA cipher_memory_security = ON; PRAGMA cache_size = -65536")
        .expect("set up");
    let mut worst: f64 = 0.0;
    for (what, text) in [
        ("a whole name", rare.as_str()),
        ("a piece of many", &common),
        ("two letters", "ma"),
        ("nobody", "zzzz"),
    ] {
        let ratio = compare(&vault, &bare, what, text);
        worst = worst.max(ratio);
    }
    println!("worst ratio {worst:.2}   goal {GOAL}");
    if worst <= GOAL { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Searches and scans in turn, so that whatever slows the computer slows both.
fn compare(vault: &Vault, bare: &Connection, what: &str, text: &str) -> f64 {
    let filter = Filter { search: vec![Sensitive::from(text)], ..Filter::default() };
    let (mut searches, mut scans) = (Vec::new(), Vec::new());
    let mut n_found = 0;
    for _round in 0..15 {
        let start = Instant::now();
        let page = vault.view().list(&filter, None, 50).expect("searched");
        searches.push(start.elapsed());
        assert!(page.iter().is_sorted_by(|a, b| b.updated <= a.updated));
        let start = Instant::now();
        n_found = bare
            .prepare_cached("select count(*) from person where instr(names_normalised, ?1) > 0")
            .expect("prepared")
            .query_row([text], |row| row.get::<_, u32>(0))
            .expect("scanned");
        scans.push(start.elapsed());
    }
    let (search, scan) = (median(searches), median(scans));
    let ratio = search.as_secs_f64() / scan.as_secs_f64();
    println!(
        "{what:<16} {n_found:>6} persons   search {search:>9.1?}   scan {scan:>9.1?}   ratio {ratio:.2}"
    );
    ratio
}

/// Stores the persons and answers a rare name and a piece of many.
fn fill(vault: &mut Vault) -> (String, String) {
    let mut entropy = SeededEntropy::new(1);
    let mut name = || -> String {
        let mut word = || -> String {
            (0..3)
                .map(|_syllable| {
                    let at = usize::try_from(entropy.below(24)).expect("small");
                    SYLLABLES[at]
                })
                .collect()
        };
        [word(), word(), word()].join(" ")
    };
    let mut names = (0..N_PERSONS).map(|_person| name()).collect::<Vec<_>>().into_iter();
    let rare = names.as_slice()[40_000].clone();
    let general = Compartment::general();
    let filled = vault.write(&general, &Act::new("fill"), |tx| {
        for n in 0..N_RECORDS {
            let new = NewRecord {
                id: None,
                form: office::form(),
                case: None,
                import: None,
                author: None,
                created: None,
                summary: office::summary(&format!("Household {n}")),
            };
            let id = tx.insert_record(&new)?;
            let n_members = if n % 3 == 0 { 4 } else { 3 };
            let persons: Vec<PersonRow> = (0..)
                .zip(names.by_ref().take(n_members))
                .map(|(row, name)| PersonRow {
                    row,
                    names: Sensitive::from(name.as_str()),
                    names_normalised: Sensitive::new(name),
                    ..PersonRow::default()
                })
                .collect();
            tx.put_persons(id, &persons)?;
        }
        Ok::<(), VaultError>(())
    });
    filled.expect("stored");
    (rare, "mara".to_owned())
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
