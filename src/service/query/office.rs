//! The office: people, headquarters, forms, places, settings, health.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    base::{FormId, FormKey, Role, Sensitive, UserId},
    forms::{Diagnostic, Form},
};

use super::records::PlaceView;

/// Who is at the keyboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WhoAmI;

/// The people of the office.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListPeople;

/// Somebody who works with the vault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonView {
    /// Who.
    pub id: UserId,
    /// Their login.
    pub login: String,
    /// Their name.
    pub name: Sensitive<String>,
    /// What they do.
    pub roles: Vec<Role>,
    /// Compartments whose keys they hold.
    pub compartments: Vec<String>,
    /// They can unlock the vault.
    pub active: bool,
}

/// Headquarters, as the office knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Headquarters;

/// Reads a profile before it is trusted: its fingerprint is compared with headquarters' letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadProfile {
    /// The file.
    pub profile: Vec<u8>,
    /// The signature file beside it.
    pub signature: String,
}

/// Whom batches are sealed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeadquartersView {
    /// Number of the profile; a lower one is refused.
    pub profile: u64,
    /// The office it is for.
    pub office: String,
    /// Its root key: one line of base64.
    pub root: String,
    /// Fingerprint of its root key: eight words.
    pub fingerprint: String,
    /// Public keys batches are encrypted to.
    pub recipients: Vec<String>,
    /// Destinations of batches.
    pub destinations: Vec<DestinationView>,
}

/// Where batches go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DestinationView {
    /// Its word: `headquarters`.
    pub id: String,
    /// The purpose that each person must have agreed to.
    pub purpose: String,
    /// The privacy profile that applies.
    pub profile: String,
}

/// The office's public key, to be given to headquarters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signer;

/// The office's public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignerView {
    /// Text of the `.pub` file (minisign).
    pub public_key: String,
    /// The same as eight words.
    pub fingerprint: String,
}

/// Places by part of a name or code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchPlaces {
    /// Part of a name (any spelling) or code.
    pub text: String,
    /// Only places that lie in this one.
    pub inside: Option<String>,
    /// Only this administrative level.
    pub level: Option<u8>,
    /// At most so many.
    pub limit: usize,
}

/// The office's whole list of places, in order of code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListPlaces;

/// The answer of [`ListPlaces`] and [`SearchPlaces`].
pub type Places = Vec<PlaceView>;

/// The forms of the office that the person may see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListForms;

/// A form of the office.
#[expect(clippy::struct_excessive_bools, reason = "four things to know of a form, each by itself")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormView {
    /// Form and its current version.
    pub key: FormKey,
    /// Title by language.
    pub title: BTreeMap<String, String>,
    /// Where its records are sealed.
    pub compartment: String,
    /// Questions in it.
    pub questions: usize,
    /// Languages it speaks.
    pub languages: Vec<String>,
    /// Records entered with it, all versions.
    pub records: usize,
    /// Those of them that are approved and have not left yet, as far as this person can read them.
    pub approved: usize,
    /// Whether this person may enter with it; what they enter for a compartment they are not cleared for is handed in, and
    /// not read back.
    pub may_enter: bool,
    /// It continues a case and is opened from there.
    pub continues_case: bool,
    /// Whether rows of it may leave in a batch.
    pub exportable: bool,
    /// It came with the program.
    pub built_in: bool,
    /// The letters its record numbers begin with: `HH`.
    pub prefix: String,
}

/// One form, compiled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenForm {
    /// Which.
    pub id: FormId,
    /// Which version; the current one where `None`.
    pub version: Option<String>,
}

/// The answer of [`OpenForm`].
pub type OpenedForm = Arc<Form>;

/// Would this form run? Needs no vault.
#[derive(Clone, Debug)]
pub struct CheckForm {
    /// The form's files.
    pub source: FormSource,
}

/// A form as it is handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormSource {
    /// An `.xlsx` workbook.
    Workbook(Vec<u8>),
    /// One CSV file a sheet: the sheet's name and the file.
    Sheets(Vec<(String, Vec<u8>)>),
    /// Either, with the name of its file or folder: the id of a form that says none.
    Named(String, Box<Self>),
}

/// The verdict on a form.
#[derive(Clone, Debug)]
pub struct FormCheck {
    /// Whether it would run.
    pub runs: bool,
    /// Questions understood.
    pub questions: usize,
    /// Title by language.
    pub title: BTreeMap<String, String>,
    /// Form and version.
    pub key: FormKey,
    /// Everything that is wrong or doubtful, in order of sheet and row.
    pub findings: Vec<Diagnostic>,
}

/// Pages, audit chain, digest of every record, free space. Takes seconds in a large office.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CheckOffice;

/// What the check of the office found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OfficeCheck {
    /// Whether everything holds.
    pub ok: bool,
    /// What does not.
    pub findings: Vec<Finding>,
}

/// Something that does not hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// A stable code.
    pub code: &'static str,
    /// Compartment and number, never a value: `general:audit:17`.
    pub place: String,
    /// What to do.
    pub advice: crate::base::Message,
}

/// The office's settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings;

/// The office's settings. Language, text size and theme belong to the computer, not to the office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingsView {
    /// Minutes without a key or the mouse until it locks itself: 1 to 15.
    pub idle_lock_minutes: u32,
}
