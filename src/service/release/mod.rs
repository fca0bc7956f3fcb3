//! A release: which records leave, in what shape, with what proof.
//!
//! The only bridge from cases to privacy, and from privacy to the batch. A record leaves only when it is approved and
//! everybody in it who must has consented; a question leaves only by its declared treatment; a batch is sealed only
//! when its privacy model holds and was checked again from the finished files by code that knows nothing of the search.

mod contents;
mod extract;
mod frozen;
mod gather;
mod leaving;
mod outbox;
mod requests;
mod statement;
mod summary;
mod trees;
mod view;
mod work;
