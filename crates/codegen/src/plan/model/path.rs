//! Paths of operations.

/// The path of an operation in the generated crates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathPlan {
    /// The path as the document has it.
    pub text: String,
    /// The path template, in which `{+name}` is a parameter that can contain slashes (RFC 6570,
    /// 3.2.3).
    pub template: String,
    /// The query that each request has, without the question mark; usually empty.
    pub query: String,
    /// The names and values of parameters that share a segment with another one.
    pub values: Vec<(String, PathValues)>,
}

/// The values of a path parameter that shares a segment with another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathValues {
    /// Integers.
    Integer,
    /// One of these texts.
    OneOf(Vec<String>),
    /// Texts that consist of these runs, one after another.
    Runs(Vec<CharacterRun>),
}

/// A number of characters, each of which is in one of the ranges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CharacterRun {
    /// The first and the last character of each range, in ASCII.
    pub ranges: Vec<(char, char)>,
    /// The minimum number of characters.
    pub min: usize,
    /// The maximum number of characters.
    pub max: usize,
}
