//! Functions on texts. Places count characters, not bytes.

use std::{borrow::Cow, cell::RefCell, collections::BTreeMap};

use regex::Regex;

use super::{Text, digest};
use crate::expr::{Context, Document, Evaluator, Expr, Value};

impl<'d, D: Document + ?Sized> Evaluator<'d, D> {
    /// What a function on texts gives.
    pub(super) fn text_function(self, function: Text, args: &'d [Expr], cx: Context) -> Value<'d> {
        let arg = |at: usize| args.get(at).map(|arg| self.text(arg, cx)).unwrap_or_default();
        match function {
            Text::String => Value::Text(self.text_or_here(args, cx)),
            Text::Concat => Value::text(joined(args.iter().flat_map(|it| self.texts(it, cx)), "")),
            Text::Join => {
                let rest = args.iter().skip(1).flat_map(|it| self.texts(it, cx));
                Value::text(joined(rest, &arg(0)))
            }
            Text::Length => Value::Number(count(&self.text_or_here(args, cx))),
            Text::Contains => Value::Bool(arg(0).contains(&*arg(1))),
            Text::StartsWith => Value::Bool(arg(0).starts_with(&*arg(1))),
            Text::EndsWith => Value::Bool(arg(0).ends_with(&*arg(1))),
            Text::Substring => Value::text(self.substring(args, cx)),
            Text::Substr => Value::text(self.substr(args, cx)),
            Text::Before => {
                let (text, sign) = (arg(0), arg(1));
                Value::text(text.split_once(&*sign).map_or("", |(before, _)| before).to_owned())
            }
            Text::After => {
                let (text, sign) = (arg(0), arg(1));
                Value::text(text.split_once(&*sign).map_or("", |(_, after)| after).to_owned())
            }
            Text::Translate => Value::text(translate(&arg(0), &arg(1), &arg(2))),
            Text::NormalizeSpace => {
                let text = self.text_or_here(args, cx);
                Value::text(
                    text.split([' ', '\t', '\r', '\n'])
                        .filter(|it| !it.is_empty())
                        .collect::<Vec<_>>()
                        .join(" "),
                )
            }
            Text::Regex => Value::Bool(matches_whole(&arg(0), &arg(1))),
            Text::Uuid => Value::text(self.uuid(args, cx)),
            Text::Digest => {
                let hash = digest::hash(&arg(0), &arg(1));
                Value::text(hash.and_then(|it| digest::write(&it, &arg(2))).unwrap_or_default())
            }
            Text::Base64Decode => Value::text(digest::decode(&arg(0))),
            Text::Itext => Value::text(self.doc.itext(&arg(0), cx.current).unwrap_or_default()),
            Text::Name | Text::LocalName => {
                let node = match args.first() {
                    None => Some(cx.here),
                    Some(arg) => match self.eval(arg, cx) {
                        Value::Nodes(nodes) => nodes.first(),
                        _ => None,
                    },
                };
                let name = node.map_or("", |node| self.doc.name(node));
                let local = name.split_once(':').filter(|_| function == Text::LocalName);
                Value::Text(Cow::Borrowed(local.map_or(name, |(_, local)| local)))
            }
        }
    }

    /// Every text of an argument: one of a value, one of each node.
    pub(super) fn texts(self, arg: &'d Expr, cx: Context) -> Vec<Cow<'d, str>> {
        match self.eval(arg, cx) {
            Value::Nodes(nodes) => nodes.as_slice().iter().map(|it| self.doc.text(*it)).collect(),
            other => vec![other.into_text(self.doc)],
        }
    }

    /// From place to length, from 1, rounded (`XPath` 1.0 §4.2).
    fn substring(self, args: &'d [Expr], cx: Context) -> String {
        let [text, from, rest @ ..] = args else {
            return String::new();
        };
        let from = (self.number(from, cx) + 0.5).floor();
        let to =
            rest.first().map_or(f64::INFINITY, |it| from + (self.number(it, cx) + 0.5).floor());
        let mut place = 0.0;
        let inside = |_: &char| {
            place += 1.0;
            place >= from && place < to
        };
        self.text(text, cx).chars().filter(inside).collect()
    }

    /// From place up to but not place, from 0; negative places count from the end. A fraction is cut off.
    fn substr(self, args: &'d [Expr], cx: Context) -> String {
        let [text, from, rest @ ..] = args else {
            return String::new();
        };
        let text = self.text(text, cx);
        let length = count(&text);
        let place = |it: f64| if it < 0.0 { (length + it).max(0.0) } else { it };
        let from = place(self.number(from, cx).trunc());
        let to = rest.first().map_or(length, |it| place(self.number(it, cx).trunc()));
        let mut at = -1.0;
        let inside = |_: &char| {
            at += 1.0;
            at >= from && at < to
        };
        text.chars().filter(inside).collect()
    }

    /// A random UUID, or a random text of so many characters.
    fn uuid(self, args: &'d [Expr], cx: Context) -> String {
        if let Some(length) = args.first() {
            let length = self.number(length, cx).clamp(0.0, 1000.0);
            let mut text = String::new();
            while count(&text) < length {
                text.extend(char::from_digit(
                    u32::from(self.doc.random().to_le_bytes()[0]) % 36,
                    36,
                ));
            }
            return text;
        }
        let bits = (u128::from(self.doc.random()) << 64) | u128::from(self.doc.random());
        uuid::Builder::from_random_bytes(bits.to_be_bytes()).into_uuid().hyphenated().to_string()
    }
}

/// The longest text that is put together, in bytes.
const MAX_TEXT: usize = 1 << 20;

/// The texts with `sign` between them; nothing where that grows beyond any answer.
fn joined<'t>(texts: impl Iterator<Item = Cow<'t, str>>, sign: &str) -> String {
    let mut all = String::new();
    for (at, text) in texts.enumerate() {
        if all.len() + sign.len() + text.len() > MAX_TEXT {
            return String::new();
        }
        if at > 0 {
            all.push_str(sign);
        }
        all.push_str(&text);
    }
    all
}

#[expect(clippy::cast_precision_loss, reason = "no text is that long")]
fn count(text: &str) -> f64 {
    text.chars().count() as f64
}

fn translate(text: &str, from: &str, to: &str) -> String {
    let to: Vec<char> = to.chars().collect();
    let one = |c: char| match from.chars().position(|it| it == c) {
        None => Some(c),
        Some(at) => to.get(at).copied(),
    };
    text.chars().filter_map(one).collect()
}

/// How many patterns are kept ready; a form has fewer.
const KEPT_PATTERNS: usize = 64;

thread_local! {
    /// Patterns of forms, made ready once: making one ready costs a thousand times what asking it does.
    static PATTERNS: RefCell<BTreeMap<String, Option<Regex>>> = const { RefCell::new(BTreeMap::new()) };
}

/// Whether the whole of `text` is as `pattern` says; a pattern that is none matches nothing.
fn matches_whole(text: &str, pattern: &str) -> bool {
    PATTERNS.with_borrow_mut(|kept| {
        if !kept.contains_key(pattern) {
            if KEPT_PATTERNS <= kept.len() {
                kept.clear();
            }
            kept.insert(pattern.to_owned(), whole(pattern));
        }
        kept.get(pattern).is_some_and(|it| it.as_ref().is_some_and(|it| it.is_match(text)))
    })
}

/// The pattern as the whole of a text must match it, also where it is written as Java allows.
pub(in crate::expr) fn whole(pattern: &str) -> Option<Regex> {
    let anchored = |pattern: &str| Regex::new(&format!("^(?:{pattern})$"));
    // What can't be read as it stands may be what Java forgives.
    anchored(pattern).or_else(|_error| anchored(&java_dashes(pattern))).ok()
}

/// `[\w-\.]`: behind a class a dash can't begin a range, and stands for itself.
fn java_dashes(pattern: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    let mut behind_class = false;
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => {
                let escaped = chars.next().unwrap_or('\\');
                out.extend([c, escaped]);
                behind_class = inside && matches!(escaped, 'w' | 'd' | 's' | 'W' | 'D' | 'S');
                continue;
            }
            '-' if behind_class => out.push_str("\\-"),
            _ => out.push(c),
        }
        inside = (inside || c == '[') && c != ']';
        behind_class = false;
    }
    out
}
