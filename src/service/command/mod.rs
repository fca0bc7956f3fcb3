//! What changes the office. One transaction and one audit line each, or nothing happened.

pub mod cases;
pub mod files;
pub mod forms;
pub mod import;
pub mod office;
pub mod people;
pub mod places;
pub mod records;
pub mod release;
pub mod review;
pub mod upgrade;
