//! An office behind the service: people, places, and answers that fit the built-in forms.
#![allow(dead_code, unreachable_pub, reason = "each test program uses its own part")]

use std::{collections::BTreeMap, sync::Arc};

use serde_json::{Value, json};
use waypost::{
    base::{FixedClock, FormId, Instant, RecordId, Role, Sensitive},
    service::{
        Service, Surroundings,
        command::{
            import::Table,
            office::{CreateOffice, Lock, Unlock},
            people::AddPerson,
            places::ImportPlaces,
            records::{FillRecord, Submission, Submit},
        },
    },
};
use zeroize::Zeroizing;

/// Everybody's passphrase.
pub const PASSPHRASE: &str = "gravel tin harbour moth quiet";

/// 2026-11-09T12:26:40Z
pub const NOON: Instant = Instant(1_794_227_200_000);

/// An office with four people: `root`, `officer`, `supervisor`, `data`.
pub struct Bureau {
    pub home: tempfile::TempDir,
    pub clock: Arc<FixedClock>,
    pub service: Service,
}

impl Bureau {
    /// A new one, with `officer` at the keyboard.
    pub fn open() -> Self {
        let home = tempfile::tempdir().expect("a folder");
        let clock = Arc::new(FixedClock::at(NOON));
        let around = Surroundings::for_tests(Arc::<FixedClock>::clone(&clock));
        let mut bureau = Self { home, clock, service: Service::new(around) };
        let create = CreateOffice {
            folder: bureau.folder(),
            name: "Bureau Nord".to_owned(),
            code: "XWA".to_owned(),
            login: "root".to_owned(),
            person: Sensitive::default(),
            passphrase: Sensitive::from(PASSPHRASE),
        };
        bureau.service.ask(create).expect("an office");
        for (login, role) in [
            ("officer", Role::FieldOfficer),
            ("supervisor", Role::Supervisor),
            ("data", Role::DataOfficer),
        ] {
            bureau.add(login, &[role]);
        }
        bureau.become_("officer");
        bureau
    }

    pub fn folder(&self) -> std::path::PathBuf {
        self.home.path().join("office")
    }

    /// Adds somebody cleared for `general`; `root` must be at the keyboard.
    pub fn add(&mut self, login: &str, roles: &[Role]) {
        let new = AddPerson {
            login: login.to_owned(),
            name: Sensitive::default(),
            roles: roles.to_vec(),
            compartments: vec!["general".to_owned()],
            passphrase: Sensitive::from(PASSPHRASE),
        };
        self.service.ask(new).expect("a person");
    }

    /// Puts somebody else at the keyboard.
    pub fn become_(&mut self, login: &str) {
        self.service.ask(Lock).expect("locked");
        let unlock = Unlock {
            folder: self.folder(),
            login: login.to_owned(),
            passphrase: Sensitive::from(PASSPHRASE),
        };
        self.service.ask(unlock).expect("unlocked");
        self.clock.advance_ms(60_000);
    }

    /// A draft with these answers.
    pub fn draft(&mut self, form: &str, answers: &Value) -> RecordId {
        let fill = FillRecord {
            record: None,
            form: Some(FormId(form.to_owned())),
            answers: Zeroizing::new(answers.to_string()),
        };
        let filled = self.service.ask(fill).expect("filled in");
        self.clock.advance_ms(1_000);
        filled.record
    }

    /// A submitted record with these answers.
    pub fn submitted(&mut self, form: &str, answers: &Value) -> RecordId {
        let record = self.draft(form, answers);
        self.submit(record, 0);
        record
    }

    /// Hands a record in; every soft rule that does not hold gets a reason.
    pub fn submit(&mut self, record: RecordId, revision: u32) {
        let mut submit = Submit { record, revision, reasons: BTreeMap::new() };
        for _ in 0..2 {
            match self.service.ask(submit.clone()).expect("an answer") {
                Submission::Submitted { .. } => return,
                Submission::Blocked { violations } => {
                    for it in violations {
                        assert_eq!(it.severity, waypost::forms::Strength::Soft, "{it:?}");
                        submit.reasons.insert(it.path.to_string(), Sensitive::from("seen"));
                    }
                }
            }
        }
        panic!("still blocked");
    }
}

/// The import of a list of places.
pub fn places_of(csv: impl Into<Vec<u8>>) -> ImportPlaces {
    ImportPlaces { table: Table::Csv(csv.into()), dry_run: false }
}

/// A household of three in XW0101, complete.
pub fn household(family: &str, card: &str) -> Value {
    let person = |given: &str, relation: &str, sex: &str, birth: &str| {
        json!({"family_name": family, "given_names": given, "rel_hoh": relation, "sex": sex, "birth_date": birth,
               "m_present": "present"})
    };
    let mut members = vec![
        person("Mariam", "head", "female", "1988-05-03"),
        person("Yusuf", "spouse", "male", "1985-02-11"),
        person("Salma", "child", "female", "2016-08-20"),
    ];
    members[2]["m_uasc"] = json!("none");
    json!({
        "consent": {
            "legal_basis": "consent", "consent_language": "fra", "notice_read": "yes", "consent_given": "yes",
            "consent_form": "oral_certified", "consent_by": "self", "consent_date": "2026-11-02",
            "purposes": {
                "purpose_service": "yes", "purpose_referral": "no", "purpose_authority_transfer": "no",
                "purpose_country_transfer": "no", "purpose_research_stats": "yes", "purpose_donor_report": "no",
                "purpose_contact_later": "no", "purpose_photo_media": "no"
            }
        },
        "registration": {
            "reg_type": "new", "reg_method": "household", "reg_date": "2026-11-02", "card_no": card,
            "current_adm1": "XW01", "current_adm2": "XW0101", "current_adm3": "XW010101", "site_type": "dispersed",
            "population_cat": "idp"
        },
        "household": {"respondent_is_head": "yes", "hh_size_declared": "3"},
        "members": members,
        "displacement": {
            "origin_adm1": "XW02", "disp_date": "2026-07-10", "arrival_date": "2026-08-01",
            "disp_reason": "conflict_displacement"
        },
        "shelter_income": {"shelter_type": "tent"},
        "food_needs": {"needs_top3_1": "food", "needs_top3_2": "health", "needs_top3_3": "education"},
        "intentions": {"intention": "undecided"}
    })
}

/// A return case of one adult, complete.
pub fn return_case(family: &str, number: &str) -> Value {
    let purpose =
        |code: &str, answer: &str| json!({"purpose_code": code, "purpose_answer": answer});
    json!({
        "case": {
            "avrr_case_no": number, "avrr_prog": "avrr", "project_code": "RR-01", "host_country": "MAR",
            "host_office": "MA10", "stage": "counselling", "case_size": "1", "first_contact_date": "2026-10-20",
            "contact_channel": "in_person"
        },
        "counselling": {
            "counsel_date": "2026-11-03", "counsel_lang": "fra", "counsel_confidential": "yes",
            "info_given": ["voluntariness", "right_to_withdraw", "data_protection", "complaint"]
        },
        "applicants": [{
            "consent": {
                "legal_basis": "consent", "consent_language": "fra", "notice_read": "yes", "consent_given": "yes",
                "consent_date": "2026-11-03", "consent_form": "oral_certified", "consent_by": "self",
                "purposes": [purpose("service", "yes"), purpose("research_stats", "yes")]
            },
            "person": {
                "m_rel_pa": "PA", "family_name": family, "given_names": "Issa", "sex": "male",
                "birth_date": "1994-03-05", "birth_precision": "day", "m_birth_place": "Koumba", "nationality": ["XWA"]
            },
            "family": {"m_travelling": "yes", "m_signature": "yes"}
        }],
        "situation": {"host_status": "irregular_entry", "in_detention": "no"},
        "wish": {
            "app_return_country": "XWA", "return_motives": ["family"], "wants_proceed": "yes"
        }
    })
}
