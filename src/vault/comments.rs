//! Comments on questions: what a reviewer asks and an officer answers.

use rusqlite::params;

use super::VaultError;
use super::view::{View, array, maybe_array};
use super::write::Tx;
use crate::base::{CommentId, Instant, RecordId, Sensitive, UserId};

/// A comment on a question of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// Its id.
    pub id: CommentId,
    /// The question's path; empty: on the record.
    pub question: String,
    /// Who wrote it.
    pub by: UserId,
    /// When.
    pub at: Instant,
    /// What it says.
    pub text: Sensitive<String>,
    /// The comment that it answers.
    pub answers: Option<CommentId>,
    /// When it was settled.
    pub resolved: Option<Instant>,
}

/// A comment to be added.
#[derive(Clone, Debug)]
pub struct NewComment {
    /// The question's path; empty: on the record.
    pub question: String,
    /// What it says.
    pub text: Sensitive<String>,
    /// The comment that it answers.
    pub answers: Option<CommentId>,
}

impl Tx<'_> {
    /// Adds a comment; one that answers nothing is open until it is settled.
    pub fn add_comment(
        &mut self,
        record: RecordId,
        new: &NewComment,
    ) -> Result<CommentId, VaultError> {
        let id = CommentId::make(self.now, self.entropy);
        self.conn
            .prepare_cached(
                "insert into comment (id, record, question, by, at, text, answers) values (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(params![
                id.bytes(),
                record.bytes(),
                new.question,
                self.by.0,
                self.now.0,
                new.text.expose(),
                new.answers.map(|it| *it.bytes())
            ])?;
        self.count_open(record)?;
        Ok(id)
    }

    /// Settles a comment.
    pub fn settle_comment(
        &mut self,
        record: RecordId,
        comment: CommentId,
    ) -> Result<(), VaultError> {
        let n_changed = self
            .conn
            .prepare_cached("update comment set resolved = ?3 where id = ?1 and record = ?2")?
            .execute(params![comment.bytes(), record.bytes(), self.now.0])?;
        if n_changed == 0 {
            return Err(VaultError::NotFound);
        }
        self.count_open(record)
    }

    fn count_open(&mut self, record: RecordId) -> Result<(), VaultError> {
        self.conn
            .prepare_cached(
                "update record set updated = ?2, open_comments =
                 (select count(*) from comment where record = ?1 and answers is null and resolved is null) where id = ?1",
            )?
            .execute(params![record.bytes(), self.now.0])?;
        self.touched.insert(record);
        Ok(())
    }
}

impl View {
    /// The comments of a record, oldest first; those of one moment in the order in which they were written.
    pub fn comments(&self, record: RecordId) -> Result<Vec<Comment>, VaultError> {
        let mut statement = self.part_of(record)?.conn.prepare_cached(
            "select id, question, by, at, text, answers, resolved from comment where record = ?1
             order by at, answers is not null, rowid",
        )?;
        let comments = statement.query_map([record.bytes()], |row| {
            Ok(Comment {
                id: CommentId::from_bytes(array(row, 0)?),
                question: row.get(1)?,
                by: UserId(array(row, 2)?),
                at: Instant(row.get(3)?),
                text: Sensitive::new(row.get(4)?),
                answers: maybe_array(row, 5)?.map(CommentId::from_bytes),
                resolved: row.get::<_, Option<i64>>(6)?.map(Instant),
            })
        })?;
        Ok(comments.collect::<Result<_, _>>()?)
    }
}
