//! The words and signs of an expression.

use super::{Operator, Span, SyntaxError, Trouble};

/// One word or sign.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    /// A number.
    Number(f64),
    /// A text in quotation marks.
    Text(String),
    /// A name, with its prefix: `jr:choice-name`.
    Name(String),
    /// `${name}`
    Reference(String),
    /// A sign or word between two values.
    Operator(Operator),
    /// `*` where it stands for a name.
    Star,
    /// `/`
    Slash,
    /// `//`
    DoubleSlash,
    /// `.`
    Dot,
    /// `..`
    DotDot,
    /// `@`
    At,
    /// `::`
    Axis,
    /// `,`
    Comma,
    /// `(`
    Open,
    /// `)`
    Close,
    /// `[`
    OpenSquare,
    /// `]`
    CloseSquare,
}

/// Splits `source` into tokens.
pub(super) fn tokens(source: &str) -> Result<Vec<(Token, Span)>, SyntaxError> {
    let mut lexer = Lexer { source, at: 0, out: Vec::new() };
    while lexer.next()? {}
    Ok(lexer.out)
}

struct Lexer<'a> {
    source: &'a str,
    at: usize,
    out: Vec<(Token, Span)>,
}

impl Lexer<'_> {
    /// Takes one token; false at the end.
    fn next(&mut self) -> Result<bool, SyntaxError> {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
        let rest = self.rest();
        let Some(first) = rest.chars().next() else {
            return Ok(false);
        };
        let (token, length) = match first {
            '"' | '\'' => self.text(first)?,
            '$' => self.reference()?,
            '0'..='9' => number(rest),
            '.' if rest[1..].starts_with(|c: char| c.is_ascii_digit()) => number(rest),
            _ if is_name_start(first) => self.name(),
            _ => self.sign(first)?,
        };
        let span = self.span(length);
        self.at += length;
        self.out.push((token, span));
        Ok(true)
    }

    fn rest(&self) -> &str {
        self.source.get(self.at..).unwrap_or("")
    }

    fn span(&self, length: usize) -> Span {
        let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Span { start: place(self.at), end: place(self.at + length) }
    }

    fn text(&self, quote: char) -> Result<(Token, usize), SyntaxError> {
        let inner = &self.rest()[1..];
        let Some(length) = inner.find(quote) else {
            return Err(SyntaxError {
                trouble: Trouble::OpenText,
                span: self.span(self.rest().len()),
            });
        };
        Ok((Token::Text(inner[..length].to_owned()), length + 2))
    }

    fn reference(&self) -> Result<(Token, usize), SyntaxError> {
        let rest = self.rest();
        let inner = rest.strip_prefix("${").and_then(|inner| inner.split_once('}'));
        match inner {
            Some((name, _)) if !name.trim().is_empty() => {
                Ok((Token::Reference(name.trim().to_owned()), name.len() + 3))
            }
            _ => Err(SyntaxError { trouble: Trouble::OpenReference, span: self.span(1) }),
        }
    }

    /// A name, or one of the words that are operators where a value stands before them.
    fn name(&self) -> (Token, usize) {
        let rest = self.rest();
        let mut length = name_length(rest);
        let prefixed = rest[length..].strip_prefix(':').filter(|after| !after.starts_with(':'));
        if let Some(after) = prefixed {
            let local = name_length(after);
            if local > 0 {
                length += 1 + local;
            } else if after.starts_with('*') {
                length += 2;
            }
        }
        let name = &rest[..length];
        if self.after_value() {
            // Where an operator must come, `1 div2` is one and a number.
            let words = [
                ("or", Operator::Or),
                ("and", Operator::And),
                ("div", Operator::Divide),
                ("mod", Operator::Modulo),
            ];
            let fits = |word: &str| {
                name.strip_prefix(word).is_some_and(|rest| {
                    rest.is_empty() || rest.starts_with(|c: char| c.is_ascii_digit())
                })
            };
            if let Some((word, operator)) = words.into_iter().find(|(word, _)| fits(word)) {
                return (Token::Operator(operator), word.len());
            }
        }
        (Token::Name(name.to_owned()), length)
    }

    fn sign(&self, first: char) -> Result<(Token, usize), SyntaxError> {
        use Operator::{
            Add, Equal, Greater, GreaterEqual, Less, LessEqual, Multiply, Subtract, Unequal, Union,
        };
        let two = self.rest().get(..2).unwrap_or("");
        let token = match two {
            "//" => Some(Token::DoubleSlash),
            "::" => Some(Token::Axis),
            ".." => Some(Token::DotDot),
            "!=" => Some(Token::Operator(Unequal)),
            "<=" => Some(Token::Operator(LessEqual)),
            ">=" => Some(Token::Operator(GreaterEqual)),
            _ => None,
        };
        if let Some(token) = token {
            return Ok((token, 2));
        }
        let token = match first {
            '/' => Token::Slash,
            '.' => Token::Dot,
            '@' => Token::At,
            ',' => Token::Comma,
            '(' => Token::Open,
            ')' => Token::Close,
            '[' => Token::OpenSquare,
            ']' => Token::CloseSquare,
            '=' => Token::Operator(Equal),
            '<' => Token::Operator(Less),
            '>' => Token::Operator(Greater),
            '+' => Token::Operator(Add),
            '-' => Token::Operator(Subtract),
            '|' => Token::Operator(Union),
            '*' if self.after_value() => Token::Operator(Multiply),
            '*' => Token::Star,
            _ => {
                let span = self.span(first.len_utf8());
                return Err(SyntaxError { trouble: Trouble::Character, span });
            }
        };
        Ok((token, 1))
    }

    /// Whether what came before is a whole value, so that an operator may follow (`XPath` 1.0 §3.7).
    fn after_value(&self) -> bool {
        match self.out.last() {
            None => false,
            Some((token, _)) => !matches!(
                token,
                Token::At
                    | Token::Axis
                    | Token::Open
                    | Token::OpenSquare
                    | Token::Comma
                    | Token::Operator(_)
                    | Token::Slash
                    | Token::DoubleSlash
            ),
        }
    }
}

fn number(rest: &str) -> (Token, usize) {
    let digits =
        |text: &str| text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let mut length = digits(rest);
    if rest[length..].starts_with('.') {
        length += 1 + digits(&rest[length + 1..]);
    }
    (Token::Number(rest[..length].parse().unwrap_or(f64::NAN)), length)
}

fn is_name_start(c: char) -> bool {
    c == '_' || c.is_alphabetic()
}

fn name_length(text: &str) -> usize {
    if !text.starts_with(is_name_start) {
        return 0;
    }
    let more = |c: char| is_name_start(c) || c.is_numeric() || matches!(c, '-' | '.' | '\u{b7}');
    text.find(|c| !more(c)).unwrap_or(text.len())
}
