//! What a person can ask of the office: every screen's and every script's way in.

use super::{
    Service, ServiceError,
    command::{forms, import, office, people, places, records, release, review, upgrade},
    job::Progress,
    permission::Permission,
};

/// Something a person can ask of the office.
///
/// [`Service::ask`] checks [`Request::NEEDS`] and then lets it do its work.
pub trait Request: Send + Sized + 'static {
    /// What comes back.
    type Answer: Send + 'static;

    /// What the person must be allowed to do; checked before [`Request::handle`] runs.
    const NEEDS: Permission;

    /// The name of the [`Command`] it is, `None` for a question that changes nothing.
    const COMMAND: Option<&'static str> = None;

    /// Does it and answers. One transaction and one audit line, or nothing happened.
    ///
    /// # Errors
    ///
    /// Whatever stopped it; nothing was changed.
    fn handle(self, service: &mut Service) -> Result<Self::Answer, ServiceError>;
}

/// A request that changes the office. Its [`Request::COMMAND`] is its [`Command::AUDIT_NAME`].
pub trait Command: Request {
    /// The name under which the audit log keeps it. Never changes.
    const AUDIT_NAME: &'static str;
}

/// Long work: read on the vault's thread, done beside it, finished on it again.
///
/// Only [`Job::run`] may take longer than a tenth of a second. The one writer stays one.
pub trait Job: Send + Sized + 'static {
    /// What comes back.
    type Answer: Send + 'static;
    /// What was read from the vault.
    type Prepared: Send + 'static;
    /// What was worked out, not yet stored.
    type Done: Send + 'static;

    /// What the person must be allowed to do.
    const NEEDS: Permission;

    /// The name of the command it is, `None` where nothing is stored.
    const COMMAND: Option<&'static str> = None;

    /// Reads what the work needs.
    ///
    /// # Errors
    ///
    /// Whatever stopped it; nothing was changed.
    fn prepare(self, service: &mut Service) -> Result<Self::Prepared, ServiceError>;

    /// Does the work, on a thread of its own; asks `progress` often whether to go on.
    ///
    /// # Errors
    ///
    /// [`ServiceError::Cancelled`] where the person stopped it, else what stopped it.
    fn run(prepared: Self::Prepared, progress: &Progress) -> Result<Self::Done, ServiceError>;

    /// Stores the result in one transaction and answers.
    ///
    /// # Errors
    ///
    /// Whatever stopped it; nothing was changed.
    fn finish(done: Self::Done, service: &mut Service) -> Result<Self::Answer, ServiceError>;
}

/// Every command: the name under which the audit log keeps it, and the right it asks for.
#[must_use]
pub fn commands() -> Vec<(&'static str, Permission)> {
    const fn request<R: Request>() -> (Option<&'static str>, Permission) {
        (R::COMMAND, R::NEEDS)
    }
    const fn job<J: Job>() -> (Option<&'static str>, Permission) {
        (J::COMMAND, J::NEEDS)
    }
    let all = [
        request::<office::CreateOffice>(),
        request::<office::Unlock>(),
        request::<office::Lock>(),
        request::<office::Recover>(),
        request::<office::AddHeadquarters>(),
        request::<office::ChangeSettings>(),
        job::<office::MakeDemonstration>(),
        request::<people::AddPerson>(),
        request::<people::RemovePerson>(),
        request::<forms::AddForm>(),
        job::<upgrade::UpgradeRecords>(),
        job::<places::ImportPlaces>(),
        request::<records::NewRecord>(),
        request::<records::SaveDraft>(),
        request::<records::FillRecord>(),
        request::<records::Submit>(),
        request::<records::Void>(),
        request::<records::DiscardDraft>(),
        job::<import::Import>(),
        request::<import::UndoImport>(),
        request::<review::Approve>(),
        request::<review::Return>(),
        request::<review::Comment>(),
        request::<review::AnswerComment>(),
        request::<review::SettleComment>(),
        request::<review::Reopen>(),
        job::<release::FreezeScheme>(),
        job::<release::SealBatch>(),
        request::<release::RewriteBatch>(),
        request::<release::HandedOver>(),
    ];
    all.into_iter().filter_map(|(name, needs)| Some((name?, needs))).collect()
}
