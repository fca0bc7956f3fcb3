//! What a person types to unlock.

use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

/// A passphrase: NFKC, nothing trimmed, nothing cut.
#[derive(Clone)]
pub struct Passphrase(Zeroizing<String>);

/// Why a new passphrase is not good enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PassphraseError {
    /// Fewer than 15 characters.
    #[error("passphrase has fewer than 15 characters")]
    TooShort,
    /// More than 256 characters.
    #[error("passphrase has more than 256 characters")]
    TooLong,
    /// One that is guessed first: a common one, a name of the office or the person, one thing repeated.
    #[error("passphrase is easily guessed")]
    Guessable,
}

/// Parts that add nothing to a passphrase: the head of every list of guesses, in the languages of the program.
const COMMON: &[&str] = &[
    "passphrase",
    "motdepasse",
    "contrasena",
    "password",
    "qwertyuiop",
    "azertyuiop",
    "1234567890",
    "0123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "iloveyou",
    "jetaime",
    "letmein",
    "welcome",
    "bienvenue",
    "bonjour",
    "administrator",
    "admin",
    "waypost",
    "migration",
    "secret",
    "qwerty",
    "azerty",
    "123456",
    "monkey",
    "dragon",
    "football",
    "changeme",
];

impl std::fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[sensitive]")
    }
}

impl Passphrase {
    /// What somebody typed to unlock; any text, for a wrong one is refused by its key.
    #[must_use]
    pub fn typed(text: &str) -> Self {
        Self(Zeroizing::new(text.nfkc().collect()))
    }

    /// A new passphrase. `names` are those of the office, the person and the login: it must not live on them.
    ///
    /// # Errors
    ///
    /// [`PassphraseError`] says what is wrong with it.
    pub fn chosen(text: &str, names: &[&str]) -> Result<Self, PassphraseError> {
        let passphrase = Self::typed(text);
        let n_chars = passphrase.0.chars().count();
        if n_chars < 15 {
            return Err(PassphraseError::TooShort);
        }
        if 256 < n_chars {
            return Err(PassphraseError::TooLong);
        }
        if passphrase.is_guessable(names) {
            return Err(PassphraseError::Guessable);
        }
        Ok(passphrase)
    }

    /// Its bytes, to be stretched.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// Whether fewer than 6 different characters are left, once words guessed first are taken out.
    fn is_guessable(&self, names: &[&str]) -> bool {
        let mut rest: Zeroizing<String> = Zeroizing::new(letters(&self.0));
        let names = names.iter().map(|name| letters(name)).filter(|name| 3 < name.chars().count());
        for word in COMMON.iter().map(|word| (*word).to_owned()).chain(names) {
            rest = Zeroizing::new(rest.replace(&word, ""));
        }
        let mut seen: Zeroizing<Vec<char>> = Zeroizing::new(rest.chars().collect());
        seen.sort_unstable();
        seen.dedup();
        seen.len() < 6
    }
}

/// Lower case, without what is neither letter nor digit.
fn letters(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).filter(|it| it.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: Result<(), PassphraseError>) {
        assert_eq!(
            Passphrase::chosen(text, &["Amina Testname", "Bureau Nord"]).map(|_ok| ()),
            want
        );
    }

    #[test]
    fn length_is_counted_in_characters_after_normalisation() {
        check("fourteen chars", Err(PassphraseError::TooShort));
        check("fifteen charsx!", Ok(()));
        check("ሰላም ለሁላችሁ ይሁን አሜን", Ok(()));
        check(&"ab cd ef gh ".repeat(22), Err(PassphraseError::TooLong));
    }

    #[test]
    fn what_is_guessed_first_is_refused() {
        check("password password 123456", Err(PassphraseError::Guessable));
        check("aaaaaaaaaaaaaaaaaaaa", Err(PassphraseError::Guessable));
        check("AminaTestname123", Err(PassphraseError::Guessable));
        check("Bureau-Nord Bureau-Nord", Err(PassphraseError::Guessable));
        check("gravel tin harbour moth quiet", Ok(()));
    }

    #[test]
    fn two_spellings_of_one_text_are_one_passphrase() {
        assert_eq!(Passphrase::typed("e\u{301}t\u{e9}").bytes(), Passphrase::typed("été").bytes());
    }
}
