//! Keys as words that can be read out over a bad line.

use super::hash::sha256;

/// Eight pronounceable words for the first 16 bytes of SHA-256 of `bytes`.
///
/// Each word carries 16 bits: consonant, vowel, consonant, vowel, consonant.
///
/// Source: D. Wilkerson, *A proposal for proquints*, arXiv:0901.4016.
#[must_use]
pub fn fingerprint_words(bytes: &[u8]) -> String {
    let digest = sha256(bytes);
    let words: Vec<String> = digest
        .chunks(2)
        .take(8)
        .map(|pair| word(pair.iter().fold(0, |n, byte| (n << 8) | u16::from(*byte))))
        .collect();
    words.join(" ")
}

/// Whether a person typed the same words: case, spaces and hyphens between them do not matter.
#[must_use]
pub fn same_words(typed: &str, fingerprint: &str) -> bool {
    let plain = |text: &str| {
        text.split(|c: char| c.is_whitespace() || c == '-')
            .filter(|w| !w.is_empty())
            .map(str::to_lowercase)
            .collect::<Vec<_>>()
    };
    plain(typed) == plain(fingerprint)
}

fn word(bits: u16) -> String {
    const CONSONANTS: [char; 16] =
        ['b', 'd', 'f', 'g', 'h', 'j', 'k', 'l', 'm', 'n', 'p', 'r', 's', 't', 'v', 'z'];
    const VOWELS: [char; 4] = ['a', 'i', 'o', 'u'];
    let consonant =
        |shift: u32| CONSONANTS.get(usize::from((bits >> shift) & 15)).copied().unwrap_or('b');
    let vowel = |shift: u32| VOWELS.get(usize::from((bits >> shift) & 3)).copied().unwrap_or('a');
    [consonant(12), vowel(10), consonant(6), vowel(4), consonant(0)].iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_those_of_the_proposal() {
        // 127.0.0.1 is lusab-babad there.
        assert_eq!((word(0x7f00), word(0x0001)), ("lusab".to_owned(), "babad".to_owned()));
        assert_eq!(fingerprint_words(b"x").split(' ').count(), 8);
        assert!(same_words("Lusab-babad", "lusab babad"));
        assert!(!same_words("lusab babab", "lusab babad"));
    }
}
