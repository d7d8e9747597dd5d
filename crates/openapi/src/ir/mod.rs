//! The model of an API: what a document describes, independent of the version of OpenAPI and of any
//! programming language.
//!
//! Every reference is resolved to a [`SchemaId`], every `allOf` is merged, every default of the
//! specification is applied, and each item has the [`Span`](crate::pointer::Span) of the document
//! that it came from.

mod api;
mod array;
mod body;
mod docs;
mod dump;
mod enumeration;
mod header;
mod info;
mod object;
mod operation;
mod parameter;
mod range;
mod response;
mod rule;
mod schema;
mod security;
mod traversal;
mod type_ref;
mod union;

pub use api::Api;
pub use array::{Array, Tuple};
pub use body::{Content, ContentKind, Encoding, RequestBody};
pub use docs::Docs;
pub use dump::dump;
pub use enumeration::{EnumValue, Enumeration};
pub use header::Header;
pub use info::{Info, Server, ServerVariable, Tag};
pub use object::{
    Access, Additional, Object, PatternProperty, Property, PropertyChoice, PropertySet,
};
pub use operation::{Method, Operation, PathPart, PathTemplate};
pub use parameter::{Parameter, Serialization};
pub use range::{Bounds, Lengths};
pub use response::Response;
pub use rule::{ArrayRule, Condition, Contains, ObjectRule, Rule, RuleChoice, RuleId};
pub use schema::{Schema, SchemaKind, SchemaName, StringFormat, Usage};
pub use security::{Scheme, SchemeKind, SecurityAlternative, SecurityRequirement};
pub use type_ref::{SchemaId, TypeRef};
pub use union::{Branch, Discrimination, Union};
