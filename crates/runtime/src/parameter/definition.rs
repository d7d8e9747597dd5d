/// The part of a request that contains a parameter (`in` of the Parameter Object).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Location {
    /// The path.
    Path,
    /// The query string.
    Query,
    /// A header.
    Header,
    /// The `Cookie` header.
    Cookie,
}

/// The serialization style of a parameter (OpenAPI 3.0.3, 4.7.12.3). Styles that RFC 6570 defines
/// expand as it describes. In Swagger 2.0, lists in paths and headers can also be delimited by
/// spaces, pipes and tabs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `a,b` in paths and headers.
    Simple,
    /// `name=a,b` in queries and cookies.
    Form,
    /// `.a.b` in paths.
    Label,
    /// `;name=a,b` in paths.
    Matrix,
    /// `name=a%20b` in queries.
    SpaceDelimited,
    /// `name=a%7Cb` in queries.
    PipeDelimited,
    /// `name=a%09b` in queries. Only Swagger 2.0 has it (`collectionFormat: tsv`).
    TabDelimited,
    /// `name[key]=value` in queries.
    DeepObject,
}

impl Style {
    /// Returns the character between the elements of a list that is not exploded.
    pub(super) const fn delimiter(self) -> char {
        match self {
            Style::SpaceDelimited => ' ',
            Style::PipeDelimited => '|',
            Style::TabDelimited => '\t',
            Style::Simple | Style::Form | Style::Label | Style::Matrix | Style::DeepObject => ',',
        }
    }
}

/// The declaration of a parameter: its name, location and serialization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// The name on the wire.
    pub name: &'static str,
    /// The part of the request that contains it.
    pub location: Location,
    /// The serialization style.
    pub style: Style,
    /// Whether each array element or object property is serialized separately.
    pub explode: bool,
    /// Whether reserved characters in a query or a path are not percent-encoded.
    pub allow_reserved: bool,
    /// Whether the value is serialized as JSON, regardless of the style.
    pub json: bool,
    /// The names of other parameters and credentials at the location. An exploded object has none
    /// of them as a property.
    pub others: &'static [&'static str],
    /// Whether an exploded object has all pairs that belong to no other parameter, even if its
    /// schema names properties.
    pub open: bool,
}

impl Parameter {
    /// Declares a path parameter in the style `simple`.
    pub const fn path(name: &'static str) -> Self {
        Self::new(name, Location::Path, Style::Simple, false)
    }

    /// Declares a query parameter in the style `form`, exploded.
    pub const fn query(name: &'static str) -> Self {
        Self::new(name, Location::Query, Style::Form, true)
    }

    /// Declares a header in the style `simple`.
    pub const fn header(name: &'static str) -> Self {
        Self::new(name, Location::Header, Style::Simple, false)
    }

    /// Declares a cookie in the style `form`, exploded.
    pub const fn cookie(name: &'static str) -> Self {
        Self::new(name, Location::Cookie, Style::Form, true)
    }

    /// Sets the style. `explode` keeps the default of the location and is set separately.
    #[must_use]
    pub const fn style(mut self, style: Style) -> Self {
        self.style = style;
        self
    }

    /// Sets whether each array element or object property is serialized separately.
    #[must_use]
    pub const fn explode(mut self, explode: bool) -> Self {
        self.explode = explode;
        self
    }

    /// Allows reserved characters without percent-encoding: in a query all except `#`, `&`, `=` and
    /// `+`, which would change how the query is parsed, and in a path all except `?`, `#`, `[` and
    /// `]`, which a path cannot contain.
    #[must_use]
    pub const fn allow_reserved(mut self) -> Self {
        self.allow_reserved = true;
        self
    }

    /// Serializes the value as JSON.
    #[must_use]
    pub const fn json(mut self) -> Self {
        self.json = true;
        self
    }

    /// Sets the names of other parameters, which an exploded object does not have as properties.
    #[must_use]
    pub const fn others(mut self, others: &'static [&'static str]) -> Self {
        self.others = others;
        self
    }

    /// Adds the pairs that belong to no other parameter to an exploded object.
    #[must_use]
    pub const fn open(mut self) -> Self {
        self.open = true;
        self
    }

    /// Returns whether a pair with this name belongs to another parameter.
    pub(super) fn belongs_to_other(&self, name: &str) -> bool {
        self.others.iter().any(|other| {
            name.strip_prefix(other)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('['))
        })
    }

    const fn new(name: &'static str, location: Location, style: Style, explode: bool) -> Self {
        Self {
            name,
            location,
            style,
            explode,
            allow_reserved: false,
            json: false,
            others: &[],
            open: false,
        }
    }
}
