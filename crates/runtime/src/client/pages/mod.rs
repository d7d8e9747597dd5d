//! Calls that are repeated for each page of a list.

mod items;
mod link;
mod next;
mod stream;

use crate::parameter::Parameter;

pub use self::items::Items;
pub use self::stream::Pages;

/// The description of the pages of an operation.
#[derive(Debug)]
pub struct Paging {
    /// The way to the next page.
    pub next: NextPage,
    /// The JSON pointer to the items in the body of a page. A page without items is the last one,
    /// unless the next page has a URL.
    pub items: Option<&'static str>,
    /// The JSON pointer to a boolean in the body. If it is not `true`, the page is the last one.
    pub more: Option<&'static str>,
}

/// The way from a page to the next one. In the JSON pointers, the index `-1` is the last element of
/// an array.
#[derive(Clone, Copy, Debug)]
pub enum NextPage {
    /// The URL in the header `Link` with the relation `next` (RFC 8288).
    Link,
    /// The URL in the body at a JSON pointer.
    Url(&'static str),
    /// A value in the body, with which the next call is made.
    Cursor {
        /// The JSON pointer to the value.
        from: &'static str,
        /// The part of the next request that contains the value.
        to: CursorTarget,
    },
    /// A query parameter with the number of items before the page.
    Offset(Parameter),
    /// A query parameter with the number of the page.
    Number {
        /// The parameter.
        parameter: Parameter,
        /// The number of the first page, which a call without the parameter returns.
        first: u64,
    },
}

/// The part of a request that contains a cursor.
#[derive(Clone, Copy, Debug)]
pub enum CursorTarget {
    /// A parameter.
    Parameter(Parameter),
    /// A property of the JSON body.
    Property(&'static str),
}
