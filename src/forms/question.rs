//! Questions: their types, and how their answers may leave.

use std::str::FromStr;

use super::LocalisedText;

/// A question, or a value without one.
#[derive(Clone, Debug)]
pub struct Question {
    /// Its name, unique within its group.
    pub name: String,
    /// What it takes.
    pub kind: QuestionType,
    /// The number a person reads: `C3`. Empty where nothing is asked.
    pub number: String,
    /// The row on the survey sheet.
    pub row: u32,
    /// What is asked.
    pub label: LocalisedText,
    /// Help with it.
    pub hint: LocalisedText,
    /// The words of the appearance column.
    pub appearance: Vec<String>,
    /// The code list of a choice question.
    pub list: Option<String>,
    /// Whether an answer outside the list may be written beside it.
    pub or_other: bool,
    /// The words of the parameters column: `start=0 end=10`.
    pub parameters: Vec<(String, String)>,
    /// What the author says about a broken constraint.
    pub constraint_message: LocalisedText,
    /// What the author says about a missing answer.
    pub required_message: LocalisedText,
    /// What the author says about a doubtful answer.
    pub warning_message: LocalisedText,
    /// Whether any rule may make it required.
    pub may_be_required: bool,
    /// Whether a calculation gives its value.
    pub is_calculated: bool,
    /// What its answers say about a person. Empty where the form does not say: then nothing may leave.
    pub data_class: Vec<DataClass>,
    /// In which form its answers may leave at the finest.
    pub export: Export,
    /// The generalisation hierarchy, where the type does not imply it.
    pub hierarchy: Option<String>,
    /// The HXL tag with its attributes.
    pub hxl: Option<String>,
    /// Why a plain question, or one kept in spite of a doubt, may leave.
    pub class_reason: Option<String>,
}

/// What a question takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QuestionType {
    /// Words.
    Text,
    /// A whole number.
    Integer,
    /// A number.
    Decimal,
    /// A day, a month or a year.
    Date,
    /// A time of day.
    Time,
    /// A moment.
    DateTime,
    /// One of a list.
    SelectOne,
    /// Any of a list.
    SelectMultiple,
    /// All of a list, in an order.
    Rank,
    /// Words to read.
    Note,
    /// A value that is calculated.
    Calculate,
    /// A value that is carried along.
    Hidden,
    /// A position: latitude, longitude, altitude, accuracy, with spaces between.
    Geopoint,
    /// When the filling-in began.
    Start,
    /// When it was last saved.
    End,
    /// On which day it began.
    Today,
    /// Who fills in.
    Username,
    /// On which computer.
    DeviceId,
    /// Other values that a device knows and this program does not.
    Metadata,
    /// Agreement.
    Acknowledge,
    /// A number between two bounds.
    Range,
    /// A recording or drawing: shown, but not captured here.
    Media(Media),
    /// A type that is not known here: shown, and takes no answer.
    Unknown(String),
}

/// What a recording holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "named as in XLSForm")]
pub enum Media {
    Image,
    Audio,
    Video,
    File,
    Barcode,
    Geotrace,
    Geoshape,
}

/// What an answer says about a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DataClass {
    /// Names them.
    Direct,
    /// Together with others, may tell who they are.
    Quasi,
    /// Harms them if known.
    Sensitive,
    /// Neither.
    Plain,
}

/// In which form an answer may leave at the finest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Export {
    /// Not at all.
    #[default]
    Drop,
    /// As it is.
    Keep,
    /// As a number that means nothing elsewhere.
    Pseudonym,
    /// As the band of numbers in which it lies.
    Band(Vec<String>),
    /// As one of the so many most frequent values, or as another.
    Top(u32),
    /// As a multiple of a number.
    Round(u32),
    /// As a month.
    Month,
    /// As a quarter: `2026Q3`.
    Quarter,
    /// As a year.
    Year,
    /// As a place of this administrative level.
    Adm(u8),
    /// As a position with so many decimals.
    Geo(u8),
    /// As the broader code of a list.
    Recode(String),
    /// As whether there is an answer.
    Flag,
    /// After a person has redacted it.
    Review,
    /// In tables of totals, never as a row.
    Table,
}

/// What one instance stands for when disclosure is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A case.
    Case,
    /// A household.
    Household,
    /// A person.
    Person,
}

/// A word in one of the columns above that means nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAWord;

impl FromStr for DataClass {
    type Err = NotAWord;

    fn from_str(word: &str) -> Result<Self, NotAWord> {
        match word {
            "direct" => Ok(Self::Direct),
            "quasi" => Ok(Self::Quasi),
            "sensitive" => Ok(Self::Sensitive),
            "plain" => Ok(Self::Plain),
            _ => Err(NotAWord),
        }
    }
}

impl FromStr for Unit {
    type Err = NotAWord;

    fn from_str(word: &str) -> Result<Self, NotAWord> {
        match word {
            "case" => Ok(Self::Case),
            "household" => Ok(Self::Household),
            "person" => Ok(Self::Person),
            _ => Err(NotAWord),
        }
    }
}

impl FromStr for Export {
    type Err = NotAWord;

    fn from_str(text: &str) -> Result<Self, NotAWord> {
        let (word, inside) = match text.split_once('(') {
            None => (text.trim(), None),
            Some((word, rest)) => {
                (word.trim(), Some(rest.trim().strip_suffix(')').ok_or(NotAWord)?))
            }
        };
        let number = |text: &str| text.trim().parse::<u32>().map_err(|_err| NotAWord);
        let positive =
            |text: &str| number(text).and_then(|it| if it == 0 { Err(NotAWord) } else { Ok(it) });
        Ok(match (word, inside) {
            ("" | "drop", None) => Self::Drop,
            ("keep", None) => Self::Keep,
            ("pseudonym", None) => Self::Pseudonym,
            ("band", Some(bands)) => {
                let bands: Vec<String> =
                    bands.split(',').map(|band| band.trim().to_owned()).collect();
                if bands.iter().all(|band| is_band(band)) {
                    Self::Band(bands)
                } else {
                    return Err(NotAWord);
                }
            }
            ("top", Some(n)) => Self::Top(positive(n)?),
            ("round", Some(n)) => Self::Round(positive(n)?),
            ("month", None) => Self::Month,
            ("quarter", None) => Self::Quarter,
            ("year", None) => Self::Year,
            ("adm0", None) => Self::Adm(0),
            ("adm1", None) => Self::Adm(1),
            ("adm2", None) => Self::Adm(2),
            ("geo", Some(n)) => Self::Geo(u8::try_from(number(n)?).map_err(|_err| NotAWord)?),
            ("recode", Some(list)) if !list.trim().is_empty() => {
                Self::Recode(list.trim().to_owned())
            }
            ("flag", None) => Self::Flag,
            ("review", None) => Self::Review,
            ("table", None) => Self::Table,
            _ => return Err(NotAWord),
        })
    }
}

/// `5-17`, `60+` or one number.
fn is_band(band: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    digits(band)
        || band.strip_suffix('+').is_some_and(digits)
        || band.split_once('-').is_some_and(|(from, to)| digits(from) && digits(to))
}

impl QuestionType {
    /// The type that the first word of the type column names; the second value says whether the
    /// word is one that this program knows.
    pub(super) fn of_word(word: &str) -> Self {
        match word {
            "text" | "string" | "email" | "phone" | "url" => Self::Text,
            "integer" | "int" => Self::Integer,
            "decimal" => Self::Decimal,
            "date" => Self::Date,
            "time" => Self::Time,
            "datetime" => Self::DateTime,
            "select_one" | "select_one_external" | "select_one_from_file" => Self::SelectOne,
            "select_multiple" | "select_multiple_external" | "select_multiple_from_file" => {
                Self::SelectMultiple
            }
            "rank" => Self::Rank,
            "note" => Self::Note,
            "calculate" => Self::Calculate,
            "hidden" | "xml-external" | "csv-external" => Self::Hidden,
            "geopoint" | "location" => Self::Geopoint,
            "start" => Self::Start,
            "end" => Self::End,
            "today" => Self::Today,
            "username" => Self::Username,
            "deviceid" | "imei" => Self::DeviceId,
            "phonenumber" | "simserial" | "subscriberid" | "audit" | "start-geopoint"
            | "background-audio" => Self::Metadata,
            "acknowledge" | "trigger" => Self::Acknowledge,
            "range" => Self::Range,
            "image" | "photo" => Self::Media(Media::Image),
            "audio" => Self::Media(Media::Audio),
            "video" => Self::Media(Media::Video),
            "file" => Self::Media(Media::File),
            "barcode" => Self::Media(Media::Barcode),
            "geotrace" => Self::Media(Media::Geotrace),
            "geoshape" => Self::Media(Media::Geoshape),
            other => Self::Unknown(other.to_owned()),
        }
    }

    /// Whether a person can answer it here.
    #[must_use]
    pub const fn takes_answer(&self) -> bool {
        match self {
            Self::Text
            | Self::Integer
            | Self::Decimal
            | Self::Date
            | Self::Time
            | Self::DateTime
            | Self::SelectOne
            | Self::SelectMultiple
            | Self::Rank
            | Self::Geopoint
            | Self::Acknowledge
            | Self::Range => true,
            Self::Note
            | Self::Calculate
            | Self::Hidden
            | Self::Start
            | Self::End
            | Self::Today
            | Self::Username
            | Self::DeviceId
            | Self::Metadata
            | Self::Media(_)
            | Self::Unknown(_) => false,
        }
    }

    /// Whether it is put before a person at all.
    #[must_use]
    pub const fn is_shown(&self) -> bool {
        self.takes_answer() || matches!(self, Self::Note | Self::Media(_) | Self::Unknown(_))
    }

    /// Whether the device fills it in.
    #[must_use]
    pub const fn is_metadata(&self) -> bool {
        matches!(
            self,
            Self::Start
                | Self::End
                | Self::Today
                | Self::Username
                | Self::DeviceId
                | Self::Metadata
        )
    }

    /// Whether a record can hold a value of it.
    #[must_use]
    pub const fn holds_value(&self) -> bool {
        !matches!(self, Self::Note | Self::Media(_) | Self::Unknown(_) | Self::Metadata)
    }

    /// Whether its value is several codes with spaces between them.
    #[must_use]
    pub const fn is_list(&self) -> bool {
        matches!(self, Self::SelectMultiple | Self::Rank)
    }

    /// Whether it is answered from a list.
    #[must_use]
    pub const fn is_choice(&self) -> bool {
        matches!(self, Self::SelectOne | Self::SelectMultiple | Self::Rank)
    }
}

impl Question {
    /// Whether the appearance column has this word.
    #[must_use]
    pub fn looks(&self, word: &str) -> bool {
        self.appearance.iter().any(|it| it == word)
    }

    /// Whether a person is asked for it: neither calculated nor filled in by the device.
    #[must_use]
    pub fn is_asked(&self) -> bool {
        self.kind.takes_answer() && !self.is_calculated
    }

    /// The value of a parameter.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exports_are_read_as_written() {
        assert_eq!(
            "band(0-4,5-17,60+)".parse(),
            Ok(Export::Band(vec!["0-4".into(), "5-17".into(), "60+".into()]))
        );
        assert_eq!("band(1,2-4)".parse(), Ok(Export::Band(vec!["1".into(), "2-4".into()])));
        assert_eq!("geo(1)".parse(), Ok(Export::Geo(1)));
        assert_eq!("".parse(), Ok(Export::Drop));
        for wrong in ["band", "band()", "band(4-)", "top(x)", "top(0)", "recode()", "kept", "geo(1"]
        {
            assert_eq!(wrong.parse::<Export>(), Err(NotAWord), "{wrong}");
        }
    }
}
