//! Names as they are searched: any spelling, any script.
//!
//! A name is kept as it was written. Beside it stands its *search form*: its words in Latin letters without marks
//! (`mohamed`), and the *skeletons* of these words (`mhmd`), which are the same for محمد, Mohammed and መሐመድ.

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// Words in lower-case Latin letters and digits, marks and punctuation gone, one space between them.
#[must_use]
pub fn fold(text: &str) -> String {
    let plain: String =
        text.nfkd().filter(|it| !is_combining_mark(*it)).filter_map(fold_letter).collect();
    let latin = any_ascii::any_ascii(&plain).to_lowercase();
    let mut words = String::with_capacity(latin.len());
    let letters = latin.chars().filter(|it| !matches!(it, '\'' | '`' | '’'));
    for word in letters.collect::<String>().split(|it: char| !it.is_ascii_alphanumeric()) {
        if word.is_empty() {
            continue;
        }
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(word);
    }
    words
}

/// One letter for all that sound alike in Arabic and Ethiopic writing; `None` for what is decoration.
const fn fold_letter(letter: char) -> Option<char> {
    Some(match letter {
        // Hamza on its carriers, long alef, wasla.
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ى' | 'ئ' | 'ی' => 'ي',
        'ؤ' => 'و',
        'ة' => 'ه',
        'ک' => 'ك',
        // Tatweel, hamza alone, zero-width joiners, marks of direction.
        'ـ' | 'ء' | '\u{200b}'..='\u{200f}' | '\u{2066}'..='\u{2069}' => return None,
        _ => return Some(fold_ethiopic(letter)),
    })
}

/// The four families of Ethiopic letters that have one sound: ሐ and ኀ as ሀ, ሠ as ሰ, ዐ as አ, ፀ as ጸ.
const fn fold_ethiopic(letter: char) -> char {
    let (from, to) = match letter {
        'ሐ'..='ሖ' => ('ሐ', 'ሀ'),
        'ኀ'..='ኆ' => ('ኀ', 'ሀ'),
        'ሠ'..='ሦ' => ('ሠ', 'ሰ'),
        'ዐ'..='ዖ' => ('ዐ', 'አ'),
        'ፀ'..='ፆ' => ('ፀ', 'ጸ'),
        _ => return letter,
    };
    match char::from_u32(to as u32 + (letter as u32 - from as u32)) {
        Some(folded) => folded,
        None => letter,
    }
}

/// What is left of a folded word when vowels and doubled letters go: `mohammed` and `mhmd` are both `mhmd`.
///
/// Sounds that spellings split are one letter: `ou`/`w`, `kh`/`h`, `ph`/`f`, `dj`/`j`, `ch`/`sh`, `q`/`k`, `z`/`s`.
///
/// A word with a digit in it is its own skeleton: numbers have no spelling.
#[must_use]
pub fn skeleton(word: &str) -> String {
    if word.bytes().any(|it| it.is_ascii_digit()) {
        return word.to_owned();
    }
    let mut simple = word.to_owned();
    for (from, to) in [
        ("kh", "h"),
        ("ph", "f"),
        ("dj", "j"),
        ("ch", "s"),
        ("sh", "s"),
        ("gh", "g"),
        ("th", "t"),
        ("dh", "d"),
    ] {
        simple = simple.replace(from, to);
    }
    let mut bones = String::with_capacity(simple.len());
    for (at, letter) in simple.chars().enumerate() {
        let letter = match letter {
            'q' | 'c' => 'k',
            'z' | 'x' => 's',
            'v' => 'f',
            other => other,
        };
        let vowel = matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'w');
        if (vowel && at != 0) || bones.ends_with(letter) {
            continue;
        }
        bones.push(if vowel { 'a' } else { letter });
    }
    bones
}

/// What is stored beside a name: folded words, then the skeletons that differ from them, a blank before each.
#[must_use]
pub fn search_form(name: &str) -> String {
    let folded = fold(name);
    if folded.is_empty() {
        return folded;
    }
    let mut form = format!(" {folded}");
    for word in folded.split(' ') {
        let bones = skeleton(word);
        if 1 < bones.len() && bones != word && !form.split(' ').any(|it| it == bones) {
            form.push(' ');
            form.push_str(&bones);
        }
    }
    form
}

/// What must occur in a stored [`search_form`], each at the beginning of a word; empty where nothing is asked.
///
/// A word of a query stands for its skeleton where that has three letters or more: then any spelling is found.
#[must_use]
pub fn pieces(query: &str) -> Vec<String> {
    fold(query)
        .split(' ')
        .filter(|word| !word.is_empty())
        .map(|word| {
            let bones = skeleton(word);
            format!(" {}", if 2 < bones.len() { bones.as_str() } else { word })
        })
        .collect()
}

/// The folded words of a query, as [`distance`] takes them.
#[must_use]
pub fn words(query: &str) -> Vec<String> {
    fold(query).split(' ').filter(|it| !it.is_empty()).map(str::to_owned).collect()
}

/// How many letters must be changed so that every word of a query (as [`words`]) stands in a stored [`search_form`].
///
/// `None` where a word is too far from all: a word of three letters or fewer must stand as it is, one of up to five may
/// differ by a letter, a longer one by two. Two neighbouring letters that changed places count as one.
#[must_use]
pub fn distance(query: &[String], form: &str) -> Option<usize> {
    let mut sum = 0;
    for word in query {
        let most = match word.len() {
            0..=3 => 0,
            4..=5 => 1,
            _ => 2,
        };
        let near = |it: &&str| it.len().abs_diff(word.len()) <= most;
        let nearest =
            form.split(' ').filter(near).map(|it| strsim::osa_distance(it, word)).min()?;
        if most < nearest {
            return None;
        }
        sum += nearest;
    }
    Some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_case_and_punctuation_do_not_matter() {
        assert_eq!(fold("  N’Guessan-Kouamé,  José "), "nguessan kouame jose");
        assert_eq!(fold("ʿAbd al-Raḥmān"), "abd al rahman");
        assert_eq!(fold(""), "");
    }

    #[test]
    fn one_name_in_three_scripts_has_one_skeleton() {
        let bones = |name: &str| skeleton(&fold(name));
        assert_eq!(bones("Mohammed"), "mhmd");
        assert_eq!(bones("محمد"), "mhmd");
        assert_eq!(bones("Mohamed"), "mhmd");
        assert_eq!(bones("መሐመድ"), "mhmd");
        assert_eq!(bones("أحمد"), bones("احمد"));
    }

    #[test]
    fn a_query_finds_by_the_beginning_of_words_in_any_order() {
        let form = search_form("Mohammed Ould Sidi");
        let found = |query: &str| pieces(query).iter().all(|piece| form.contains(piece));
        for query in ["moh", "sidi mohammed", "محمد", "Ould", "Muhamad", ""] {
            assert!(found(query), "{query}");
        }
        assert!(!found("idi"));
        assert!(!found("mohammed hassan"));
        assert_eq!(pieces("HH-000122"), [" hh", " 000122"]);
    }

    #[test]
    fn a_slip_of_the_hand_is_counted_in_letters() {
        let form = search_form("Ouagadougou Centre");
        let off = |query: &str| distance(&words(query), &form);
        assert_eq!(off("ouagadougou"), Some(0));
        assert_eq!(off("Ougadougou"), Some(1));
        assert_eq!(off("Ouagadogou cnetre"), Some(2));
        assert_eq!(off("Bamako"), None);
        assert_eq!(off("cen"), None, "short words are not guessed");
        assert_eq!(off(""), Some(0));
    }
}
