//! Conversion of strings to the letters of a name.

use std::borrow::Cow;

use heck::{ToKebabCase, ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};

use super::reserved;
use crate::catalogue::config::InvalidName;

/// The kind of item that a name is for, which determines its letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A type or trait.
    Type,
    /// A variant of an enum.
    Variant,
    /// A field or an argument.
    Field,
    /// A method or function.
    Method,
    /// A module and its file.
    Module,
    /// A constant or static.
    Const,
}

/// The maximum length of a name in bytes. Longer names are cut and end with a hash of the original
/// string.
const MAX_BYTES: usize = 100;

impl Kind {
    /// Returns the name for a string, or `None` if the string has no letter or digit.
    pub(super) fn name(self, text: &str) -> Option<String> {
        let ascii = deunicode::deunicode_with_tofu_cow(text, " ");
        let cased = self.case(&ascii);
        if cased.is_empty() {
            return None;
        }
        let mut name = if cased.starts_with(|first: char| first.is_ascii_digit()) {
            self.join(self.filler(), &cased)
        } else {
            cased
        };
        if name.len() > MAX_BYTES {
            name.truncate(MAX_BYTES - 9);
            name = self.join(&name, &self.case(&format!("h{:08x}", hash(text))));
        }
        Some(self.unreserved(name))
    }

    /// Returns the name for a string with its symbols spelled out: `LessEqual` for `<=`.
    pub(super) fn spelled(self, text: &str) -> Option<String> {
        let spelled: String = text.chars().take(MAX_BYTES).map(spell).collect();
        self.name(&spelled)
    }

    /// Returns the name for a string without a letter, digit or symbol.
    pub(super) fn empty(self) -> String {
        self.case(if matches!(self, Kind::Variant) {
            "empty"
        } else {
            self.filler()
        })
    }

    /// Checks that a name follows the rules, so that the compiler does not warn about it.
    pub(super) fn check(self, name: &str) -> Result<(), InvalidName> {
        if !self.is_cased(name) {
            return Err(match self {
                Kind::Type | Kind::Variant => InvalidName::NotUpperCamelCase,
                Kind::Field | Kind::Method | Kind::Module => InvalidName::NotSnakeCase,
                Kind::Const => InvalidName::NotUpperCase,
            });
        }
        if name.len() > MAX_BYTES {
            return Err(InvalidName::TooLong(MAX_BYTES));
        }
        if self.unreserved(name.to_owned()) == name {
            return Ok(());
        }
        Err(if reserved::is_keyword(name) {
            InvalidName::Keyword
        } else {
            InvalidName::Reserved
        })
    }

    fn is_cased(self, name: &str) -> bool {
        let letters =
            |allowed: fn(char) -> bool| name.chars().all(|c| c.is_ascii_digit() || allowed(c));
        let begins =
            |allowed: fn(&char) -> bool| name.chars().next().is_some_and(|first| allowed(&first));
        match self {
            Kind::Type | Kind::Variant => {
                begins(char::is_ascii_uppercase) && letters(|c| c.is_ascii_alphabetic())
            }
            Kind::Field | Kind::Method | Kind::Module => {
                begins(char::is_ascii_lowercase) && letters(|c| c.is_ascii_lowercase() || c == '_')
            }
            Kind::Const => {
                begins(char::is_ascii_uppercase) && letters(|c| c.is_ascii_uppercase() || c == '_')
            }
        }
    }

    /// Appends a number to a name.
    pub(super) fn numbered(self, name: &str, number: usize) -> String {
        self.join(name, &number.to_string())
    }

    /// Returns the form of a name that must be unique in its scope.
    pub(super) fn key(self, name: &str) -> String {
        match self {
            // Some file systems ignore the case of file names.
            Kind::Module => name.to_ascii_lowercase(),
            _ => name.to_owned(),
        }
    }

    fn case(self, text: &str) -> String {
        let text = whole_words(text);
        match self {
            Kind::Type | Kind::Variant => text.to_upper_camel_case(),
            Kind::Field | Kind::Method | Kind::Module => text.to_snake_case(),
            Kind::Const => text.to_shouty_snake_case(),
        }
    }

    fn filler(self) -> &'static str {
        match self {
            Kind::Type => "Type",
            Kind::Variant => "Value",
            Kind::Field => "field",
            Kind::Method => "call",
            Kind::Module => "module",
            Kind::Const => "VALUE",
        }
    }

    fn join(self, first: &str, second: &str) -> String {
        match self {
            Kind::Type | Kind::Variant => format!("{first}{second}"),
            Kind::Field | Kind::Method | Kind::Module | Kind::Const => {
                format!("{}_{second}", first.trim_end_matches('_'))
            }
        }
    }

    fn unreserved(self, name: String) -> String {
        match self {
            Kind::Type if reserved::is_type(&name) => name + "Type",
            Kind::Variant if name == "Self" => name + "Value",
            Kind::Field | Kind::Method if reserved::never_raw(&name) => name + "_",
            Kind::Module if reserved::is_module(&name) => name + "_",
            _ => name,
        }
    }
}

/// Returns the words of a name in lower case.
pub fn words(name: &str) -> Vec<String> {
    let snake = Kind::Field.case(name);
    snake.split('_').map(str::to_owned).collect()
}

/// Adjusts words that case conversion would split: plurals of acronyms (`userIDs`) and names with
/// unusual capitals (`OAuth`).
fn whole_words(text: &str) -> Cow<'_, str> {
    const UNUSUAL: [(&str, &str); 6] = [
        ("OAuth", "Oauth"),
        ("IPv4", "Ipv4"),
        ("IPv6", "Ipv6"),
        ("GraphQL", "Graphql"),
        ("iOS", "Ios"),
        ("macOS", "Macos"),
    ];
    if !text.contains(|c: char| c.is_ascii_uppercase()) {
        return Cow::Borrowed(text);
    }
    let mut text = Cow::Borrowed(text);
    for (written, word) in UNUSUAL {
        if text.contains(written) {
            text = Cow::Owned(text.replace(written, word));
        }
    }
    let chars: Vec<char> = text.chars().collect();
    let mut whole = String::with_capacity(text.len());
    let mut index = 0;
    while let Some(first) = chars.get(index) {
        let rest = chars.get(index + 1..).unwrap_or_default();
        let capitals = if first.is_ascii_uppercase() {
            rest.iter().take_while(|c| c.is_ascii_uppercase()).count()
        } else {
            0
        };
        let after = rest.get(capitals..).unwrap_or_default();
        // A plural is an `s` after capitals, at the end of the word.
        let is_plural = capitals > 0
            && after.first() == Some(&'s')
            && !after.get(1).is_some_and(char::is_ascii_lowercase);
        whole.push(*first);
        let taken = rest.get(..capitals).unwrap_or_default();
        whole.extend(taken.iter().map(|c| {
            if is_plural {
                c.to_ascii_lowercase()
            } else {
                *c
            }
        }));
        index += 1 + capitals;
    }
    Cow::Owned(whole)
}

/// Converts a string to a package name in kebab case.
pub(super) fn package(text: &str) -> String {
    let mut name = whole_words(&deunicode::deunicode_with_tofu_cow(text, " ")).to_kebab_case();
    if name.is_empty() {
        return "api".to_owned();
    }
    if name.starts_with(|first: char| first.is_ascii_digit()) {
        name.insert_str(0, "api-");
    }
    name.truncate(50);
    name.trim_end_matches('-').to_owned()
}

/// Returns the 32-bit FNV-1a hash, which is the same on every machine and in every version.
fn hash(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

fn spell(symbol: char) -> String {
    let word = match symbol {
        '!' => "not",
        '"' | '\'' => "quote",
        '#' => "hash",
        '$' => "dollar",
        '%' => "percent",
        '&' => "and",
        '(' | '[' | '{' => "open",
        ')' | ']' | '}' => "close",
        '*' => "star",
        '+' => "plus",
        ',' => "comma",
        '-' => "minus",
        '.' => "dot",
        '/' => "slash",
        ':' => "colon",
        ';' => "semicolon",
        '<' => "less",
        '=' => "equal",
        '>' => "greater",
        '?' => "question",
        '@' => "at",
        '\\' => "backslash",
        '^' => "caret",
        '_' => "underscore",
        '`' => "backtick",
        '|' => "or",
        '~' => "tilde",
        ' ' => "space",
        other => return other.to_string(),
    };
    format!(" {word} ")
}
