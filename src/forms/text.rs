//! Texts that a person reads: one for each language, with gaps that answers fill.

use crate::expr::{Expression, parse};

use super::plan::Compiled;

/// A text in several languages, in the order of [`Form::languages`](super::Form::languages).
#[derive(Clone, Debug, Default)]
pub struct LocalisedText {
    pub(super) by_language: Vec<Option<Template>>,
}

/// A text with gaps.
#[derive(Clone, Debug)]
pub(super) struct Template {
    pub(super) source: String,
    pub(super) parts: Vec<Part>,
}

impl Template {
    /// Words without gaps.
    pub(super) fn plain(words: String) -> Self {
        Self { source: words.clone(), parts: vec![Part::Words(words)] }
    }
}

/// A piece of a [`Template`].
#[derive(Clone, Debug)]
pub(super) enum Part {
    /// Words.
    Words(String),
    /// `${name}`
    Gap(Box<Compiled>),
}

impl LocalisedText {
    /// Whether there is no text in any language.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_language.iter().all(Option::is_none)
    }

    /// The text as the author wrote it, gaps and all, in the language of that index; in the first
    /// that has one where that has none.
    #[must_use]
    pub fn source(&self, language: usize) -> Option<&str> {
        self.template(language).map(|template| template.source.as_str())
    }

    /// Whether there is a text in the language of that index itself.
    #[must_use]
    pub fn has(&self, language: usize) -> bool {
        self.by_language.get(language).is_some_and(Option::is_some)
    }

    pub(super) fn template(&self, language: usize) -> Option<&Template> {
        let own = self.by_language.get(language).and_then(Option::as_ref);
        own.or_else(|| self.by_language.iter().flatten().next())
    }
}

/// The words and `${name}`s of a text. What is not a whole `${name}` stays words.
pub(super) fn split(source: &str) -> Vec<Result<&str, Expression>> {
    let mut parts = Vec::new();
    let mut rest = source;
    while let Some(at) = rest.find("${") {
        let (before, from) = rest.split_at(at);
        let Some(length) = from.find('}').map(|end| end + 1) else {
            break;
        };
        let (gap, after) = from.split_at(length);
        match parse(gap) {
            Ok(expression) => {
                if !before.is_empty() {
                    parts.push(Ok(before));
                }
                parts.push(Err(expression));
            }
            Err(_error) => parts.push(Ok(&rest[..at + length])),
        }
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(Ok(rest));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_found_and_the_rest_stays_words() {
        let parts = split("Is ${name} home? ${} $5");
        let words: Vec<_> = parts.iter().map(|part| part.as_ref().ok()).collect();
        assert_eq!(words, [Some(&"Is "), None, Some(&" home? ${}"), Some(&" $5")]);
    }
}
