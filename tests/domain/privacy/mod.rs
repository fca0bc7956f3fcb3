//! The privacy room: optimal recoding, what it promises, and what it must never do.

mod brute_force;
mod golden;
mod over_time;
mod worked_example;
