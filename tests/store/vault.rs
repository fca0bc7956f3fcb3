//! Opening a vault: who is let in, what is told apart, what is left untouched.

use std::fs;
use std::time::Instant;

use waypost::base::{Role, Sensitive};
use waypost::crypto::{KdfCost, Limits, Namespace};
use waypost::vault::{Compartment, Host, Notice, RecoveryKey, Vault, VaultError};

use crate::office::{Office, PASSPHRASE, begin, both, files, person, submit};

#[test]
fn what_was_written_is_there_after_unlocking_again() {
    let (office, mut vault, _recovery) = Office::create();
    let id = begin(&mut vault, &Compartment::general(), "Household 1");
    vault
        .save_draft(&Compartment::general(), id, r#"{"name":"Amina"}"#, Some("name"), None)
        .expect("saved");
    vault.lock().expect("locked");
    let vault = office.unlock("ROOT ").expect("unlocked");
    let draft = vault.view().draft(id).expect("read").expect("a draft");
    assert_eq!(draft.instance.expose(), r#"{"name":"Amina"}"#);
    assert_eq!(draft.position.as_deref(), Some("name"));
    assert_eq!(vault.view().record(id).expect("read").summary.title.expose(), "Household 1");
    assert_eq!(vault.office().code, "OFF017");
    assert!(vault.person().is(Role::Supervisor));
}

#[test]
fn a_wrong_passphrase_and_an_unknown_login_are_one_answer() {
    let (office, vault, _recovery) = Office::create();
    vault.lock().expect("locked");
    let wrong = Vault::unlock(&office.folder(), "root", "not the passphrase", office.host());
    assert!(matches!(wrong, Err(VaultError::WrongPassphrase)));
    assert!(matches!(office.unlock("nobody"), Err(VaultError::WrongPassphrase)));
}
