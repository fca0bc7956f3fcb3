//! Which form of a case may be opened, and if not, why.

use super::{CaseFile, steps};
use crate::assets::{Again, CaseStep, Earlier};

/// Whether a form of a case may be opened now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Opening {
    /// It may.
    Open,
    /// Its record is there.
    Done,
    /// Another form must have been handed in, or must say something else.
    Blocked(Earlier),
    /// The case is closed.
    Over,
}

/// Whether `step` may be opened; forms of which `sees` is false are not waited for, because nobody could tell.
pub(in super::super) fn opening(
    file: &CaseFile,
    step: &CaseStep,
    sees: impl Fn(&str) -> bool,
) -> Opening {
    let mut own = file.of_form(step.form).peekable();
    let taken = own.peek().is_some()
        && match step.again {
            Again::Once | Again::Closes => true,
            Again::Always => false,
            Again::When(wanted) => !own.all(|it| wanted.is(it.answer(wanted.question))),
        };
    if taken {
        return Opening::Done;
    }
    if steps(file.case)
        .any(|it| it.again == Again::Closes && file.handed_in(it.form).next().is_some())
    {
        return Opening::Over;
    }
    match step.after().filter(|it| sees(it.form)).find(|it| !holds(file, it)) {
        Some(missing) => Opening::Blocked(missing),
        None => Opening::Open,
    }
}

/// Whether an earlier form was handed in and says what it must.
fn holds(file: &CaseFile, earlier: &Earlier) -> bool {
    file.handed_in(earlier.form)
        .any(|it| earlier.says.is_none_or(|wanted| wanted.is(it.answer(wanted.question))))
}
