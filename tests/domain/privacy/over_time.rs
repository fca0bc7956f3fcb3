//! Twenty batches of a changing caseload, attacked by somebody who holds every file.
//!
//! The attacker links rows by pseudonym, as headquarters can, and compares all files: people who share everything
//! that ever left about them, batch by batch, stand together; fewer than k of those, or values too much alike, is a victim.

use std::collections::{BTreeMap, BTreeSet};

use waypost::{
    base::{Entropy as _, SeededEntropy},
    privacy::{
        AttributeRole::{Group, QuasiIdentifier, Sensitive, Subject},
        Candidates, Column, Control, Diversity, Hierarchy, Ledger, LedgerEntry, Microdata, Model,
        Outcome, PrivacyError, Purpose, Reason, Scheme, SearchConfig, SensitiveRule,
        hierarchy::build,
        release, search,
    },
};

const K: u32 = 5;

/// Somebody in the caseload.
#[derive(Clone, Debug)]
struct Person {
    tag: String,
    age: u64,
    sex: &'static str,
    place: String,
    harm: &'static str,
}

/// What the attacker knows of one person in one batch: labels and value, or that they were taken back.
type Seen = Vec<(usize, Option<(Vec<String>, String)>)>;

struct Office {
    entropy: SeededEntropy,
    people: Vec<Person>,
    hierarchies: Vec<Hierarchy>,
}

impl Office {
    fn new(seed: u64) -> Self {
        let band = |text: &str| build::Band::parse_list(text).expect("bands");
        let ages = [band("0-4,5-17,18-39,40-59,60+"), band("0-17,18-59,60+")];
        let places: Vec<String> =
            (1..=4).flat_map(|a| (1..=3).map(move |b| format!("XW{a:02}{b:02}"))).collect();
        let codes = places.iter().map(String::as_str);
        let sexes = [("f", ""), ("m", ""), ("x", "")];
        Self {
            entropy: SeededEntropy::new(seed),
            people: Vec::new(),
            hierarchies: vec![
                build::bands("age", 0..=99, &ages, &[]).expect("a tree"),
                build::code_list("sex", sexes, &[]).expect("a tree"),
                build::place_codes("place", codes, &[4], &[]).expect("a tree"),
            ],
        }
    }

    fn arrive(&mut self, n: usize) {
        for _ in 0..n {
            let tag = format!("p{:05}", self.people.len());
            let age = self.entropy.below(60) + self.entropy.below(39);
            let sex = match self.entropy.below(40) {
                0 => "x",
                odd if odd % 2 == 1 => "f",
                _ => "m",
            };
            // Crowded districts and nearly empty ones.
            let at = self.entropy.below(4).min(self.entropy.below(4));
            let place = format!("XW{:02}{:02}", at + 1, self.entropy.below(3) + 1);
            let harm = ["none", "none", "loss", "threat", "assault"]
                [usize::try_from(self.entropy.below(5)).expect("small")];
            self.people.push(Person { tag, age, sex, place, harm });
        }
    }

    /// A few people were entered wrong.
    fn correct(&mut self, n: u64) {
        for _ in 0..n {
            let at = self.entropy.below(self.people.len() as u64);
            let person = &mut self.people[usize::try_from(at).expect("small")];
            person.age = (person.age + 20) % 99;
        }
    }

    /// One officer had taken the women of a quarter of the first arrivals for men.
    fn correct_many(&mut self) {
        for person in self.people.iter_mut().take(400).filter(|it| it.age < 40 && it.sex == "m") {
            if person.tag.ends_with(['1', '4', '7']) {
                person.sex = "f";
            }
        }
    }

    fn leave(&mut self, n: u64) -> Vec<String> {
        let mut gone = Vec::new();
        for _ in 0..n {
            let at = self.entropy.below(self.people.len() as u64);
            gone.push(self.people[usize::try_from(at).expect("small")].tag.clone());
        }
        gone.sort();
        gone.dedup();
        gone
    }
}

fn table_of(people: &[&Person]) -> Microdata {
    Microdata::new(vec![
        Column::new("age", QuasiIdentifier, people.iter().map(|it| it.age.to_string())),
        Column::new("sex", QuasiIdentifier, people.iter().map(|it| it.sex)),
        Column::new("place", QuasiIdentifier, people.iter().map(|it| it.place.as_str())),
        Column::new("harm", Sensitive, people.iter().map(|it| it.harm)),
        Column::new("tag", Subject, people.iter().map(|it| it.tag.as_str())),
        Column::new("home", Group, people.iter().map(|it| it.tag.as_str())),
    ])
    .expect("a table")
}

fn model() -> Model {
    let criteria = vec![Diversity::Distinct { l: 2 }, Diversity::Alpha { alpha: 0.8 }];
    Model::k_anonymity(K).with(SensitiveRule::new("harm", criteria).neutral(["none"]))
}

fn frozen(office: &Office) -> Scheme {
    let everybody: Vec<&Person> = office.people.iter().collect();
    let purpose = Purpose {
        form: "intake".to_owned(),
        destination: "headquarters".to_owned(),
        epoch: 1,
        profile: "headquarters".to_owned(),
    };
    let table = table_of(&everybody);
    let config = SearchConfig::default();
    Scheme::propose(purpose, &table, &office.hierarchies, &model(), &config, &mut |_| {
        Control::Continue
    })
    .expect("a scheme")
    .scheme
}

/// Everybody whose history too few share, or under whose history one harm stands out.
fn victims(seen: &BTreeMap<String, Seen>) -> BTreeSet<String> {
    type Past<'a> = Vec<(usize, Option<&'a Vec<String>>)>;
    let mut alike: BTreeMap<Past<'_>, Vec<&String>> = BTreeMap::new();
    for (tag, seen) in seen {
        let past = seen.iter().map(|(at, row)| (*at, row.as_ref().map(|row| &row.0))).collect();
        alike.entry(past).or_default().push(tag);
    }
    let mut victims = BTreeSet::new();
    for (past, tags) in alike {
        let standing_out = (0..past.len()).any(|step| {
            let values: Vec<&str> = tags
                .iter()
                .filter_map(|tag| seen[*tag][step].1.as_ref().map(|row| row.1.as_str()))
                .collect();
            let harms: BTreeSet<&str> = values.iter().copied().collect();
            harms.iter().any(|harm| {
                let n = values.iter().filter(|it| *it == harm).count();
                *harm != "none" && (harms.len() < 2 || n * 5 > values.len() * 4)
            })
        });
        if tags.len() < K as usize || standing_out {
            victims.extend(tags.into_iter().cloned());
        }
    }
    victims
}

#[test]
fn twenty_batches_of_a_changing_caseload_isolate_nobody() {
    let mut office = Office::new(20_261_124);
    office.arrive(400);
    let scheme = frozen(&office);
    let (mut ledger, mut seen) = (Ledger::default(), BTreeMap::<String, Seen>::new());
    let (mut withdrawn, mut corrections, mut tombstones) = (BTreeSet::new(), 0, 0);
    for batch in 1..=20_u64 {
        if batch > 1 {
            office.arrive(150);
            office.correct(12);
            withdrawn.extend(office.leave(3));
        }
        if batch == 8 {
            office.correct_many();
        }
        let here: Vec<&Person> =
            office.people.iter().filter(|it| !withdrawn.contains(&it.tag)).collect();
        let table = table_of(&here);
        let gone: Vec<String> = withdrawn.iter().cloned().collect();
        let candidates = Candidates { table: &table, withdrawn: &gone, ordered: &[] };
        let out =
            release(&scheme, &office.hierarchies, &candidates, &ledger, batch).expect("a batch");
        let at = usize::try_from(batch).expect("small");
        for row in &out.leaving {
            let person = here[row.row];
            let row_seen = (row.labels.clone(), person.harm.to_owned());
            corrections += usize::from(row.replaces);
            assert_eq!(row.replaces, seen.contains_key(&person.tag));
            seen.entry(person.tag.clone()).or_default().push((at, Some(row_seen)));
        }
        for tag in &out.tombstones {
            tombstones += 1;
            seen.get_mut(tag).expect("only what left is taken back").push((at, None));
        }
        assert_eq!(victims(&seen), BTreeSet::new(), "batch {batch}");
        ledger = out.ledger;
    }
    let there = office.people.iter().filter(|it| !withdrawn.contains(&it.tag)).count();
    let out = office
        .people
        .iter()
        .filter(|it| !withdrawn.contains(&it.tag) && seen.contains_key(&it.tag))
        .count();
    println!("levels {:?}, fallback {:?}", scheme.levels(), scheme.fallback());
    println!("{out} of {there} out, {corrections} corrections, {tombstones} tombstones");
    assert!(there * 99 <= out * 100, "{out} of {there} are out");
    assert!(corrections > 0, "no correction was ever shared by enough people");
}

#[test]
fn without_the_ledger_the_same_caseload_has_victims() {
    let mut office = Office::new(20_261_124);
    office.arrive(400);
    let scheme = frozen(&office);
    let mut seen = BTreeMap::<String, Seen>::new();
    for batch in 1..=6_u64 {
        if batch > 1 {
            office.arrive(150);
            office.correct(12);
        }
        let here: Vec<&Person> = office.people.iter().collect();
        let table = table_of(&here);
        let candidates = Candidates { table: &table, withdrawn: &[], ordered: &[] };
        let nothing = Ledger::default();
        let out =
            release(&scheme, &office.hierarchies, &candidates, &nothing, batch).expect("a batch");
        for row in &out.leaving {
            let person = here[row.row];
            let row_seen = (row.labels.clone(), person.harm.to_owned());
            let at = usize::try_from(batch).expect("small");
            seen.entry(person.tag.clone()).or_default().push((at, Some(row_seen)));
        }
    }
    assert!(!victims(&seen).is_empty(), "each batch alone is safe; together they must not be");
}

#[test]
fn a_ledger_read_back_decides_the_same() {
    let mut office = Office::new(7);
    office.arrive(300);
    let scheme = frozen(&office);
    let (mut ledger, mut lines) = (Ledger::default(), Vec::<LedgerEntry>::new());
    for batch in [3, 4, 9] {
        let here: Vec<&Person> = office.people.iter().collect();
        let table = table_of(&here);
        let candidates = Candidates { table: &table, withdrawn: &[], ordered: &[] };
        let waiting = ledger.waiting().clone();
        let before = [3, 4].into_iter().filter(|it| *it < batch);
        let read_back = Ledger::replay(before, lines.iter().rev().cloned(), waiting);
        assert_eq!(read_back, ledger);
        let out =
            release(&scheme, &office.hierarchies, &candidates, &ledger, batch).expect("a batch");
        for (line, class) in &out.entries {
            assert_eq!(out.ledger.class(*class).expect("a class").batch, batch);
            lines.push(line.clone());
        }
        ledger = out.ledger;
        office.arrive(100);
    }
}

#[test]
fn who_waits_is_told_how_many_are_alike_and_what_would_help() {
    let mut office = Office::new(11);
    office.arrive(300);
    office.people.retain(|it| it.sex != "x");
    let scheme = frozen(&office);
    let last = office.people.len();
    office.people.push(Person {
        tag: "alone".to_owned(),
        age: 97,
        sex: "x",
        place: "XW0403".to_owned(),
        harm: "none",
    });
    let here: Vec<&Person> = office.people.iter().collect();
    let table = table_of(&here);
    let candidates = Candidates { table: &table, withdrawn: &[], ordered: &[] };
    let out =
        release(&scheme, &office.hierarchies, &candidates, &Ledger::default(), 1).expect("a batch");
    let alone = out.staying.iter().find(|it| it.row == last).expect("waits");
    let Reason::Waits(waits) = &alone.why else { panic!("{alone:?}") };
    assert!(waits.alike < K && waits.most_freed_by.is_some(), "{waits:?}");
    assert_eq!(out.ledger.waiting().get("alone"), Some(&1));
    assert_eq!(out.leaving.len() + out.staying.len(), last + 1);
}

#[test]
fn an_order_takes_one_person_back_and_is_counted() {
    let mut office = Office::new(5);
    office.arrive(300);
    let scheme = frozen(&office);
    let here: Vec<&Person> = office.people.iter().collect();
    let table = table_of(&here);
    let first = Candidates { table: &table, withdrawn: &[], ordered: &[] };
    let out =
        release(&scheme, &office.hierarchies, &first, &Ledger::default(), 1).expect("a batch");
    let gone = vec![here[out.leaving[0].row].tag.clone()];
    let rest: Vec<&Person> = office.people.iter().filter(|it| it.tag != gone[0]).collect();
    let table = table_of(&rest);

    let alone = Candidates { table: &table, withdrawn: &gone, ordered: &[] };
    let waits = release(&scheme, &office.hierarchies, &alone, &out.ledger, 2).expect("a batch");
    assert_eq!((waits.tombstones.len(), waits.overridden), (0, 0));

    let ordered = Candidates { table: &table, withdrawn: &gone, ordered: &gone };
    let goes = release(&scheme, &office.hierarchies, &ordered, &out.ledger, 2).expect("a batch");
    assert_eq!((goes.tombstones.as_slice(), goes.overridden), (gone.as_slice(), 1));
    let after = Candidates { table: &table, withdrawn: &gone, ordered: &[] };
    assert!(release(&scheme, &office.hierarchies, &after, &goes.ledger, 3).is_ok());
}

#[test]
fn a_scheme_is_only_applied_to_what_it_was_frozen_for() {
    let mut office = Office::new(3);
    office.arrive(200);
    let scheme = frozen(&office);
    let here: Vec<&Person> = office.people.iter().collect();
    let table = table_of(&here);
    let candidates = Candidates { table: &table, withdrawn: &[], ordered: &[] };
    let codes = ["XW0101", "XW0102"];
    office.hierarchies[2] = build::place_codes("place", codes, &[4], &[]).expect("a tree");
    let got = release(&scheme, &office.hierarchies, &candidates, &Ledger::default(), 1);
    assert_eq!(got, Err(PrivacyError::SchemeMismatch { attribute: "place".to_owned() }));
}

#[test]
fn a_ledger_that_singles_somebody_out_stops_everything() {
    let mut office = Office::new(3);
    office.arrive(200);
    let scheme = frozen(&office);
    let line = LedgerEntry {
        subject: "one".to_owned(),
        group: "one".to_owned(),
        batch: 1,
        labels: vec![vec!["5-17".to_owned(), "f".to_owned(), "XW01".to_owned()]],
        values: vec![vec!["none".to_owned()]],
        ordered: false,
    };
    let ledger = Ledger::replay([1], [line], []);
    let here: Vec<&Person> = office.people.iter().collect();
    let table = table_of(&here);
    let candidates = Candidates { table: &table, withdrawn: &[], ordered: &[] };
    let got = release(&scheme, &office.hierarchies, &candidates, &ledger, 2);
    assert_eq!(got, Err(PrivacyError::JointHistory { subjects: 1 }));
}

#[test]
fn a_scheme_is_searched_with_a_margin() {
    let mut office = Office::new(13);
    office.arrive(400);
    let everybody: Vec<&Person> = office.people.iter().collect();
    let table = table_of(&everybody);
    let purpose = Purpose {
        form: "f".to_owned(),
        destination: "d".to_owned(),
        epoch: 1,
        profile: "headquarters".to_owned(),
    };
    let config = SearchConfig::default();
    let mut go_on = |_| Control::Continue;
    let proposal =
        Scheme::propose(purpose, &table, &office.hierarchies, &model(), &config, &mut go_on)
            .expect("a scheme");
    assert_eq!((proposal.margin_k, proposal.scheme.model().k), (8, K));
    let margin = Model { k: 8, k_groups: 8, ..model() };
    let outcome = search(&table, &office.hierarchies, &margin, &config, &mut go_on);
    let Ok(Outcome::Found(found)) = outcome else { panic!("{outcome:?}") };
    assert_eq!(found.levels, proposal.scheme.levels());
    let coarser = proposal.scheme.fallback().iter().zip(&found.levels).all(|(a, b)| b <= a);
    assert!(coarser && proposal.scheme.fallback() != found.levels);
}
