//! Words that every room may use: ids, time, randomness, messages, and values about people.
//!
//! Depends on nothing of ours.

mod clock;
mod entropy;
mod id;
mod message;
mod sensitive;

pub use clock::{Clock, FixedClock, Instant, SystemClock};
pub use entropy::{Entropy, OsEntropy, SeededEntropy};
pub use id::{
    BatchNumber, CaseId, CommentId, DeviceId, FormId, FormKey, IdError, ImportId, RecordId, Role,
    UserId,
};
pub use message::{Arg, Message};
pub use sensitive::Sensitive;
