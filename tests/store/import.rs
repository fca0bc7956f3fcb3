//! Many records at once: a published file, a mapping, and rows that are refused with their number.

use std::fs;

use waypost::{
    base::FormId,
    cases::State,
    service::{
        ServiceError,
        command::{
            forms::AddForm,
            import::{Import, Imported, Table, UndoImport},
            review::Approve,
        },
        job::Progress,
        query::{
            mapping::{ListImports, SuggestMapping, map_json},
            office::FormSource,
            records::{Filter, ListRecords, OpenRecord, RecordRows},
        },
    },
};

use crate::{cli::Office, service::Bureau, support::shared};

pub(crate) const MAP: &str = include_str!("../../assets/maps/missing_migrants.json");

fn import(bureau: &mut Bureau, csv: Vec<u8>, dry_run: bool) -> Result<Imported, ServiceError> {
    let import = Import {
        table: Table::Csv(csv),
        map: MAP.into(),
        form: FormId("incident".to_owned()),
        reason: None,
        dry_run,
    };
    bureau.service.run(import, &Progress::default())
}

const HEADER: &str = "Main ID,Incident ID,Incident Type,Region of Incident,incident_date_clean,incident_date_precision,\
    No. dead,No. missing,No. dead/missing,No. survivors,No. Female,No. Male,No. minors,Country of Origin,\
    Cause of death (category),Cause of death (reported),Route,Country of Incident,Location of death,Source,Link,\
    Source Quality,Latitude,Longitude";

pub(crate) fn row(
    id: &str,
    dead: &str,
    missing: &str,
    total: &str,
    minors: &str,
    quality: &str,
) -> String {
    format!(
        "{id},{id},Incident,Mediterranean,2024-01-19,day,{dead},{missing},{total},NA,NA,NA,{minors},Unknown,Drowning,\
         Drowning,Central Mediterranean,Libya,Off Sabratha,IOM Libya,NA,{quality},33.1,12.4"
    )
}

pub(crate) fn file(rows: &[String]) -> Vec<u8> {
    format!("{}\n{}\n", HEADER.replace("    ", ""), rows.join("\n")).into_bytes()
}

#[test]
fn rows_arrive_as_submitted_by_the_importer_and_refused_ones_say_why() {
    let mut bureau = Bureau::open();
    let csv = file(&[
        row("2024.MMP0001", "2", "1", "3", "NA", "4"),
        row("2024.MMP0002", "2", "1", "4", "NA", "4"),
        row("2024.MMP0003", "2", "1", "3", "5", "4"),
        row("2024.MMP0004", "2", "1", "3", "1", "45"),
        row("2024.MMP0001", "1", "0", "1", "NA", "4"),
        "too,short".to_owned(),
    ]);
    let dry = import(&mut bureau, csv.clone(), true).unwrap();
    assert_eq!((dry.imported, dry.import), (1, None));
    assert!(bureau.service.ask(ListRecords::default()).unwrap().ids.is_empty());
    let done = import(&mut bureau, csv.clone(), false).unwrap();
    assert_eq!((done.read, done.imported), (6, 1));
    let refused: Vec<_> =
        done.refused.iter().map(|it| (it.row, it.code.as_str(), it.column.as_str())).collect();
    assert_eq!(
        refused,
        [
            (3, "X-18", "No. dead/missing"),
            (4, "X-20", "No. minors"),
            (5, "source-quality", "Source Quality"),
            (6, "C-03", "Incident ID"),
            (7, "ragged", ""),
        ]
    );
    let ids = bureau.service.ask(ListRecords::default()).unwrap().ids;
    let rows = bureau.service.ask(RecordRows { ids }).unwrap();
    assert_eq!((rows[0].state, rows[0].author_login.as_str()), (State::Submitted, "officer"));
    let view = bureau.service.ask(OpenRecord { record: rows[0].id }).unwrap();
    assert!(!view.instance.contains("n_survivors"), "blank stays blank");
    // The same file again brings nothing twice, until the import is taken back.
    assert_eq!(import(&mut bureau, csv.clone(), false).unwrap().imported, 0);
    assert_eq!(
        bureau.service.ask(UndoImport { number: done.number.unwrap(), form: None }).unwrap(),
        1
    );
    assert_eq!(
        bureau.service.ask(OpenRecord { record: rows[0].id }).unwrap().summary.state,
        State::Void
    );
    assert_eq!(import(&mut bureau, csv, false).unwrap().imported, 1);
}

#[test]
fn the_importer_may_not_approve_what_they_imported() {
    let mut bureau = Bureau::open();
    bureau.become_("root");
    bureau.add("both", &[waypost::base::Role::Supervisor]);
    bureau.become_("both");
    import(&mut bureau, file(&[row("2024.MMP0001", "2", "1", "3", "NA", "4")]), false).unwrap();
    let record = bureau.service.ask(ListRecords::default()).unwrap().ids[0];
    let refused = bureau.service.ask(Approve { record, revision: 1 }).unwrap_err();
    assert_eq!(refused.code(), "REVIEW-1");
    bureau.become_("supervisor");
    assert!(bureau.service.ask(Approve { record, revision: 1 }).is_ok());
}

#[test]
fn a_mapping_that_does_not_fit_is_refused_before_anything_is_read() {
    let mut bureau = Bureau::open();
    let refused = import(&mut bureau, b"a,b\n1,2\n".to_vec(), false).unwrap_err();
    assert_eq!((refused.code(), refused.exit_code()), ("FILE-3", 2));
    let refused = import(&mut bureau, b"\xff\xfe\x00".to_vec(), false).unwrap_err();
    assert_eq!((refused.code(), refused.exit_code()), ("FILE-1", 4));
}

#[test]
fn the_published_incidents_come_in_but_for_forty() {
    let Some(shared) = shared("the published incidents come in but for forty") else { return };
    let csv = fs::read(shared.join("data/missing_migrants/mmp_europe_2014-2026.csv")).unwrap();
    let mut bureau = Bureau::open();
    let done = import(&mut bureau, csv, false).unwrap();
    let codes = |code: &str| done.refused.iter().filter(|it| it.code == code).count();
    assert_eq!((done.read, done.imported, done.refused.len()), (6_802, 6_762, 40));
    assert_eq!((codes("source-quality"), codes("X-20")), (38, 2));
    let filter = Filter { states: vec![State::Submitted], ..Filter::default() };
    let list = bureau.service.ask(ListRecords { filter, ..ListRecords::default() }).unwrap();
    assert_eq!(list.ids.len(), 6_762);
}

/// A form of the office's own: wells, each with its number.
const WELLS: [(&str, &str); 3] = [
    (
        "survey",
        "type,name,label::English (en),label::French (fr),required,constraint,warning\n\
         text,well_no,Number of the well,Numéro du puits,yes,,\n\
         select_one state,condition,Condition,État,yes,,\n\
         date,visit_date,Date of the visit,Date de la visite,,,\n\
         integer,depth,Depth in metres,Profondeur en mètres,,. < 900,. < 100\n",
    ),
    (
        "choices",
        "list_name,name,label::English (en),label::French (fr)\n\
         state,good,Good,Bon\nstate,dry,Dried up,À sec\n",
    ),
    ("settings", "form_id,form_title,version\nwells,Wells,1\n"),
];

fn with_wells() -> Bureau {
    let mut bureau = Bureau::open();
    bureau.become_("root");
    let sheets = WELLS.map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec()));
    let add = AddForm { source: FormSource::Sheets(sheets.to_vec()), compartment: None };
    bureau.service.ask(add).unwrap();
    bureau.become_("officer");
    bureau
}

const VISITS: &str = "No du puits;ÉTAT;Date de la visite;Profondeur;Remarque\n\
    W1;bon;13/02/2026;40;x\nW2;a sec;1/3/2026;140;y\nW3;broken;2/3/2026;5;z\nW4;Bon;2/3/2026;9999;\n";

#[test]
fn a_mapping_is_proposed_tried_on_the_first_rows_and_taken_back_as_a_whole() {
    let mut bureau = with_wells();
    let progress = Progress::default();
    let table = Table::of(VISITS.as_bytes().to_vec());
    let form = FormId("wells".to_owned());
    let asked = SuggestMapping { table: table.clone(), form: form.clone() };
    let proposal = bureau.service.run(asked, &progress).unwrap();
    let found: Vec<_> =
        proposal.map.iter().map(|(q, it)| (q.as_str(), it.column.as_str())).collect();
    assert_eq!(
        found,
        [
            ("condition", "ÉTAT"),
            ("depth", "Profondeur"),
            ("visit_date", "Date de la visite"),
            ("well_no", "No du puits"),
        ]
    );
    let import = Import {
        table,
        map: map_json(&proposal.map),
        form: form.clone(),
        reason: Some("measured twice".to_owned()),
        dry_run: true,
    };
    let dry = bureau.service.run(import.clone(), &progress).unwrap();
    assert_eq!((dry.read, dry.imported, dry.import), (4, 2, None));
    let second = &dry.preview[1];
    assert!(second.refused.is_empty() && second.doubts.len() == 1, "{second:?}");
    let answers: Vec<_> =
        second.answers.iter().map(|it| (it.0.as_str(), it.1.expose().as_str())).collect();
    assert!(
        answers.contains(&("condition", "dry")) && answers.contains(&("visit_date", "2026-03-01"))
    );
    let refused: Vec<_> =
        dry.refused.iter().map(|it| (it.row, it.code.as_str(), it.column.as_str())).collect();
    assert_eq!(refused, [(4, "choice", "ÉTAT"), (5, "constraint", "Profondeur")]);

    let done = bureau.service.run(Import { dry_run: false, ..import }, &progress).unwrap();
    let undo = UndoImport { number: done.number.unwrap(), form: Some(form) };
    let listed = bureau.service.ask(ListImports).unwrap();
    assert_eq!((listed.len(), listed[0].imported, listed[0].undone), (1, 2, None));
    let ids = bureau.service.ask(ListRecords::default()).unwrap().ids;
    assert_eq!(ids.len(), 2);
    bureau.become_("supervisor");
    bureau.service.ask(Approve { record: ids[0], revision: 1 }).unwrap();
    assert!(bureau.service.ask(undo.clone()).is_err(), "one was approved already");
    let reason = waypost::base::Sensitive::from("wrong file");
    bureau
        .service
        .ask(waypost::service::command::review::Reopen { record: ids[0], revision: 1, reason })
        .unwrap();
    bureau.become_("officer");
    assert_eq!(bureau.service.ask(undo.clone()).unwrap(), 2);
    assert!(bureau.service.ask(ListImports).unwrap()[0].undone.is_some());
    assert!(bureau.service.ask(undo).is_err(), "only once");
}

#[test]
fn rows_for_a_form_that_the_person_is_not_cleared_for_are_refused_before_anything_is_read() {
    let mut bureau = Bureau::open();
    let form = FormId("trafficking_case".to_owned());
    let table = Table::of(b"a,b\n1,2\n".to_vec());
    let asked = SuggestMapping { table, form };
    let refused = bureau.service.run(asked, &Progress::default()).unwrap_err();
    assert!(matches!(refused, ServiceError::NotCleared), "{refused:?}");
    assert_eq!(refused.exit_code(), 3);
}

#[test]
fn the_command_line_proposes_a_mapping_imports_by_it_and_takes_the_import_back() {
    let office = Office::copy();
    for (name, text) in WELLS {
        office.file(&format!("{name}.csv"), text);
    }
    let folder = office.home.path().join("wells");
    fs::create_dir(&folder).unwrap();
    for (name, text) in WELLS {
        fs::write(folder.join(format!("{name}.csv")), text).unwrap();
    }
    office.run("admin", &["forms", "add", folder.to_str().unwrap()]).yes();
    let file = office.file("visits.csv", VISITS);
    let file = file.to_str().unwrap();
    let map = office.run("officer", &["records", "map", file, "--form", "wells"]).yes();
    assert_eq!(map["visit_date"]["date"], "%d/%m/%Y");
    let done = office.run("officer", &["records", "import", file, "--form", "wells"]).yes();
    assert_eq!((&done["imported"], &done["refused"][0]["row"]), (&2.into(), &4.into()));
    let number = done["number"].to_string();
    let undone = office.run("officer", &["records", "undo-import", &number]).yes();
    assert_eq!(undone["records"], 2);
    let listed = office.run("officer", &["records", "imports"]).yes();
    assert_eq!(listed["imports"][0]["undone"], true);
    office.run("officer", &["records", "undo-import", "77"]).refused(2, "OFFICE-2");
}
