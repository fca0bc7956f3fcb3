//! The rooms that read what others wrote, on their own: nothing in them knows the rest of the program.
#![allow(dead_code, missing_docs, reason = "only a part of each room is fed")]

#[path = "../../src/base/mod.rs"]
pub mod base;
#[path = "../../src/expr/mod.rs"]
pub mod expr;
#[path = "../../src/forms/mod.rs"]
pub mod forms;
