//! The window.
//!
//! [`app::App`] is the shell; [`page::Page`] what it holds; [`frame`] and [`widgets`] what screens are made of;
//! [`theme`] the only place with colours and sizes; [`text`] the only place that lays out text.
//!
//! # Invariants
//!
//! - Drawing never waits: no file, no lock that another thread holds, no channel in `ui`.
//! - Nothing repaints while nothing changes.
//! - Every visible word is a text id; every part that can be used has an accessible name.
#![allow(
    clippy::wildcard_enum_match_arm,
    reason = "the window's keys and events grow with its library; what is not named is left to it"
)]

pub mod action;
pub mod app;
pub mod autosave;
mod bars;
mod counts;
pub mod cx;
pub mod files;
pub mod frame;
pub mod keys;
pub mod loadable;
pub mod mark;
pub mod notices;
pub mod page;
mod pages;
mod palette;
pub mod preferences;
pub mod questions;
pub mod route;
pub mod screens;
pub mod text;
pub mod theme;
pub mod widgets;

pub use bars::role_text;
