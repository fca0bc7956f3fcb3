//! The screens: view state in, picture and at most one action out. Beside each, its wiring.

pub mod batches;
pub mod batches_wiring;
pub mod entry;
mod entry_others;
pub mod entry_wiring;
pub mod export;
pub mod export_wiring;
mod history;
pub mod import;
pub mod import_wiring;
mod leaving_file;
pub mod new_record;
pub mod office;
pub mod office_wiring;
mod parts;
mod record_words;
pub mod records;
pub mod records_wiring;
pub mod review;
pub mod review_wiring;
pub mod settings;
pub mod settings_wiring;
pub mod today;
pub mod today_wiring;
pub mod unlock;
pub mod unlock_wiring;
