//! The privacy room: optimal recoding, what it promises, and what it must never do.

mod golden;
mod worked_example;
