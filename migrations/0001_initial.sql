-- migrations/0001_initial.sql
-- The first schema. Every compartment is a file of its own with these same tables, because a
-- transaction over two files is not safe against a power cut: a record, what is derived from it
-- and its audit line must lie in one file. Office-wide things (forms, places, settings, the chain
-- of batches) are kept in `general`; their tables stay empty elsewhere.
-- No rows exist yet.
--
-- Ids are 16 bytes (UUIDv7) or 8 (people, devices); instants are ms UTC; civil dates are ISO text.

create table record (
    id            blob primary key check (length(id) = 16),
    form          text not null,
    form_version  text not null,
    state         text not null check (state in ('draft', 'submitted', 'returned', 'approved', 'exported', 'void')),
    author        blob not null check (length(author) = 8),
    owner         blob not null check (length(owner) = 8),
    case_id       blob check (length(case_id) = 16),
    place         text,
    origin_device blob not null check (length(origin_device) = 8),
    revision      integer not null default 0 check (revision >= 0),
    base_revision integer not null default 0 check (base_revision >= 0),
    created       integer not null,
    updated       integer not null,
    submitted     integer,
    approved      integer,
    exported      integer,
    import        blob check (length(import) = 16),
    -- What the list shows, so that drawing it opens no instance.
    title         text not null default '',
    search        text,
    date          text,
    n_persons     integer not null default 0,
    n_errors      integer not null default 0,
    n_warnings    integer not null default 0,
    n_overrides   integer not null default 0,
    open_comments integer not null default 0 check (open_comments >= 0)
) strict;

create index record_by_updated on record (updated desc, id desc, state, form, place, author, owner);
create index record_by_state on record (state, form, updated desc, id desc);
create index record_by_owner on record (owner, state, updated desc, id desc);
create index record_by_search on record (search, id) where search is not null;
create index record_by_import on record (import) where import is not null;
create index record_by_case on record (case_id) where case_id is not null;

-- The truth. Older revisions are kept until retention ends.
create table revision (
    record   blob not null references record (id) on delete cascade,
    revision integer not null check (revision > 0),
    by       blob not null check (length(by) = 8),
    at       integer not null,
    instance text not null,
    reason   text,
    primary key (record, revision)
) strict;

-- One row a record, rewritten as answers are left.
create table draft (
    record   blob primary key references record (id) on delete cascade,
    by       blob not null check (length(by) = 8),
    at       integer not null,
    instance text not null,
    position text
) strict;

-- Derived from the instance; rebuilt at will.
create table person (
    record           blob not null references record (id) on delete cascade,
    row              integer not null,
    names            text not null,
    names_normalised text not null,
    sex              text,
    birth_from       text,
    birth_to         text,
    phone_hash       blob,
    role             text not null default '',
    primary key (record, row)
) strict;

-- Searching scans this index and nothing else: it holds the names and the record, and no table row is opened.
create index person_by_name on person (names_normalised, record);

create table comment (
    id       blob primary key check (length(id) = 16),
    record   blob not null references record (id) on delete cascade,
    question text not null,
    by       blob not null check (length(by) = 8),
    at       integer not null,
    text     text not null,
    answers  blob references comment (id),
    resolved integer
) strict;

create index comment_by_record on comment (record, at);

create table consent (
    record     blob not null references record (id) on delete cascade,
    person_row integer not null,
    purpose    text not null,
    given      integer not null check (given in (0, 1)),
    form       text not null default '',
    at         text not null default '',
    withdrawn  integer,
    primary key (record, person_row, purpose)
) strict;

create table override (
    record   blob not null references record (id) on delete cascade,
    revision integer not null,
    question text not null,
    rule     text not null,
    reason   text not null,
    by       blob not null check (length(by) = 8),
    at       integer not null,
    primary key (record, revision, question, rule)
) strict;

-- Who did what: a chain of hashes, each line signed by the person who did it.
create table audit (
    seq            integer primary key check (seq > 0),
    at             integer not null,
    boot_ms        integer not null,
    user           blob not null check (length(user) = 8),
    device         blob not null check (length(device) = 8),
    action         text not null,
    record         blob not null check (length(record) = 16),
    record_version integer not null,
    fields         text not null,
    row_digest     blob not null check (length(row_digest) = 32),
    prev           blob not null check (length(prev) = 32),
    hash           blob not null check (length(hash) = 32),
    signature      blob not null check (length(signature) = 64)
) strict;

create index audit_by_record on audit (record, seq);

-- Which records a line left in which shape. The line's row_digest covers these rows.
create table audit_record (
    record blob not null check (length(record) = 16),
    seq    integer not null,
    digest blob not null check (length(digest) = 32),
    primary key (record, seq)
) strict, without rowid;

create index audit_record_by_seq on audit_record (seq, record);

create trigger audit_is_kept before delete on audit begin select raise(abort, 'audit lines are kept'); end;
create trigger audit_is_not_changed before update on audit begin select raise(abort, 'audit lines are not changed'); end;

create table form (
    id          text not null,
    version     text not null,
    title       text not null,
    compartment text not null,
    definition  blob not null,
    sha256      blob not null check (length(sha256) = 32),
    added       integer not null,
    added_by    blob not null check (length(added_by) = 8),
    retired     integer,
    primary key (id, version)
) strict;

create table place (
    code       text primary key,
    name       text not null,
    normalised text not null,
    parent     text,
    level      integer not null check (level >= 0)
) strict;

create index place_by_parent on place (parent, code);

create table setting (
    key   text primary key,
    value text not null
) strict;

create table import (
    id       blob primary key check (length(id) = 16),
    number   integer not null unique check (number > 0),
    form     text not null,
    version  text not null,
    by       blob not null check (length(by) = 8),
    at       integer not null,
    read     integer not null,
    imported integer not null,
    refused  integer not null,
    sha256   blob not null check (length(sha256) = 32),
    undone   integer
) strict;

-- A release scheme: chosen once an epoch, frozen by two people, only applied after that.
create table scheme (
    id          integer primary key,
    destination text not null,
    form        text not null,
    epoch       integer not null check (epoch > 0),
    levels      text not null,
    fallback    text not null,
    sha256      blob not null check (length(sha256) = 32),
    frozen_at   integer not null,
    signatures  text not null,
    unique (destination, form, epoch)
) strict;

-- The ledger: what left about whom. `subject` is a keyed tag of the record, `class` its history class.
create table release (
    destination text not null,
    epoch       integer not null,
    subject     blob not null check (length(subject) = 32),
    record      blob check (length(record) = 16),
    form        text not null,
    batch       integer not null,
    labels      text not null,
    class       integer not null,
    withdrawn   integer,
    primary key (destination, form, epoch, subject, batch)
) strict, without rowid;

create index release_by_batch on release (batch);

create table waiting (
    destination text not null,
    form        text not null,
    record      blob not null check (length(record) = 16),
    since_batch integer not null,
    primary key (destination, form, record)
) strict, without rowid;

create table batch (
    key_epoch    integer not null check (key_epoch > 0),
    seq          integer not null check (seq > 0),
    office       text not null,
    batch_id     blob not null check (length(batch_id) = 32),
    prev         blob check (length(prev) = 32),
    form         text not null,
    form_version text not null,
    destination  text not null,
    scheme       integer,
    records      integer not null,
    sealed_at    integer not null,
    sealed_by    blob not null check (length(sealed_by) = 8),
    state        text not null check (state in ('sealed', 'handed-over', 'acknowledged')),
    state_at     integer not null,
    manifest     blob not null,
    file         blob not null,
    primary key (key_epoch, seq)
) strict;
