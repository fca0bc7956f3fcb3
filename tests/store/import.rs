//! Many records at once: a published file, a mapping, and rows that are refused with their number.

use std::fs;

use waypost::{
    base::FormId,
    cases::State,
    service::{
        ServiceError,
        command::{
            import::{Import, Imported, Table, UndoImport},
            review::Approve,
        },
        job::Progress,
        query::records::{Filter, ListRecords, OpenRecord, RecordRows},
    },
};

use crate::{service::Bureau, support::shared};

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
    assert_eq!(bureau.service.ask(UndoImport { number: done.number.unwrap() }).unwrap(), 1);
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
