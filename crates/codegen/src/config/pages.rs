//! Options for lists that are divided into pages.

use serde::Deserialize;

/// The pages of the list that an operation returns.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct PagesConfig {
    /// The way to the next page.
    pub next: NextPageKind,
    /// The name of the query parameter that selects a page.
    pub parameter: Option<String>,
    /// The name of the property of the JSON body that contains the cursor, instead of a parameter.
    pub property: Option<String>,
    /// The JSON pointer to the cursor or the URL in the body of a page.
    pub from: Option<String>,
    /// The JSON pointer to the items in the body of a page. Without it, they are the body or its only
    /// array.
    pub items: Option<String>,
    /// The JSON pointer to a boolean in the body that is `true` unless the page is the last one.
    pub more: Option<String>,
    /// The number of the first page, by default 1.
    pub first: Option<u64>,
}

/// The kinds of ways to the next page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NextPageKind {
    /// The URL in the header `Link` with the relation `next`.
    Link,
    /// A URL in the body.
    Url,
    /// A value in the body, with which the next request is made.
    Cursor,
    /// A parameter with the number of items before the page.
    Offset,
    /// A parameter with the number of the page.
    Number,
}
