//! The privacy room: optimal recoding, what it promises, and what it must never do.

mod brute_force;
mod certificate;
mod golden;
mod local;
mod over_time;
mod refusals;
mod risk;
mod worked_example;
