//! The life of a record.

use std::str::FromStr;

use crate::base::{IdError, UserId};

use super::{Permission, Person};

/// Where a record stands. Every state means something; there is none for decoration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Being entered; saved by itself.
    Draft,
    /// Sent back by a reviewer, with comments to answer.
    Returned,
    /// Waiting for review.
    Submitted,
    /// Accepted, locked, waiting for export.
    Approved,
    /// Left in a batch.
    Exported,
    /// Struck out with a reason; kept, never exported.
    Void,
}

/// What somebody does to a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// The author is done.
    Submit,
    /// A reviewer sends it back.
    Return,
    /// A reviewer accepts it.
    Approve,
    /// A reviewer unlocks it again, with a reason.
    Reopen,
    /// It leaves in a batch.
    Export,
    /// It was a mistake, with a reason.
    Void,
}

/// A step that the rules forbid. The record is as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReviewError {
    /// None of the person's roles brings the right. Ask somebody who has it.
    #[error("the person may not do this")]
    NotAllowed {
        /// The right that is missing.
        needed: Permission,
    },
    /// Nobody approves their own record. Ask another supervisor.
    #[error("nobody approves their own record")]
    OwnRecord,
    /// Only the author, or a reviewer, may do this. Ask them.
    #[error("the record belongs to somebody else")]
    NotOwn,
    /// The step does not start from this state. Open the record again.
    #[error("a {state:?} record cannot {step:?}")]
    WrongState {
        /// Where the record stands.
        state: State,
        /// What was tried.
        step: Step,
    },
}

impl State {
    /// Every state, in the order in which lists and filters show them.
    pub const ALL: [Self; 6] =
        [Self::Draft, Self::Returned, Self::Submitted, Self::Approved, Self::Exported, Self::Void];

    /// The word that the vault and the command line use.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Returned => "returned",
            Self::Submitted => "submitted",
            Self::Approved => "approved",
            Self::Exported => "exported",
            Self::Void => "void",
        }
    }

    /// Whether the author may still change answers.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Draft | Self::Returned)
    }

    /// The state after `step`, taken by `who` on a record written by `author`.
    ///
    /// # Errors
    ///
    /// [`ReviewError`] names the rule that forbids it; the state is unchanged.
    pub fn after(self, step: Step, who: &Person, author: UserId) -> Result<Self, ReviewError> {
        use Step::{Approve, Export, Reopen, Return, Submit, Void};
        let needed = match step {
            Submit | Void => Permission::Enter,
            Approve | Return | Reopen => Permission::Review,
            Export => Permission::Release,
        };
        if !who.may(needed) {
            return Err(ReviewError::NotAllowed { needed });
        }
        match step {
            Approve if who.id == author => return Err(ReviewError::OwnRecord),
            Submit | Void if who.id != author && !who.may(Permission::Review) => {
                return Err(ReviewError::NotOwn);
            }
            Submit | Void | Approve | Return | Reopen | Export => {}
        }
        match (self, step) {
            (Self::Draft | Self::Returned, Submit) => Ok(Self::Submitted),
            (Self::Submitted, Approve) => Ok(Self::Approved),
            (Self::Submitted, Return) | (Self::Approved | Self::Exported, Reopen) => {
                Ok(Self::Returned)
            }
            (Self::Approved, Export) => Ok(Self::Exported),
            (Self::Draft | Self::Returned | Self::Submitted, Void) => Ok(Self::Void),
            (state, step) => Err(ReviewError::WrongState { state, step }),
        }
    }
}

impl FromStr for State {
    type Err = IdError;

    fn from_str(word: &str) -> Result<Self, IdError> {
        Self::ALL.into_iter().find(|state| state.word() == word).ok_or(IdError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Role;

    const AUTHOR: UserId = UserId([1; 8]);

    fn person(id: u8, roles: &[Role]) -> Person {
        Person { id: UserId([id; 8]), roles: roles.to_vec() }
    }

    #[test]
    fn a_record_goes_from_draft_to_exported_through_other_hands() {
        let officer = person(1, &[Role::FieldOfficer]);
        let supervisor = person(2, &[Role::Supervisor]);
        let data = person(3, &[Role::DataOfficer]);
        let state = State::Draft.after(Step::Submit, &officer, AUTHOR).unwrap();
        let state = state.after(Step::Return, &supervisor, AUTHOR).unwrap();
        assert_eq!(state, State::Returned);
        let state = state.after(Step::Submit, &officer, AUTHOR).unwrap();
        let state = state.after(Step::Approve, &supervisor, AUTHOR).unwrap();
        assert_eq!(state.after(Step::Export, &data, AUTHOR), Ok(State::Exported));
        assert_eq!(state.after(Step::Reopen, &supervisor, AUTHOR), Ok(State::Returned));
    }

    #[test]
    fn nobody_approves_their_own_record() {
        let both = person(1, &[Role::FieldOfficer, Role::Supervisor]);
        let step = State::Submitted.after(Step::Approve, &both, AUTHOR);
        assert_eq!(step, Err(ReviewError::OwnRecord));
        assert_eq!(State::Submitted.after(Step::Return, &both, AUTHOR), Ok(State::Returned));
    }

    #[test]
    fn a_field_officer_voids_only_what_is_their_own_and_not_yet_approved() {
        let other = person(9, &[Role::FieldOfficer]);
        assert_eq!(State::Draft.after(Step::Void, &other, AUTHOR), Err(ReviewError::NotOwn));
        let author = person(1, &[Role::FieldOfficer]);
        assert_eq!(State::Submitted.after(Step::Void, &author, AUTHOR), Ok(State::Void));
        for state in [State::Approved, State::Exported, State::Void] {
            assert!(state.after(Step::Void, &author, AUTHOR).is_err(), "{state:?}");
        }
    }

    #[test]
    fn every_word_reads_back() {
        for state in State::ALL {
            assert_eq!(state.word().parse(), Ok(state));
        }
    }
}
