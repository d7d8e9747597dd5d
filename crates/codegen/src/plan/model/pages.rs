//! Lists that are divided into pages.

use super::parameter::WireParameter;
use super::response::ResponsePlan;
use super::ty::RustType;
use specwright_openapi::vocabulary::Status;

/// The methods that return the pages and the items of a list.
#[derive(Clone, Debug)]
pub struct PagesPlan {
    /// The way to the next page.
    pub next: NextPagePlan,
    /// The JSON pointer to the items.
    pub items: String,
    /// The JSON pointer to the boolean that tells whether another page follows.
    pub more: Option<String>,
    /// The type of an item.
    pub item: RustType,
    /// The response with a page, which is JSON.
    pub response: ResponsePlan,
    /// The statuses of the response.
    pub statuses: Vec<Status>,
}

/// The way to the next page.
#[derive(Clone, Debug)]
pub enum NextPagePlan {
    /// The URL in the header `Link`.
    Link,
    /// The URL at a JSON pointer.
    Url(String),
    /// The value at a JSON pointer.
    Cursor {
        /// The JSON pointer.
        from: String,
        /// The part of the next request that contains the value.
        to: CursorTargetPlan,
    },
    /// The number of items before the page.
    Offset(WireParameter),
    /// The number of the page.
    Number {
        /// The parameter.
        parameter: WireParameter,
        /// The number of the first page.
        first: u64,
    },
}

/// The part of a request that contains a cursor.
#[derive(Clone, Debug)]
pub enum CursorTargetPlan {
    /// A parameter.
    Parameter(WireParameter),
    /// A property of the JSON body.
    Property(String),
}
