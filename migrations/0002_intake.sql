-- migrations/0002_intake.sql
-- Somebody who is not cleared for a compartment can enter for it and hand the entry in without being able to read it
-- back. Such an entry lies in `general`, sealed: as a draft to its author alone, handed in to those who hold the
-- compartment and to recovery. Form and answers are inside the seal; beside it stands only what whoever takes it in must
-- know to find it. It is no record: no list, search or count shows it.
-- No rows exist yet.

create table intake (
    id          blob primary key check (length(id) = 16),
    compartment text not null,
    author      blob not null check (length(author) = 8),
    at          integer not null,
    handed_in   integer not null check (handed_in in (0, 1)),
    sealed      blob not null
) strict;
