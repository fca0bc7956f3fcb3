//! The encrypted store: a folder with a header, one SQLCipher file per compartment, and seals for recovery.
//!
//! Entry points: [`Vault::create`], [`Vault::unlock`], [`Vault::write`] (everything that changes, with its audit
//! line, in one transaction), [`Vault::save_draft`], [`Vault::view`] and [`Vault::reader`] (everything that is read).
//!
//! # Invariants
//!
//! - The only module that speaks SQL, and the only one that holds keys of data.
//! - A change and its audit line are one transaction, or nothing happened. A draft has one line per sitting.
//! - No text of SQLite's, serde's or a person's stands in an error.
//! - One process per vault; one writing connection per compartment, and at most one reading one.
//! - What is later than this program is left untouched.
//!
//! Design: the vault's paper, sections 3.1 to 3.12; the header's format is `waypost-vault/1`.

mod attempts;
mod audit;
mod comments;
mod compartment;
mod connection;
mod cosign;
mod digest;
mod drafts;
mod error;
mod folder;
mod header;
mod imports;
mod intake;
mod integrity;
mod keyring;
mod keys;
mod library;
mod lists;
mod migrate;
mod open;
mod people;
mod persons;
mod places;
mod process;
mod records;
mod recovery;
mod releases;
mod session;
mod slot;
mod view;
mod witness;
mod write;

pub use audit::{Act, AuditFault, AuditHead, AuditLine, AuditReport};
pub use comments::{Comment, NewComment};
pub use compartment::Compartment;
pub use drafts::{Draft, DraftReason, NewDraft};
pub use error::VaultError;
pub use imports::{Import, NewImport};
pub use intake::{Entry, HandedIn};
pub use integrity::{CheckReport, Finding};
pub use keys::{BatchKey, Headquarters};
pub use library::{FormRow, NewForm};
pub use lists::{Filter, Group, RecordSummary, Sort};
pub use migrate::LATEST;
pub use open::Vault;
pub use persons::{ConsentRow, OverrideRow, PersonRow};
pub use places::{Bounds, Place};
pub use process::{harden, set_readable_by_others};
pub use records::{NewRecord, NewRevision, RecordRow, Revision, Summary};
pub use recovery::RecoveryKey;
pub use releases::{BatchRow, NewBatch, NewScheme, Release, Scheme, Waiting};
pub use session::{Host, NewOffice, NewPerson, Notice, OfficeIdentity, Person};
pub use view::View;
pub use write::Tx;
