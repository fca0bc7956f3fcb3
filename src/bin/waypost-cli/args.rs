//! The words of the command line. They are a public interface: additions welcome, changes not.

mod privacy;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

pub(crate) use privacy::Privacy;

/// Waypost without its window: everything the window can do to data, a script can do too.
#[derive(Debug, Parser)]
#[command(name = "waypost-cli", version, disable_help_subcommand = true)]
pub(crate) struct Cli {
    /// Exactly one JSON document on standard output
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// The language of words for people
    #[arg(long, global = true, default_value = "en", value_parser = ["en", "fr"])]
    pub(crate) language: String,
    #[command(subcommand)]
    pub(crate) noun: Noun,
}

/// What a command is about.
#[derive(Debug, Subcommand)]
pub(crate) enum Noun {
    /// An office: its vault, its people, its keys
    #[command(subcommand)]
    Office(Office),
    /// Forms: would it run, what the office has, one filling-in
    #[command(subcommand)]
    Forms(Forms),
    /// Records: enter, review
    #[command(subcommand)]
    Records(Records),
    /// Batches: risk, seal, verify, open, certify
    #[command(subcommand)]
    Batch(Batch),
    /// The anonymiser on any CSV file, without an office
    #[command(subcommand)]
    Privacy(Privacy),
    /// The audit log
    #[command(subcommand)]
    Audit(Audit),
}

/// Whose office, and who asks.
#[derive(Clone, Debug, Args)]
pub(crate) struct Who {
    /// The folder of the office's vault
    #[arg(long)]
    pub(crate) office: PathBuf,
    /// Who asks
    #[arg(long)]
    pub(crate) login: String,
    /// A file whose first line is the passphrase; `-` is standard input. Without it, it is asked for on the terminal
    #[arg(long)]
    pub(crate) passphrase_file: Option<PathBuf>,
}

/// `office …`
#[derive(Debug, Subcommand)]
pub(crate) enum Office {
    /// Make a new office with its first person
    Create {
        /// The folder to make
        #[arg(long)]
        office: PathBuf,
        /// The office's name
        #[arg(long)]
        name: String,
        /// The office's code, as headquarters knows it
        #[arg(long)]
        code: String,
        /// The first person's login
        #[arg(long)]
        login: String,
        /// A file whose first line is the first person's passphrase
        #[arg(long)]
        new_passphrase_file: PathBuf,
        /// Where to write the recovery key; print it, keep it apart, remove the file
        #[arg(long)]
        recovery_file: PathBuf,
    },
    /// Make a demonstration office with invented families
    Demo {
        /// The folder to make
        #[arg(long)]
        office: PathBuf,
        /// About how many persons
        #[arg(long, default_value_t = 2000)]
        persons: u32,
        /// The same seed gives the same families
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Check pages, audit chain, digest of every record, free space
    Check {
        #[command(flatten)]
        who: Who,
    },
    /// The office's people
    #[command(subcommand)]
    People(People),
    /// The office's places
    #[command(subcommand)]
    Places(Places),
    /// Whom batches are sealed to
    #[command(subcommand)]
    Headquarters(Headquarters),
    /// Write the office's public key
    Signer {
        #[command(flatten)]
        who: Who,
        /// The file to write it to, or a folder for it
        #[arg(long)]
        out: PathBuf,
    },
    /// Open with the printed recovery key and enrol a person again
    Recover {
        /// The folder of the office's vault
        #[arg(long)]
        office: PathBuf,
        /// The file with the recovery key
        #[arg(long)]
        recovery_file: PathBuf,
        /// Who is enrolled again
        #[arg(long)]
        login: String,
        /// A file whose first line is the new passphrase
        #[arg(long)]
        new_passphrase_file: PathBuf,
    },
}

/// `office people …`
#[derive(Debug, Subcommand)]
pub(crate) enum People {
    /// Add a person
    Add {
        #[command(flatten)]
        who: Who,
        /// The new person's login
        #[arg(long)]
        new_login: String,
        /// The new person's name, where it differs from the login
        #[arg(long)]
        new_name: Option<String>,
        /// A role; may be repeated
        #[arg(long = "role", required = true, value_parser = ["field-officer", "supervisor", "data-officer", "administrator"])]
        roles: Vec<String>,
        /// A compartment beside `general` that the person may open; may be repeated
        #[arg(long = "clearance")]
        clearance: Vec<String>,
        /// A file whose first line is the new person's passphrase
        #[arg(long)]
        new_passphrase_file: PathBuf,
    },
    /// Remove a person
    Remove {
        /// Whose login
        removed: String,
        #[command(flatten)]
        who: Who,
    },
    /// List the people
    List {
        #[command(flatten)]
        who: Who,
    },
}

/// `office places …`
#[derive(Debug, Subcommand)]
pub(crate) enum Places {
    /// Take a list of places in; nothing is removed
    Import {
        /// The global table of P-codes as OCHA publishes it, or any .csv or .xlsx with code, name and parent
        file: PathBuf,
        #[command(flatten)]
        who: Who,
        /// Say what would happen and change nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// Find places by name, in any spelling, or by code
    Find {
        /// A name or the beginning of a code
        text: String,
        #[command(flatten)]
        who: Who,
        /// Only places that lie in this one
        #[arg(long)]
        inside: Option<String>,
        /// Only this administrative level
        #[arg(long)]
        level: Option<u8>,
        /// At most so many
        #[arg(long, default_value_t = 20)]
        limit: usize,
    },
}

/// `office headquarters …`
#[derive(Debug, Subcommand)]
pub(crate) enum Headquarters {
    /// Take headquarters' profile, after comparing its fingerprint with headquarters' letter
    Add {
        /// The profile file
        profile: PathBuf,
        #[command(flatten)]
        who: Who,
        /// The eight words of the letter
        #[arg(long)]
        fingerprint: String,
    },
}

/// `forms …`
#[derive(Debug, Subcommand)]
pub(crate) enum Forms {
    /// List the office's forms
    List {
        #[command(flatten)]
        who: Who,
    },
    /// Add a form to the office
    Add {
        /// An .xlsx file or a folder of CSV sheets
        file: PathBuf,
        #[command(flatten)]
        who: Who,
        /// Where its records are sealed
        #[arg(long)]
        compartment: Option<String>,
    },
    /// Bring open records to the current version of their form; first say which would lose an answer or need one
    Upgrade {
        /// The form's id
        id: String,
        #[command(flatten)]
        who: Who,
        /// A new version to be added first: an .xlsx file or a folder of CSV sheets
        #[arg(long)]
        to: Option<PathBuf>,
        /// Say what would happen and change nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// Would it run? And if not, why, row by row
    Check {
        /// An .xlsx file or a folder of CSV sheets
        file: PathBuf,
    },
    /// Cases that other engines agree on, run against this one
    Conformance {
        /// The cases, one JSON object a line
        file: PathBuf,
        /// The documents that the cases ask about
        #[arg(long)]
        docs: Option<PathBuf>,
        /// The folder with the forms that the cases fill in
        #[arg(long)]
        forms: Option<PathBuf>,
    },
    /// One filling-in without a vault
    Fill {
        /// An .xlsx file, a folder of CSV sheets, or the id of a built-in form
        file: PathBuf,
        /// A file with a JSON object of answers
        #[arg(long)]
        answers: PathBuf,
    },
}

/// `records …`
#[derive(Debug, Subcommand)]
pub(crate) enum Records {
    /// Enter a record
    Add {
        #[command(flatten)]
        who: Who,
        /// The form's id
        #[arg(long)]
        form: String,
        /// A file with a JSON object of answers
        #[arg(long)]
        answers: PathBuf,
        /// Submit it at once
        #[arg(long)]
        submit: bool,
        /// A file with a JSON object of reasons for soft checks, by question
        #[arg(long)]
        reasons: Option<PathBuf>,
    },
    /// Change answers of a draft or returned record. A list that is given (members) replaces the whole list
    Edit {
        /// The record
        id: String,
        #[command(flatten)]
        who: Who,
        /// A file with a JSON object of answers
        #[arg(long)]
        answers: PathBuf,
    },
    /// Bring the rows of a table in as records
    Import {
        /// A .csv or .xlsx file
        file: PathBuf,
        #[command(flatten)]
        who: Who,
        /// The form's id
        #[arg(long)]
        form: String,
        /// A file with a JSON object that says which column answers which question; without it, as `records map` proposes
        #[arg(long)]
        map: Option<PathBuf>,
        /// The reason kept with soft checks
        #[arg(long)]
        reason: Option<String>,
        /// Say what would happen and change nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// Propose which column of a table answers which question, as a file for `records import --map`
    Map {
        /// A .csv or .xlsx file
        file: PathBuf,
        #[command(flatten)]
        who: Who,
        /// The form's id
        #[arg(long)]
        form: String,
    },
    /// List the imports that were done
    Imports {
        #[command(flatten)]
        who: Who,
    },
    /// Take an import back, while none of its records was approved: they become void
    UndoImport {
        /// Its number
        number: u32,
        #[command(flatten)]
        who: Who,
        /// The form it was into, where several imports have that number
        #[arg(long)]
        form: Option<String>,
    },
    /// List records
    List {
        #[command(flatten)]
        who: Who,
        /// Only this state
        #[arg(long, value_parser = ["draft", "submitted", "returned", "approved", "exported", "void"])]
        state: Option<String>,
        /// Only this form
        #[arg(long)]
        form: Option<String>,
        /// Only where a name holds this
        #[arg(long)]
        search: Option<String>,
    },
    /// Show one record with its answers
    Show {
        /// The record
        id: String,
        #[command(flatten)]
        who: Who,
    },
    /// Show the case of a record: its forms in order, which may be opened, what is due
    Case {
        /// A record of the case
        id: String,
        #[command(flatten)]
        who: Who,
    },
    /// Open the next form of a case: a draft that begins with what the case already knows
    Next {
        /// A record of the case
        id: String,
        #[command(flatten)]
        who: Who,
        /// The form's id; without it, the first that may be opened
        #[arg(long)]
        form: Option<String>,
    },
    /// List what is due
    Due {
        #[command(flatten)]
        who: Who,
        /// The last day, as 2026-12-31; without it, two weeks from now
        #[arg(long)]
        until: Option<chrono::NaiveDate>,
    },
    /// Submit a draft or returned record
    Submit {
        /// The record
        id: String,
        #[command(flatten)]
        who: Who,
        /// A file with a JSON object of reasons for soft checks, by question
        #[arg(long)]
        reasons: Option<PathBuf>,
    },
    /// Return a record to its author with comments on questions
    Return {
        /// The record
        id: String,
        #[command(flatten)]
        who: Who,
        /// A question; may be repeated, each with its comment
        #[arg(long = "question", required = true)]
        questions: Vec<String>,
        /// A file with the comment on the question at the same place
        #[arg(long = "comment-file", required = true)]
        comment_files: Vec<PathBuf>,
    },
    /// Comment on a question, or answer a comment there
    Comment {
        /// The record
        id: String,
        #[command(flatten)]
        who: Who,
        /// The question
        #[arg(long)]
        question: String,
        /// A file with the comment
        #[arg(long)]
        comment_file: PathBuf,
    },
    /// Approve records
    Approve {
        /// The records
        #[arg(required = true)]
        ids: Vec<String>,
        #[command(flatten)]
        who: Who,
    },
    /// Open an approved or exported record again
    Reopen {
        /// The record
        id: String,
        #[command(flatten)]
        who: Who,
        /// A file with the reason
        #[arg(long)]
        reason_file: PathBuf,
    },
    /// Mark a record as a mistake
    Void {
        /// The record
        id: String,
        #[command(flatten)]
        who: Who,
        /// A file with the reason
        #[arg(long)]
        reason_file: PathBuf,
    },
}

/// What leaves, where to, under what settings.
#[derive(Clone, Debug, Args)]
pub(crate) struct Release {
    /// The form's id
    #[arg(long)]
    pub(crate) form: String,
    /// Where to
    #[arg(long = "to", default_value = "headquarters")]
    pub(crate) destination: String,
    /// Only records approved on or before this day
    #[arg(long)]
    pub(crate) until: Option<chrono::NaiveDate>,
    /// A JSON file with k, k_groups, suppression_limit, max_mean_risk, weights
    #[expect(clippy::doc_markdown, reason = "the terminal shows it as it stands")]
    #[arg(long)]
    pub(crate) config: Option<PathBuf>,
}

/// `batch …`
#[derive(Debug, Subcommand)]
pub(crate) enum Batch {
    /// Risk before and after; nothing is written
    Risk {
        #[command(flatten)]
        who: Who,
        #[command(flatten)]
        release: Release,
    },
    /// Anonymise, check, sign, encrypt
    Seal {
        #[command(flatten)]
        who: Who,
        #[command(flatten)]
        release: Release,
        /// The file to write the batch to, or a folder for it
        #[arg(long)]
        out: PathBuf,
        /// The second person's login, where one is asked for
        #[arg(long, requires = "second_passphrase_file")]
        second: Option<String>,
        /// A file whose first line is the second person's passphrase
        #[arg(long)]
        second_passphrase_file: Option<PathBuf>,
    },
    /// Check signature, structure and chain
    Verify {
        /// The batch
        file: PathBuf,
        /// The office's public key
        #[arg(long)]
        signer: PathBuf,
        /// The batch id that must come before it
        #[arg(long)]
        after: Option<String>,
        /// Headquarters' identity, to look inside as well
        #[arg(long)]
        identity: Option<PathBuf>,
    },
    /// Verify, then decrypt into a folder
    Open {
        /// The batch
        file: PathBuf,
        /// The office's public key
        #[arg(long)]
        signer: PathBuf,
        /// Headquarters' identity
        #[arg(long)]
        identity: PathBuf,
        /// A folder that does not exist yet, or is empty
        #[arg(long)]
        to: PathBuf,
    },
    /// Recompute the privacy statement from an opened batch alone
    Certify {
        /// The folder of the opened batch
        folder: PathBuf,
    },
    /// List the batches
    List {
        #[command(flatten)]
        who: Who,
    },
    /// Write the stored file of a batch again
    Rewrite {
        /// The batch's number
        number: u64,
        #[command(flatten)]
        who: Who,
        /// Where to write it
        #[arg(long)]
        out: PathBuf,
    },
}

/// `audit …`
#[derive(Debug, Subcommand)]
pub(crate) enum Audit {
    /// Show the lines of the audit log
    Show {
        #[command(flatten)]
        who: Who,
    },
    /// Check the chain and every signature
    Verify {
        #[command(flatten)]
        who: Who,
    },
}
