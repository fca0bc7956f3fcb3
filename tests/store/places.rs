//! The office's own list of places: taken in as it is published, found in any spelling, offered in its cascades.

use std::{fs, time::Instant};

use waypost::{
    base::{FormId, Role},
    forms::{Environment, Instance, Path},
    service::{
        Service, ServiceError,
        command::places::PlacesImported,
        job::Progress,
        query::office::{ListForms, ListPlaces, OpenForm, SearchPlaces},
    },
};

use crate::{
    cli::{Office, Said},
    service::{Bureau, places_of},
    support::shared,
};

fn taken(bureau: &mut Bureau, csv: impl Into<Vec<u8>>) -> Result<PlacesImported, ServiceError> {
    bureau.service.run(places_of(csv), &Progress::default())
}

fn found(service: &mut Service, text: &str, inside: Option<&str>) -> Vec<String> {
    let inside = inside.map(str::to_owned);
    let asked = SearchPlaces { text: text.to_owned(), inside, level: None, limit: 5 };
    service.ask(asked).expect("found").into_iter().map(|it| it.code).collect()
}

#[test]
fn the_worlds_places_come_in_as_published_and_are_found_in_any_spelling() {
    let Some(shared) = shared("the world's places come in as published") else { return };
    let csv = fs::read(shared.join("data/pcodes/global-pcodes-adm-1-2.csv")).unwrap();
    let mut bureau = Bureau::open();
    bureau.become_("root");
    let dry =
        waypost::service::command::places::ImportPlaces { dry_run: true, ..places_of(csv.clone()) };
    let dry = bureau.service.run(dry, &Progress::default()).unwrap();
    assert!(bureau.service.ask(ListPlaces).unwrap().is_empty(), "a dry run changes nothing");
    let began = Instant::now();
    let done = taken(&mut bureau, csv.clone()).unwrap();
    println!("33,363 places taken in: {:?}", began.elapsed());
    assert_eq!(dry, done);
    assert_eq!((done.read, done.places, done.refused.len()), (33_363, 33_363, 0));
    assert_eq!(done.countries, 156);
    let service = &mut bureau.service;
    assert_eq!(service.ask(ListPlaces).unwrap().len(), 33_363 + 156);
    // As written, in small letters without accents, with a slip, by code, in another script.
    for (text, codes) in [
        ("N'Djamena", ["TCD18", "TCD1801"]),
        ("ndjaména", ["TCD18", "TCD1801"]),
        ("tcd2", ["TCD20", "TCD21"]),
        ("Khartum", ["SD01", "SD01007"]),
        ("Khatroum", ["SD01", "SD01007"]),
        ("كابل", ["AF01", "AF0101"]),
    ] {
        let inside = match codes[0].as_bytes() {
            [b'T', ..] => "TCD",
            [b'S', ..] => "SDN",
            _ => "AFG",
        };
        let found = found(service, text, Some(inside));
        assert_eq!(found[..2], codes, "{text}");
    }
    assert!(found(service, "no such place anywhere", None).is_empty());
    let began = Instant::now();
    for text in ["Kharto", "Khatroum", "san", "al", "Zzyzx"] {
        found(service, text, None);
    }
    println!("five searches: {:?}", began.elapsed());
    let began = Instant::now();
    let forms = service.ask(ListForms).unwrap().len();
    println!("{forms} forms listed: {:?}", began.elapsed());

    let began = Instant::now();
    let id = FormId("household_registration".to_owned());
    let form = service.ask(OpenForm { id, version: None }).unwrap();
    println!("a form with these places opened: {:?}", began.elapsed());
    let mut instance = Instance::new(form, &Environment::default());
    let at = |name: &str| Path::default().join("registration").join(name);
    let consent = Path::default().join("consent").join("consent_given");
    instance.answer(&consent, "yes").unwrap();
    instance.answer(&at("current_adm1"), "TCD18").unwrap();
    let offered: Vec<_> =
        instance.choices(&at("current_adm2")).iter().map(|it| it.code.clone()).collect();
    assert!(offered.iter().any(|it| it.starts_with("TCD18")), "{offered:?}");
    assert!(offered.contains(&"not_listed".to_owned()));
    assert!(!offered.iter().any(|it| it.starts_with("AF")), "{offered:?}");
    // Again: nothing is doubled.
    let again = taken(&mut bureau, csv).unwrap();
    assert_eq!((again.places, again.countries), (33_363, 0));
}

#[test]
fn a_list_of_ones_own_needs_no_levels_and_may_name_points_of_flow_monitoring() {
    let mut bureau = Bureau::open();
    bureau.become_("root");
    let csv = "P-Code;Nom\nX;Y\n";
    let refused = taken(&mut bureau, csv).unwrap_err();
    assert_eq!((refused.code(), refused.exit_code()), ("FILE-3", 2));
    let csv =
        "code,name,parent,level\nTD01,Lac,TCD,\nTD0101,Mamdi,TD01,\nTDF1,Bol harbour,TD0101,fmp\n";
    let done = taken(&mut bureau, csv).unwrap();
    assert_eq!((done.places, done.countries, done.refused.len()), (3, 1, 0));
    let id = FormId("flow_registry".to_owned());
    let form = bureau.service.ask(OpenForm { id, version: None }).unwrap();
    let points: Vec<_> =
        form.list("fmp").unwrap().choices.iter().map(|it| it.code.as_str()).collect();
    assert_eq!(points, ["not_listed", "TDF1"]);
}

#[test]
fn an_import_of_places_that_is_stopped_changes_nothing() {
    let mut bureau = Bureau::open();
    bureau.become_("root");
    let stopped = Progress::default();
    stopped.cancel();
    let outcome = bureau.service.run(places_of("code,name,parent\nA,A,\n"), &stopped);
    assert!(matches!(outcome, Err(ServiceError::Cancelled)));
    assert!(bureau.service.ask(ListPlaces).unwrap().is_empty());
    bureau.add("clerk", &[Role::FieldOfficer]);
    bureau.become_("clerk");
    let refused = taken(&mut bureau, "code,name,parent\nA,A,\n").unwrap_err();
    assert_eq!(refused.exit_code(), 3);
}

#[test]
fn the_command_line_takes_places_in_and_finds_them() {
    let office = Office::copy();
    let file =
        office.file("places.csv", "code,name,parent\nXW0199,Nouveau Koumba,XW01\nQ,Lost,ZZ\n");
    let file = file.to_str().unwrap();
    let said = |words: &[&str]| Said::of(&office.command("admin", words).output().unwrap());
    let dry = said(&["office", "places", "import", file, "--dry-run"]).yes();
    assert_eq!(dry["places"], 1);
    assert_eq!(dry["refused"][0]["row"], 3);
    let find = ["office", "places", "find", "nouvau kumba"];
    assert_eq!(said(&find).code, 1);
    said(&["office", "places", "import", file]).yes();
    let found = said(&find).yes();
    assert_eq!(found["places"][0]["code"], "XW0199");
    assert_eq!(found["places"][0]["level"], 2);
}
