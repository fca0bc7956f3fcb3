//! What can be asked without changing anything.

pub mod audit;
pub mod batches;
pub mod office;
pub mod records;
pub mod review;
pub mod today;
