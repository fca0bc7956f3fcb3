//! The office in which nothing restricted may show: its people, its general records, and what is planted beside them.

use serde_json::json;
use waypost::{
    base::{FormKey, RecordId, Role, Sensitive},
    service::{
        command::{
            forms::AddForm,
            people::AddPerson,
            records::Void,
            review::{Approve, Comment, Return},
        },
        query::{
            office::FormSource,
            records::{OpenRecord, RecordRows},
        },
    },
};
use zeroize::Zeroizing;

use crate::service::{Bureau, PASSPHRASE, household};

/// Values that stand in restricted records alone.
pub(super) const PLANTED: &[&str] = &["Zyqwamara", "Qelbuntho", "Vuxterloom", "ZQ-7741-X"];

/// A family name that restricted and general records share, so that they look like duplicates.
pub(super) const SHARED: &str = "Tamberlyn";

/// Restricted forms: those of the program, and one of each compartment that is quickly filled in.
pub(super) const RESTRICTED: &[&str] =
    &["screening", "checkup", "trafficking_case", "health_assessment"];

/// What the questions are asked about.
pub(super) struct Known {
    pub(super) general: Vec<RecordId>,
    /// The restricted ones; before they are there, ids of nothing.
    pub(super) restricted: Vec<RecordId>,
    pub(super) instance: Zeroizing<String>,
    pub(super) household: FormKey,
}

fn form(id: &str, compartment: &str) -> AddForm {
    let survey = "type,name,label::English (en),data_class\ntext,family_name,Family name,direct\n\
                  text,given_names,Given names,direct\ndate,birth_date,Birth date,quasi\n\
                  select_one places_adm1,adm1,Place,quasi\ntext,card_no,Card,direct\ntext,story,Story,sensitive\n";
    let choices = "list_name,name,label\nplaces_adm1,XW01,North\nplaces_adm1,XW02,South\n";
    let settings = format!("form_title,form_id,version,compartment\n{id},{id},1,{compartment}\n");
    let sheets = [("survey", survey), ("choices", choices), ("settings", &settings)];
    let sheets = sheets.map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec()));
    AddForm { source: FormSource::Sheets(sheets.to_vec()), compartment: None }
}

fn person(login: &str, roles: &[Role], compartments: &[&str]) -> AddPerson {
    AddPerson {
        login: login.to_owned(),
        name: Sensitive::default(),
        roles: roles.to_vec(),
        compartments: compartments.iter().map(|it| (*it).to_owned()).collect(),
        passphrase: Sensitive::from(PASSPHRASE),
    }
}

const CLEARED: &[&str] = &["general", "protection", "health"];

/// An office with restricted forms, people with and without clearance, and general records in every state.
pub(super) fn office() -> (Bureau, Known) {
    let mut bureau = Bureau::open();
    bureau.become_("root");
    bureau.service.ask(form("screening", "protection")).expect("a form");
    bureau.service.ask(form("checkup", "health")).expect("a form");
    bureau.service.ask(person("cleared", &[Role::FieldOfficer], CLEARED)).expect("a person");
    bureau.service.ask(person("judge", &[Role::Supervisor], CLEARED)).expect("a person");
    bureau.service.ask(person("it", &[Role::Administrator], &["general"])).expect("a person");
    bureau.become_("officer");
    let answers = household(SHARED, "XWA-1");
    let general = vec![
        bureau.draft("household_registration", &answers),
        bureau.submitted("household_registration", &household(SHARED, "XWA-2")),
        bureau.submitted("household_registration", &household("Okoro", "XWA-3")),
        bureau.submitted("household_registration", &household("Diallo", "XWA-4")),
    ];
    bureau.become_("supervisor");
    review(&mut bureau, general[2], general[3]);
    bureau.become_("officer");
    let view = bureau.service.ask(OpenRecord { record: general[0] }).expect("opened");
    let known = Known {
        general,
        restricted: (1..=12).map(|n| RecordId::from_bytes([n; 16])).collect(),
        instance: view.instance.clone(),
        household: view.summary.form.clone(),
    };
    (bureau, known)
}

/// Approves one record and returns another, with what is planted in the comment.
fn review(bureau: &mut Bureau, good: RecordId, bad: RecordId) {
    let revision = |bureau: &mut Bureau, record| {
        bureau.service.ask(OpenRecord { record }).expect("opened").revision
    };
    let at = revision(bureau, good);
    bureau.service.ask(Approve { record: good, revision: at }).expect("approved");
    let at = revision(bureau, bad);
    let comments = vec![("consent".parse().expect("a path"), Sensitive::from("look again"))];
    bureau.service.ask(Return { record: bad, revision: at, comments }).expect("returned");
}

/// Answers of the two short forms.
pub(super) fn story(card: &str) -> serde_json::Value {
    json!({
        "family_name": SHARED, "given_names": PLANTED[0], "birth_date": "1988-05-03", "adm1": "XW01",
        "card_no": card, "story": format!("{} saw {}", PLANTED[1], PLANTED[2])
    })
}

/// Restricted records in every state; `cleared` and `judge` work on them.
pub(super) fn enter_restricted(bureau: &mut Bureau) -> Vec<RecordId> {
    bureau.become_("cleared");
    let mut records = Vec::new();
    for form in ["screening", "checkup"] {
        // A draft has the card of a household too.
        records.push(bureau.draft(form, &story("XWA-1")));
        for n in 0..4 {
            let card = format!("{}-{form}-{n}", PLANTED[3]);
            records.push(bureau.submitted(form, &story(&card)));
        }
    }
    let names = json!({"person": {"family_name": SHARED, "given_names": PLANTED[0]}});
    records.push(bureau.draft("trafficking_case", &names));
    records.push(bureau.draft("health_assessment", &names));
    let void = |record| Void { record, revision: 1, reason: Sensitive::from(PLANTED[1]) };
    bureau.become_("judge");
    for at in [1, 6] {
        bureau.service.ask(Approve { record: records[at], revision: 1 }).expect("approved");
        let comments = vec![("story".parse().expect("a path"), Sensitive::from(PLANTED[2]))];
        let back = Return { record: records[at + 1], revision: 1, comments };
        bureau.service.ask(back).expect("returned");
        bureau.service.ask(void(records[at + 2])).expect("void");
        let question = "story".parse().expect("a path");
        let text = Sensitive::from(PLANTED[1]);
        bureau.service.ask(Comment { record: records[at + 3], question, text }).expect("a comment");
    }
    records
}

/// The numbers that people say.
pub(super) fn numbers(bureau: &mut Bureau, records: &[RecordId]) -> Vec<String> {
    bureau.become_("cleared");
    let rows = bureau.service.ask(RecordRows { ids: records.to_vec() }).expect("rows");
    assert_eq!(rows.len(), records.len(), "who is cleared sees them");
    let titles: String = rows.iter().map(|it| it.title.expose().clone()).collect();
    assert!(titles.contains(PLANTED[0]), "what is planted is there to be found");
    rows.into_iter().map(|it| it.number).collect()
}
