#![doc = include_str!("../ARCHITECTURE.md")]

pub mod base;

pub mod expr;
pub mod forms;

pub mod conformance;

pub mod assets;
pub mod l10n;

pub mod privacy;

pub mod batch;
pub mod cases;

pub mod crypto;
pub mod vault;

pub mod service;

#[cfg(feature = "gui")]
pub mod ui;
