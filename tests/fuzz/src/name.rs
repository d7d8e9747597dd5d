//! Names of schemas, properties, parameters, tags and operations.

use crate::choices::Choices;

const PLAIN: &[&str] = &[
    "id", "name", "pet", "owner", "value", "state", "kind", "size", "color", "order", "address",
    "note", "price", "country", "created", "visits", "labels", "parent", "photo", "weight",
];

/// Names that are legal in every position of a document, and difficult in Rust: keywords, the
/// prelude, names of the runtime, names that differ only in case, digits.
const DIFFICULT: &[&str] = &[
    "type",
    "self",
    "Self",
    "crate",
    "super",
    "match",
    "async",
    "gen",
    "try",
    "Option",
    "Result",
    "Vec",
    "String",
    "Box",
    "Some",
    "Ok",
    "Default",
    "Clone",
    "Error",
    "Client",
    "Server",
    "Request",
    "Response",
    "Body",
    "Value",
    "Unknown",
    "Status",
    "Limits",
    "limits",
    "panicked",
    "render",
    "authenticate",
    "service",
    "new",
    "build",
    "builder",
    "send",
    "body",
    "headers",
    "status",
    "into",
    "clone",
    "serde",
    "std",
    "core",
    "alloc",
    "http",
    "json",
    "types",
    "schemas",
    "operations",
    "security",
    "router",
    "input",
    "value",
    "result",
    "petId",
    "pet_id",
    "pet-id",
    "PetID",
    "Pet.Id",
    "petid",
    "1st",
    "2",
    "_",
    "__",
    "-",
    "a.b",
    "A",
    "a",
    "B1",
    "b_1",
    "i32",
    "u8",
    "str",
    "bool",
    "main",
    "test",
    "derive",
    "allow",
    "x-name",
    "Principal",
    "Operation",
    "Parameter",
    "Schema",
    "GetPet",
    "getPetRequest",
    "getPetError",
    "PetKind",
    "Pet",
    "Pets",
];

/// Names that only property names, parameters and enumerated values can have.
const STRANGE: &[&str] = &[
    "",
    " ",
    "a b",
    "+1",
    "-1",
    "$ref",
    "$id",
    "$defs",
    "a/b",
    "a~b",
    "a[b]",
    "a[]",
    "{a}",
    "a\"b",
    "a\\b",
    "a\nb",
    "ß",
    "é",
    "e\u{301}",
    "日本",
    "🦀",
    "ǅ",
    "\u{202e}b",
    "\u{0}",
    "a=b",
    "a&b",
    "%41",
    "a;b",
    "a,b",
    "#",
    "?",
    "*/",
    "//",
    "`",
    "'",
    "r#type",
    "<script>",
    "1.5",
    "null",
    "true",
    "~",
];

/// How far names depart from plain words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Oddity {
    /// Only plain words.
    Plain,
    /// Also names that are difficult in Rust.
    Difficult,
    /// Also names outside the alphabet of identifiers.
    Strange,
}

impl Oddity {
    /// Chooses how odd the names of a document are.
    pub fn choose(choices: &mut Choices<'_>) -> Self {
        match choices.up_to(3) {
            0 | 1 => Self::Plain,
            2 => Self::Difficult,
            _ => Self::Strange,
        }
    }

    /// Returns a name of `A-Z`, `a-z`, `0-9`, `.`, `_` and `-`, as components have.
    pub fn identifier(self, choices: &mut Choices<'_>) -> String {
        match self {
            Self::Plain => choices.pick(PLAIN).to_owned(),
            _ if choices.one_in(2) => choices.pick(DIFFICULT).to_owned(),
            _ => choices.pick(PLAIN).to_owned(),
        }
    }

    /// Returns a name without restrictions.
    pub fn text(self, choices: &mut Choices<'_>) -> String {
        match self {
            Self::Strange if choices.one_in(3) => choices.pick(STRANGE).to_owned(),
            _ => self.identifier(choices),
        }
    }

    /// Returns a sentence for a description.
    pub fn sentence(self, choices: &mut Choices<'_>) -> String {
        let (first, last) = (self.text(choices), self.text(choices));
        match choices.up_to(if self == Self::Strange { 5 } else { 1 }) {
            0 => format!("The {first} of the {last}."),
            1 => format!("Lists `{first}`:\n\n- {last}\n- more"),
            2 => format!("```\n{first}\n"),
            3 => format!("[{first}]({last}) | <b>{last}"),
            4 => format!("    {first}\r\n\t{last}\u{2028}"),
            _ => format!("\"#{first}\\ */ {last}"),
        }
    }
}

/// Returns the names without repetitions, in their order.
pub fn distinct(names: Vec<String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for name in names {
        if !kept.contains(&name) {
            kept.push(name);
        }
    }
    kept
}
