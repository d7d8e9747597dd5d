//! The locations of parameters.

use super::Style;

/// The part of a request that contains a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ParameterLocation {
    /// The path.
    Path,
    /// The query string.
    Query,
    /// A header.
    Header,
    /// The `Cookie` header.
    Cookie,
}

impl ParameterLocation {
    /// Parses a value of the key `in` of a Parameter Object.
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "path" => Self::Path,
            "query" => Self::Query,
            "header" => Self::Header,
            "cookie" => Self::Cookie,
            _ => return None,
        })
    }

    /// Returns the name that the key `in` uses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
        }
    }

    /// Returns the styles that parameters in the location can have.
    pub fn styles(self) -> &'static [Style] {
        match self {
            Self::Path => &[Style::Simple, Style::Label, Style::Matrix],
            Self::Query => &[
                Style::Form,
                Style::SpaceDelimited,
                Style::PipeDelimited,
                Style::DeepObject,
            ],
            Self::Header => &[Style::Simple],
            Self::Cookie => &[Style::Form],
        }
    }

    /// Returns the style of a `collectionFormat` (Parameter Object, Swagger 2.0), if parameters in
    /// the location cannot have that style in OpenAPI 3.0.
    pub fn collection_style(self, format: &str) -> Option<Style> {
        let is_query = self == Self::Query;
        Some(match format {
            "tsv" => Style::TabDelimited,
            "ssv" if !is_query => Style::SpaceDelimited,
            "pipes" | "pipe" if !is_query => Style::PipeDelimited,
            _ => return None,
        })
    }

    /// Returns the style of a parameter without the key `style` (OpenAPI 3.0.3, 4.7.12.2).
    pub fn default_style(self) -> Style {
        match self {
            Self::Path | Self::Header => Style::Simple,
            Self::Query | Self::Cookie => Style::Form,
        }
    }
}
