//! Paths of operations.

/// The path of an operation: a template, and what tells its requests from those of other operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Path {
    /// The template, with parameters in braces. `{+name}` is a parameter that can contain slashes
    /// (RFC 6570, 3.2.3).
    pub template: &'static str,
    /// The query that each request has, without the question mark; usually empty.
    pub query: &'static str,
    /// The values of parameters that share a segment with another one. A parameter that is not
    /// listed can have any value.
    pub values: &'static [(&'static str, PathValues)],
    /// The paths that take precedence over this one: a request that matches one of them as well
    /// belongs to another operation of the same method.
    pub precedence: &'static [Path],
}

/// The values of a path parameter that shares a segment with another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathValues {
    /// Integers in decimal notation.
    Integer,
    /// One of these texts, each without percent-encoding.
    OneOf(&'static [&'static str]),
    /// Texts that consist of these runs, one after another.
    Runs(&'static [CharacterRun]),
}

/// A number of characters, each of which is in one of the ranges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CharacterRun {
    /// The first and the last character of each range, in ASCII and without percent-encoding.
    pub ranges: &'static [(char, char)],
    /// The minimum number of characters.
    pub min: usize,
    /// The maximum number of characters.
    pub max: usize,
}

impl CharacterRun {
    /// Declares a run of characters.
    pub const fn new(ranges: &'static [(char, char)], min: usize, max: usize) -> Self {
        Self { ranges, min, max }
    }
}

impl Path {
    /// Declares a path whose parameters can have any values.
    pub const fn new(template: &'static str) -> Self {
        Self {
            template,
            query: "",
            values: &[],
            precedence: &[],
        }
    }

    /// Sets the query that each request has.
    #[must_use]
    pub const fn query(mut self, query: &'static str) -> Self {
        self.query = query;
        self
    }

    /// Sets the values of parameters that share a segment with another one.
    #[must_use]
    pub const fn values(mut self, values: &'static [(&'static str, PathValues)]) -> Self {
        self.values = values;
        self
    }

    /// Sets the paths that take precedence over this one.
    #[must_use]
    pub const fn after(mut self, precedence: &'static [Path]) -> Self {
        self.precedence = precedence;
        self
    }
}
