//! What can be asked without changing anything.

pub mod audit;
pub mod batches;
pub mod cases;
mod columns;
pub mod fill;
mod list;
pub mod mapping;
pub mod office;
mod office_views;
pub mod persons;
pub mod progress;
mod record;
pub mod records;
pub mod review;
pub mod today;
