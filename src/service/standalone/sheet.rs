//! A delimited file, strictly read: RFC 4180 with LF or CRLF, UTF-8, and nothing guessed.

use std::{borrow::Cow, collections::HashMap};

use super::StandaloneError;

/// What is wrong with a file: a line and the id of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// The line, from 1 on.
    pub(super) line: u64,
    /// The id of a text that says it.
    pub(super) what: &'static str,
}

impl Fault {
    /// The same as an error about `file`.
    pub(super) fn of(self, file: &str) -> StandaloneError {
        StandaloneError::Malformed { file: file.to_owned(), line: self.line, fault: self.what }
    }
}

/// A column as it is read: each value once, and a place in them for each record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Coded {
    /// The values, in order of first appearance.
    pub(super) dictionary: Vec<String>,
    /// One place a record.
    pub(super) places: Vec<u32>,
}

/// Reads records from text, one cell after the other.
struct Reader<'a> {
    rest: &'a [u8],
    delimiter: u8,
    /// Of the next byte.
    line: u64,
}

/// What follows a cell.
#[derive(Clone, Copy, PartialEq, Eq)]
enum After {
    Cell,
    Line,
    End,
}

impl<'a> Reader<'a> {
    /// Over `bytes`, which are UTF-8 without NUL.
    fn new(bytes: &'a [u8], delimiter: u8) -> Result<Self, Fault> {
        let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let line_of =
            |at: usize| 1 + text.iter().take(at).filter(|byte| **byte == b'\n').count() as u64;
        if let Err(err) = std::str::from_utf8(text) {
            return Err(Fault { line: line_of(err.valid_up_to()), what: "csv-not-utf8" });
        }
        if let Some(at) = text.iter().position(|byte| *byte == 0) {
            return Err(Fault { line: line_of(at), what: "csv-nul" });
        }
        Ok(Self { rest: text, delimiter, line: 1 })
    }

    /// The next cell and what follows it.
    fn cell(&mut self) -> Result<(Cow<'a, [u8]>, After), Fault> {
        let cell = if let Some(quoted) = self.rest.strip_prefix(b"\"") {
            self.quoted(quoted)?
        } else {
            let delimiter = self.delimiter;
            let stops = |byte: &u8| *byte == delimiter || matches!(byte, b'\n' | b'\r' | b'"');
            let end = self.rest.iter().position(stops).unwrap_or(self.rest.len());
            let (cell, rest) = self.rest.split_at(end);
            self.rest = rest;
            Cow::Borrowed(cell)
        };
        let after = match self.rest.split_first() {
            None => After::End,
            Some((byte, rest)) if *byte == self.delimiter => {
                self.rest = rest;
                After::Cell
            }
            Some((b'\n', rest)) => self.next_line(rest),
            Some((b'\r', rest)) => match rest.strip_prefix(b"\n") {
                Some(rest) => self.next_line(rest),
                None => return Err(Fault { line: self.line, what: "csv-line-end" }),
            },
            Some(_) => return Err(Fault { line: self.line, what: "csv-quote" }),
        };
        Ok((cell, after))
    }

    fn next_line(&mut self, rest: &'a [u8]) -> After {
        self.rest = rest;
        self.line += 1;
        After::Line
    }

    /// A quoted cell, whose opening quote is behind.
    fn quoted(&mut self, text: &'a [u8]) -> Result<Cow<'a, [u8]>, Fault> {
        let opened = self.line;
        let (mut cell, mut rest) = (Cow::Borrowed(&text[..0]), text);
        loop {
            let Some(at) = rest.iter().position(|byte| *byte == b'"') else {
                return Err(Fault { line: opened, what: "csv-quote-open" });
            };
            let (part, from_quote) = rest.split_at(at);
            self.line += lines(part);
            if cell.is_empty() {
                cell = Cow::Borrowed(part);
            } else {
                cell.to_mut().extend_from_slice(part);
            }
            let after = from_quote.get(1..).unwrap_or_default();
            let Some(more) = after.strip_prefix(b"\"") else {
                self.rest = after;
                return Ok(cell);
            };
            cell.to_mut().push(b'"');
            rest = more;
        }
    }

    /// Nothing but line ends is left.
    fn is_spent(&self) -> bool {
        self.rest.iter().all(|byte| matches!(byte, b'\n' | b'\r'))
    }
}

/// How many lines end in `bytes`.
fn lines(bytes: &[u8]) -> u64 {
    bytes.split(|byte| *byte == b'\n').skip(1).count() as u64
}

fn text(cell: &[u8]) -> String {
    // The whole file was checked before, and a cell ends at ASCII.
    String::from_utf8_lossy(cell).into_owned()
}

/// The names of the columns.
///
/// # Errors
///
/// [`Fault`] where the first line is none of a CSV file.
pub(super) fn header(bytes: &[u8], delimiter: u8) -> Result<Vec<String>, Fault> {
    names(&mut Reader::new(bytes, delimiter)?)
}

fn names(reader: &mut Reader<'_>) -> Result<Vec<String>, Fault> {
    if reader.is_spent() {
        return Err(Fault { line: 1, what: "csv-empty" });
    }
    let mut names = Vec::new();
    loop {
        let (cell, after) = reader.cell()?;
        names.push(text(&cell));
        if after != After::Cell {
            return Ok(names);
        }
    }
}

/// The columns at `wanted` of a file with a header, in that order.
///
/// # Errors
///
/// [`Fault`] with the line that is not CSV.
pub(super) fn columns(bytes: &[u8], delimiter: u8, wanted: &[usize]) -> Result<Vec<Coded>, Fault> {
    let mut reader = Reader::new(bytes, delimiter)?;
    let width = names(&mut reader)?.len();
    let mut place_of = vec![None; width];
    for (place, column) in wanted.iter().enumerate() {
        if let Some(slot) = place_of.get_mut(*column) {
            *slot = Some(place);
        }
    }
    let mut columns: Vec<Interner> = wanted.iter().map(|_| Interner::default()).collect();
    // A blank line is a record only where a record has one cell.
    while !reader.rest.is_empty() && (width == 1 || !reader.is_spent()) {
        let line = reader.line;
        let mut at = 0;
        loop {
            let (cell, after) = reader.cell()?;
            if let Some(column) =
                place_of.get(at).copied().flatten().and_then(|it| columns.get_mut(it))
            {
                column.push(&cell);
            }
            at += 1;
            if after != After::Cell {
                break;
            }
        }
        if at != width {
            return Err(Fault { line, what: "csv-ragged" });
        }
    }
    Ok(columns.into_iter().map(|it| it.coded).collect())
}

/// The rows of a file without a header, of any length each.
///
/// # Errors
///
/// [`Fault`] with the line that is not CSV.
pub(super) fn rows(bytes: &[u8], delimiter: u8) -> Result<Vec<Vec<String>>, Fault> {
    let mut reader = Reader::new(bytes, delimiter)?;
    let mut rows: Vec<Vec<String>> = Vec::new();
    while !reader.rest.is_empty() {
        if rows.first().is_some_and(|row| row.len() > 1) && reader.is_spent() {
            break;
        }
        let mut row = Vec::new();
        loop {
            let (cell, after) = reader.cell()?;
            row.push(text(&cell));
            if after != After::Cell {
                break;
            }
        }
        rows.push(row);
    }
    Ok(rows)
}

/// Gives each distinct value a place.
#[derive(Default)]
struct Interner {
    known: HashMap<Box<[u8]>, u32>,
    coded: Coded,
    last: u32,
}

impl Interner {
    fn push(&mut self, cell: &[u8]) {
        let same = |at: u32, it: &Coded| {
            it.dictionary.get(at as usize).is_some_and(|value| value.as_bytes() == cell)
        };
        if !same(self.last, &self.coded) {
            self.last = self.place(cell);
        }
        self.coded.places.push(self.last);
    }

    fn place(&mut self, cell: &[u8]) -> u32 {
        if let Some(place) = self.known.get(cell) {
            return *place;
        }
        let place = u32::try_from(self.coded.dictionary.len()).unwrap_or(u32::MAX);
        self.coded.dictionary.push(text(cell));
        self.known.insert(cell.into(), place);
        place
    }
}

/// Writes `cells` as a line without its end.
pub(super) fn write_row(cells: &[&str], delimiter: u8, line: &mut Vec<u8>) {
    for (at, cell) in cells.iter().enumerate() {
        if at > 0 {
            line.push(delimiter);
        }
        let special = |byte: u8| byte == delimiter || matches!(byte, b'"' | b'\n' | b'\r');
        // One empty cell alone would be no line at all.
        if cell.bytes().any(special) || (cell.is_empty() && cells.len() == 1) {
            line.push(b'"');
            for byte in cell.bytes() {
                if byte == b'"' {
                    line.push(b'"');
                }
                line.push(byte);
            }
            line.push(b'"');
        } else {
            line.extend_from_slice(cell.as_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check_refused(file: &[u8], line: u64, what: &str) {
        let fault = columns(file, b';', &[0]).expect_err("refused");
        assert_eq!((fault.line, fault.what), (line, what), "{}", String::from_utf8_lossy(file));
    }

    #[test]
    fn what_is_no_csv_is_refused_with_its_line() {
        check_refused(b"a;b\n1;2\n3\n", 3, "csv-ragged");
        check_refused(b"a;b\n1;2\n3;4;5\n", 3, "csv-ragged");
        check_refused(b"a;b\n1;\"2\n3;4\n", 2, "csv-quote-open");
        check_refused(b"a;b\n1;x\"2\n", 2, "csv-quote");
        check_refused(b"a;b\n\"1\"x;2\n", 2, "csv-quote");
        check_refused(b"a;b\n\"1\n\n\";2\n\n3\n", 5, "csv-ragged");
        check_refused(b"a;b\n1;2\n\xff;2\n", 3, "csv-not-utf8");
        check_refused(b"a;b\n1;\x002\n", 2, "csv-nul");
        check_refused(b"a;b\r1;2\r", 1, "csv-line-end");
        check_refused(b"", 1, "csv-empty");
        check_refused(b"\xef\xbb\xbf\n", 1, "csv-empty");
    }

    #[test]
    fn marks_quotes_and_line_ends_are_read() {
        let file = "\u{feff}\"a;\"\"1\"\"\";b\r\n\"x\r\ny\";2\r\n;3\r\n\r\n".as_bytes();
        assert_eq!(header(file, b';').expect("names"), ["a;\"1\"", "b"]);
        let read = columns(file, b';', &[1, 0]).expect("columns");
        assert_eq!(read[0].dictionary, ["2", "3"]);
        assert_eq!(read[1].dictionary, ["x\r\ny", ""]);
        assert_eq!(read[1].places, [0, 1]);
        let one = columns(b"a\n\nx\n", b';', &[0]).expect("one column");
        assert_eq!(one[0].dictionary, ["", "x"]);
    }

    proptest! {
        /// What is written is read again, whatever stands in it.
        #[test]
        fn what_is_written_is_read(
            table in prop::collection::vec(prop::collection::vec("[a;\"\r\n é*]{0,4}", 1..3usize), 1..5),
        ) {
            let width = table[0].len();
            let table: Vec<Vec<String>> = table.into_iter().filter(|row| row.len() == width).collect();
            let mut bytes = Vec::new();
            for row in &table {
                let cells: Vec<&str> = row.iter().map(String::as_str).collect();
                write_row(&cells, b';', &mut bytes);
                bytes.push(b'\n');
            }
            // The rows of a hierarchy end at blank lines; here no row is one.
            prop_assume!(width == 1 || table.iter().all(|row| row.iter().any(|cell| !cell.is_empty())));
            prop_assert_eq!(rows(&bytes, b';').expect("rows"), table);
        }
    }
}
