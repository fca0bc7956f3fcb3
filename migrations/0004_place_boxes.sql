-- migrations/0004_place_boxes.sql
-- A position can be compared with the place in which it is said to lie, where the list of places says
-- how far that place reaches. Edges are degrees; a place whose list has no box has none of the four.
-- Places that exist have no box until their list is read again.

alter table place add column south real;
alter table place add column west real;
alter table place add column north real;
alter table place add column east real;
