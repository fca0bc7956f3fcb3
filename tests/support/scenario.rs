//! A filling-in told as a story: each step acts or checks, and says where it failed.

use std::sync::Arc;

use waypost::{
    base::Instant,
    forms::{
        AnswerError, Definition, Diagnostic, Environment, Form, Instance, Path, Rule, Severity,
        compile,
    },
};

/// A form being filled in.
pub(crate) struct Scenario {
    /// The instance as it stands.
    pub(crate) instance: Instance,
}

/// 2024-06-15T10:20:30Z, as user `amina` on computer `d1`.
pub(crate) fn environment() -> Environment {
    Environment {
        now: Instant(1_718_446_830_000),
        offset_secs: 0,
        username: "amina".to_owned(),
        device: "d1".to_owned(),
        seed: 7,
        language: String::new(),
    }
}

/// The definition of sheets written as CSV; indentation and blank lines are ignored.
pub(crate) fn definition(sheets: &[(&str, &str)]) -> Definition {
    let tidy = |text: &str| {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        lines.collect::<Vec<_>>().join("\n").into_bytes()
    };
    let sheets: Vec<(String, Vec<u8>)> =
        sheets.iter().map(|(name, text)| ((*name).to_owned(), tidy(text))).collect();
    Definition::from_csv(&sheets).expect("sheets as CSV")
}

/// Form and diagnostics of sheets written as CSV.
pub(crate) fn compiled(sheets: &[(&str, &str)]) -> (Form, Vec<Diagnostic>) {
    compile(&definition(sheets))
}

/// Code, row and excerpt of each diagnostic that is at least `least`.
pub(crate) fn codes(diagnostics: &[Diagnostic], least: Severity) -> Vec<(&str, u32, &str)> {
    let heavy = diagnostics.iter().filter(|it| it.severity >= least);
    heavy.map(|it| (it.code, it.row, it.excerpt.as_str())).collect()
}

pub(crate) fn path(text: &str) -> Path {
    text.parse().expect("a path")
}

impl Scenario {
    /// A new instance of a form without code lists.
    #[track_caller]
    pub(crate) fn open(survey: &str) -> Self {
        Self::with(&[("survey", survey)])
    }

    /// A new instance of a form of several sheets.
    #[track_caller]
    pub(crate) fn with(sheets: &[(&str, &str)]) -> Self {
        let (form, diagnostics) = compiled(sheets);
        let errors = codes(&diagnostics, Severity::Error);
        assert!(errors.is_empty(), "the form does not run: {errors:?}");
        Self { instance: Instance::new(Arc::new(form), &environment()) }
    }

    /// Answers a question.
    #[track_caller]
    pub(crate) fn answer(mut self, at: &str, text: &str) -> Self {
        self.instance.answer(&path(at), text).unwrap_or_else(|error| panic!("{at}: {error}"));
        self
    }

    /// Answers a question in a way that is not taken.
    #[track_caller]
    pub(crate) fn refuses(mut self, at: &str, text: &str, want: AnswerError) -> Self {
        let before = self.instance.value(&path(at)).to_owned();
        assert_eq!(self.instance.answer(&path(at), text), Err(want), "{at} = {text}");
        assert_eq!(self.instance.value(&path(at)), before, "{at} changed");
        self
    }

    /// Checks a value.
    #[track_caller]
    pub(crate) fn holds(self, at: &str, want: &str) -> Self {
        assert_eq!(self.instance.value(&path(at)), want, "{at}");
        self
    }

    /// Checks that a node is asked.
    #[track_caller]
    pub(crate) fn asks(self, at: &str) -> Self {
        assert!(self.instance.is_relevant(&path(at)), "{at} is not asked");
        self
    }

    /// Checks that a node is not asked.
    #[track_caller]
    pub(crate) fn skips(self, at: &str) -> Self {
        assert!(!self.instance.is_relevant(&path(at)), "{at} is asked");
        self
    }

    /// Adds an instance of a repeat and checks its path.
    #[track_caller]
    pub(crate) fn add(mut self, repeat: &str, want: &str) -> Self {
        let added = self.instance.add_repeat(&path(repeat)).expect("a repeat");
        assert_eq!(added.to_string(), want);
        self
    }

    /// Removes an instance of a repeat.
    #[track_caller]
    pub(crate) fn remove(mut self, instance: &str) -> Self {
        self.instance.remove_repeat(&path(instance)).expect("an instance");
        self
    }

    /// Checks how many instances a repeat has.
    #[track_caller]
    pub(crate) fn counts(self, repeat: &str, want: usize) -> Self {
        assert_eq!(self.instance.repeat_instances(&path(repeat)).len(), want, "{repeat}");
        self
    }

    /// Checks the codes that a node offers.
    #[track_caller]
    pub(crate) fn offers(self, at: &str, want: &[&str]) -> Self {
        let at = path(at);
        let got: Vec<&str> = self.instance.choices(&at).iter().map(|it| it.code.as_str()).collect();
        assert_eq!(got, want, "{at}");
        self
    }

    /// Checks what is broken, in document order.
    #[track_caller]
    pub(crate) fn breaks(self, want: &[(&str, Rule)]) -> Self {
        let violations = self.instance.violations();
        let got: Vec<(String, Rule)> =
            violations.iter().map(|it| (it.path.to_string(), it.rule)).collect();
        let want: Vec<(String, Rule)> =
            want.iter().map(|(at, rule)| ((*at).to_owned(), *rule)).collect();
        assert_eq!(got, want);
        self
    }

    /// Checks the label of a node in a language.
    #[track_caller]
    pub(crate) fn reads(self, at: &str, language: &str, want: &str) -> Self {
        assert_eq!(self.instance.label(&path(at), language), want, "{at}");
        self
    }

    /// Stores the instance and reads it back; nothing may have changed.
    #[track_caller]
    pub(crate) fn reopen(self) -> Self {
        let stored = self.instance.to_json();
        let form = Arc::clone(self.instance.form());
        let instance = Instance::from_json(form, &environment(), &stored).expect("own text");
        assert_eq!(*instance.to_json(), *stored);
        assert_eq!(instance.answers(), self.instance.answers());
        Self { instance }
    }
}
