-- migrations/0003_draft_reasons.sql
-- Why a rule that does not hold may stand is an answer of the officer like any other: it was kept in
-- memory until the record was handed in, and lost when its screen was left.
-- Drafts that exist have no reasons yet.

create table draft_reason (
    record   blob not null references draft (record) on delete cascade,
    question text not null,
    rule     text not null,
    reason   text not null,
    primary key (record, question, rule)
) strict;
