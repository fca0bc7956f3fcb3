//! Looking texts up.

use std::fmt;

use fluent_bundle::{
    FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle, types::FluentNumber,
};
use unic_langid::LanguageIdentifier;

use super::{Direction, Locale};
use crate::{
    assets::TEXTS,
    base::{Arg, Message},
};

/// What lookups answer with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// Words.
    Words,
    /// The ids themselves, for tests that outlive every change of wording.
    Ids,
}

/// The texts of one language.
pub struct Texts {
    locale: Locale,
    mode: Mode,
    direction: Direction,
    own: FluentBundle<FluentResource>,
    reference: FluentBundle<FluentResource>,
}

impl fmt::Debug for Texts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Texts").field("locale", &self.locale).finish_non_exhaustive()
    }
}

impl Texts {
    /// Everything in `locale`; takes some milliseconds.
    #[must_use]
    pub fn new(locale: Locale) -> Self {
        Self {
            locale,
            mode: Mode::Words,
            direction: locale.direction(),
            own: bundle(locale),
            reference: bundle(Locale::En),
        }
    }

    /// For tests: every lookup answers with its id, and the interface runs in `direction`.
    #[must_use]
    pub fn ids(direction: Direction) -> Self {
        Self { mode: Mode::Ids, direction, ..Self::new(Locale::En) }
    }

    /// The language.
    #[must_use]
    pub const fn locale(&self) -> Locale {
        self.locale
    }

    /// Which way the interface runs.
    #[must_use]
    pub const fn direction(&self) -> Direction {
        self.direction
    }

    /// The text `id`, which has no gaps.
    #[must_use]
    pub fn t(&self, id: &str) -> String {
        self.filled(id, None)
    }

    /// A message in words.
    #[must_use]
    pub fn message(&self, message: &Message) -> String {
        if message.args.is_empty() {
            return self.filled(message.id, None);
        }
        let mut args = FluentArgs::with_capacity(message.args.len());
        for (name, arg) in &message.args {
            let value = match arg {
                Arg::Text(text) => FluentValue::from(text.clone()),
                Arg::Number(number) => FluentValue::from(*number),
                Arg::Id(id) => FluentValue::from(self.t(id)),
            };
            args.set(*name, value);
        }
        self.filled(message.id, Some(&args))
    }

    fn filled(&self, id: &str, args: Option<&FluentArgs<'_>>) -> String {
        if self.mode == Mode::Ids {
            return id.to_owned();
        }
        [&self.own, &self.reference]
            .into_iter()
            .find_map(|bundle| {
                let pattern = bundle.get_message(id)?.value()?;
                let mut errors = Vec::new();
                Some(bundle.format_pattern(pattern, args, &mut errors).into_owned())
            })
            .unwrap_or_else(|| id.to_owned())
    }
}

fn bundle(locale: Locale) -> FluentBundle<FluentResource> {
    let tag: LanguageIdentifier = locale.tag().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![tag]);
    bundle.set_use_isolating(true);
    bundle.set_formatter(Some(match locale {
        Locale::En => |value, _| number(Locale::En, value),
        Locale::Fr => |value, _| number(Locale::Fr, value),
    }));
    for file in TEXTS.iter().filter(|file| file.locale == locale.tag()) {
        // What can be read of a file is used; that all of it can be read is tested.
        let resource = match FluentResource::try_new(file.source.to_owned()) {
            Ok(resource) | Err((resource, _)) => resource,
        };
        bundle.add_resource_overriding(resource);
    }
    bundle
}

fn number(locale: Locale, value: &FluentValue<'_>) -> Option<String> {
    let FluentValue::Number(FluentNumber { value, options }) = value else { return None };
    let decimals = options.maximum_fraction_digits.unwrap_or(usize::from(value.fract() != 0.0));
    Some(super::format::number(locale, *value, decimals))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_in_a_sentence_are_isolated_and_numbers_written_as_the_language_writes_them() {
        let message = Message::new("common-count-of").number("n", 1284).number("all", 100_318);
        assert_eq!(
            Texts::new(Locale::En).message(&message),
            "\u{2068}1,284\u{2069} of \u{2068}100,318\u{2069}"
        );
        assert_eq!(
            Texts::new(Locale::Fr).message(&message),
            "\u{2068}1\u{202F}284\u{2069} sur \u{2068}100\u{202F}318\u{2069}"
        );
    }

    #[test]
    fn an_unknown_id_is_shown_as_itself() {
        assert_eq!(Texts::new(Locale::Fr).t("no-such-text"), "no-such-text");
    }
}
