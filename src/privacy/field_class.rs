//! What a question is for disclosure control, and what follows from it. Fails closed: what has no class never leaves.

/// The class of a field, from the least strict to the strictest: the order of [`Ord`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum FieldClass {
    /// Harmless, with a reason.
    Plain,
    /// May be known from elsewhere.
    Quasi,
    /// Harms when learnt.
    Sensitive,
    /// Both.
    QuasiSensitive,
    /// Says who it is; also everything that has no class.
    #[default]
    Direct,
}

/// What happens to a field on export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Treatment {
    /// Never leaves.
    Drop,
    /// Leaves recoded by the scheme, forms classes.
    Recode,
    /// Leaves as it is; its values must be diverse in each class.
    Diversify,
    /// Leaves recoded, forms classes, and its labels must be diverse among those alike in the rest.
    RecodeAndDiversify,
    /// Leaves as it is, after the refinement check.
    Keep,
}

impl FieldClass {
    /// The class that the words of a form's `data_class` column name together; `None` where they name no class.
    ///
    /// `quasi sensitive` in either order is a class of its own; no other two go together.
    pub fn from_words(words: &str) -> Option<Self> {
        let mut words: Vec<&str> = words.split_whitespace().collect();
        words.sort_unstable();
        match words.as_slice() {
            ["plain"] => Some(Self::Plain),
            ["quasi"] => Some(Self::Quasi),
            ["sensitive"] => Some(Self::Sensitive),
            ["quasi", "sensitive"] => Some(Self::QuasiSensitive),
            ["direct"] => Some(Self::Direct),
            _ => None,
        }
    }

    /// The words of the form's column.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Quasi => "quasi",
            Self::Sensitive => "sensitive",
            Self::QuasiSensitive => "quasi sensitive",
            Self::Direct => "direct",
        }
    }

    /// What happens to a field of this class.
    pub const fn treatment(self) -> Treatment {
        match self {
            Self::Plain => Treatment::Keep,
            Self::Quasi => Treatment::Recode,
            Self::Sensitive => Treatment::Diversify,
            Self::QuasiSensitive => Treatment::RecodeAndDiversify,
            Self::Direct => Treatment::Drop,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_names_no_class_is_no_class_and_the_default_never_leaves() {
        assert_eq!(FieldClass::from_words("sensitive quasi"), Some(FieldClass::QuasiSensitive));
        for none in ["", "plain quasi", "direct sensitive", "quasi quasi", "Plain"] {
            assert_eq!(FieldClass::from_words(none), None, "{none}");
        }
        assert_eq!(FieldClass::default().treatment(), Treatment::Drop);
    }

    #[test]
    fn words_read_back() {
        use FieldClass::{Direct, Plain, Quasi, QuasiSensitive, Sensitive};
        for class in [Plain, Quasi, Sensitive, QuasiSensitive, Direct] {
            assert_eq!(FieldClass::from_words(class.words()), Some(class));
        }
    }
}
