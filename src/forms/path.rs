//! How a node of an instance is named from outside.

use std::{fmt, str::FromStr};

use thiserror::Error;

/// The way from the form to a node.
///
/// Written `members[3]/purposes[1]/purpose`: the number is the *key* of a repeat instance, which
/// is given once and never used again, not its place; a path survives the removal of a sibling.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path(pub Vec<Step>);

/// One step of a [`Path`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Step {
    /// The name of a group, repeat or question.
    pub name: String,
    /// Which instance of a repeat.
    pub key: Option<u32>,
}

/// A text that is no path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not a path")]
pub struct PathError;

impl Path {
    /// The same with a step to `name` behind it.
    #[must_use]
    pub fn join(&self, name: &str) -> Self {
        let mut steps = self.0.clone();
        steps.push(Step { name: name.to_owned(), key: None });
        Self(steps)
    }

    /// The same, with `key` at the last step.
    #[must_use]
    pub fn with_key(mut self, key: u32) -> Self {
        if let Some(last) = self.0.last_mut() {
            last.key = Some(key);
        }
        self
    }

    /// The path of the group or repeat instance around it; none around the outermost.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        let (_, above) = self.0.split_last()?;
        Some(Self(above.to_vec()))
    }

    /// The last name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.last().map_or("", |step| &step.name)
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, step) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str("/")?;
            }
            f.write_str(&step.name)?;
            if let Some(key) = step.key {
                write!(f, "[{key}]")?;
            }
        }
        Ok(())
    }
}

impl FromStr for Path {
    type Err = PathError;

    fn from_str(text: &str) -> Result<Self, PathError> {
        let step = |part: &str| {
            let (name, key) = match part.split_once('[') {
                None => (part, None),
                Some((name, rest)) => {
                    let key = rest.strip_suffix(']').and_then(|key| key.parse().ok()); // not a number: no path
                    (name, Some(key.ok_or(PathError)?))
                }
            };
            if name.is_empty() {
                return Err(PathError);
            }
            Ok(Step { name: name.to_owned(), key })
        };
        if text.is_empty() {
            return Ok(Self::default());
        }
        text.split('/').map(step).collect::<Result<_, _>>().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_written_as_they_are_read() {
        for text in ["", "age", "members[3]/purposes[1]/purpose", "a/b"] {
            assert_eq!(text.parse::<Path>().map(|path| path.to_string()), Ok(text.to_owned()));
        }
        for text in ["/", "a//b", "a[", "a[x]", "[1]", "a[1"] {
            assert_eq!(text.parse::<Path>(), Err(PathError), "{text}");
        }
    }
}
