//! `office …`: the vault, its people, its keys.

use std::path::Path;

use serde_json::{Value, json};
use waypost::{
    base::{Message, Role, Sensitive},
    l10n::Texts,
    service::{
        command::{
            import::Table,
            office::{AddHeadquarters, CreateOffice, MakeDemonstration, Recover, TryRecovery},
            people::{AddPerson, RemovePerson},
            places::{ImportPlaces, PlacesImported},
        },
        query::office::{CheckOffice, ListPeople, SearchPlaces, Signer},
    },
};

use crate::{
    args::{Headquarters, Office, People, Places, Who},
    failure::Failure,
    files,
    reply::{self, Reply},
    session, stop,
};

pub(crate) fn run(command: Office, texts: &Texts) -> Result<Reply, Failure> {
    match command {
        Office::Create { office, name, code, login, new_passphrase_file, recovery_file } => {
            let asked = CreateOffice {
                folder: office,
                name,
                code,
                login,
                person: Sensitive::default(),
                passphrase: session::passphrase(Some(&new_passphrase_file))?,
            };
            create(asked, &recovery_file)
        }
        Office::Demo { office, persons, seed } => demo(&office, persons, seed),
        Office::Check { who } => check(&who, texts),
        Office::People(command) => people(command),
        Office::Places(command) => places(command, texts),
        Office::Headquarters(Headquarters::Add { profile, who, fingerprint }) => {
            headquarters(&profile, &who, fingerprint)
        }
        Office::Signer { who, out } => {
            let signer = session::unlock(&who)?.ask(Signer)?;
            files::write(&out, signer.public_key.as_bytes())?;
            Ok(Reply::new(json!({"fingerprint": signer.fingerprint, "file": files::shown(&out)}))
                .say(
                    Message::new("cli-signer-written")
                        .text("file", files::shown(&out))
                        .text("fingerprint", signer.fingerprint),
                ))
        }
        Office::Recover { office, recovery_file, login, new_passphrase_file } => {
            let recovery_key = files::read_remark(&recovery_file)?;
            let passphrase = session::passphrase(Some(&new_passphrase_file))?;
            let asked = Recover {
                folder: office,
                recovery_key,
                login: login.clone(),
                person: Sensitive::default(),
                passphrase,
            };
            let _to_the_end = stop::begun();
            session::service().ask(asked)?;
            Ok(Reply::new(json!({"login": login, "recovered": true}))
                .say(Message::new("cli-recovered").text("login", login)))
        }
    }
}

/// Makes the office, writes the recovery key down, and tries what was written.
fn create(asked: CreateOffice, recovery_file: &Path) -> Result<Reply, Failure> {
    let (name, code) = (asked.name.clone(), asked.code.clone());
    let mut service = session::service();
    let _to_the_end = stop::begun();
    let created = service.ask(asked)?;
    files::write(recovery_file, format!("{}\n", created.recovery_key.expose()).as_bytes())?;
    service.ask(TryRecovery { recovery_key: created.recovery_key })?;
    Ok(Reply::new(json!({"office": name, "code": code, "recovery_tried": true}))
        .say(Message::new("cli-office-created").text("name", name))
        .say(Message::new("cli-recovery-written").text("file", files::shown(recovery_file))))
}

fn check(who: &Who, texts: &Texts) -> Result<Reply, Failure> {
    let check = session::unlock(who)?.run(CheckOffice, stop::begun())?;
    let findings: Vec<Value> = check
        .findings
        .iter()
        .map(|it| json!({"code": it.code, "where": it.place, "advice": reply::words(texts, &it.advice)}))
        .collect();
    let mut reply = Reply::new(json!({"ok": check.ok, "findings": findings}))
        .answer(check.ok)
        .say(Message::new(if check.ok { "cli-office-holds" } else { "cli-office-damaged" }));
    for finding in check.findings {
        reply = reply.plain(format!("{} {}", finding.code, finding.place)).say(finding.advice);
    }
    Ok(reply)
}

/// The profile's signature lies beside it, as minisign puts it there.
fn headquarters(profile: &Path, who: &Who, fingerprint: String) -> Result<Reply, Failure> {
    let mut beside = profile.to_path_buf().into_os_string();
    beside.push(".minisig");
    let signature = files::read_text(Path::new(&beside))?.to_string();
    let profile = files::read(profile)?;
    let mut service = session::unlock(who)?;
    let known = service.ask(AddHeadquarters { profile, signature, fingerprint })?;
    Ok(Reply::new(json!({"recipients": known.recipients, "fingerprint": known.fingerprint}))
        .say(Message::new("cli-headquarters-added").text("fingerprint", known.fingerprint)))
}

fn demo(office: &Path, persons: u32, seed: u64) -> Result<Reply, Failure> {
    let persons = usize::try_from(persons).unwrap_or(usize::MAX);
    let asked = MakeDemonstration { folder: office.to_path_buf(), persons, seed };
    let made = session::service().run(asked, stop::begun())?;
    let people: Vec<Value> = made
        .people
        .iter()
        .map(|(login, roles, file)| json!({"login": login, "roles": words(roles), "passphrase_file": file}))
        .collect();
    let records: serde_json::Map<String, Value> =
        made.records.iter().map(|(state, count)| (state.word().to_owned(), json!(count))).collect();
    let mut reply = Reply::new(json!({
        "people": people, "hq_identity": made.hq_identity, "signer": made.signer, "records": records,
    }))
    .say(Message::new("cli-demo-made").text("folder", office.display().to_string()));
    for (login, roles, file) in &made.people {
        reply = reply.plain(format!(
            "  {login:<12} {:<32} {}",
            words(roles).join(", "),
            file.display()
        ));
    }
    for (state, count) in &made.records {
        reply = reply.plain(format!("  {count:>7}  {}", state.word()));
    }
    Ok(reply)
}

fn words(roles: &[Role]) -> Vec<&'static str> {
    roles.iter().map(|it| it.word()).collect()
}

fn people(command: People) -> Result<Reply, Failure> {
    match command {
        People::Add { who, new_login, new_name, roles, clearance, new_passphrase_file } => {
            let passphrase = session::passphrase(Some(&new_passphrase_file))?;
            let roles = roles.iter().filter_map(|it| it.parse().ok()).collect();
            let mut compartments = vec!["general".to_owned()];
            compartments.extend(clearance);
            let mut service = session::unlock(&who)?;
            service.ask(AddPerson {
                login: new_login.clone(),
                name: Sensitive::new(new_name.unwrap_or_default()),
                roles,
                compartments,
                passphrase,
            })?;
            listed(&mut service)
                .map(|it| it.say(Message::new("cli-person-added").text("login", new_login)))
        }
        People::Remove { removed, who } => {
            let mut service = session::unlock(&who)?;
            service.ask(RemovePerson { login: removed.clone() })?;
            listed(&mut service)
                .map(|it| it.say(Message::new("cli-person-removed").text("login", removed)))
        }
        People::List { who } => listed(&mut session::unlock(&who)?),
    }
}

fn places(command: Places, texts: &Texts) -> Result<Reply, Failure> {
    match command {
        Places::Import { file, who, dry_run } => {
            let table = Table::of(files::read(&file)?);
            let mut service = session::unlock(&who)?;
            let done = service.run(ImportPlaces { table, dry_run }, stop::begun())?;
            Ok(places_imported(&done, texts))
        }
        Places::Find { text, who, inside, level, limit } => {
            let mut service = session::unlock(&who)?;
            let found = service.ask(SearchPlaces { text, inside, level, limit })?;
            let mut reply = Reply::new(json!({
                "places": found.iter().map(|it| json!({
                    "code": it.code, "name": it.name, "level": it.level, "parent": it.parent,
                })).collect::<Vec<_>>(),
            }))
            .answer(!found.is_empty());
            for it in &found {
                let parent = it.parent.as_deref().unwrap_or_default();
                reply =
                    reply.plain(format!("{:<14} {} {:<40} {parent}", it.code, it.level, it.name));
            }
            Ok(reply)
        }
    }
}

fn places_imported(done: &PlacesImported, texts: &Texts) -> Reply {
    let count = |n: usize| u64::try_from(n).unwrap_or(0);
    let mut reply = Reply::new(json!({
        "read": done.read, "places": done.places, "countries": done.countries,
        "refused": done.refused.iter().map(|it| json!({
            "row": it.row, "code": it.code, "column": it.column, "message": reply::words(texts, &it.message),
        })).collect::<Vec<_>>(),
    }))
    // As with records: only where no row came in is the answer no.
    .answer(0 < done.places || done.refused.is_empty())
    .say(
        Message::new("cli-places-imported")
            .number("read", count(done.read))
            .number("places", count(done.places))
            .number("countries", count(done.countries))
            .number("refused", count(done.refused.len())),
    );
    for it in &done.refused {
        let message = reply::words(texts, &it.message);
        reply = reply.plain(format!("  {:>6}  {:<8} {message}", it.row, it.column));
    }
    reply
}

fn listed(service: &mut waypost::service::Service) -> Result<Reply, Failure> {
    let people = service.ask(ListPeople)?;
    let mut reply = Reply::new(json!({
        "people": people.iter().map(|it| json!({
            "login": it.login, "roles": words(&it.roles), "clearance": it.compartments, "active": it.active,
        })).collect::<Vec<_>>(),
    }));
    for it in &people {
        let roles = words(&it.roles).join(", ");
        reply = reply.plain(format!("{:<16} {roles:<40} {}", it.login, it.compartments.join(", ")));
    }
    Ok(reply)
}
