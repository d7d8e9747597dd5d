//! The request body of an operation.

use super::docs::Docs;
use super::encoding::EncodingPlan;
use super::multipart::FileProperties;
use super::ty::RustType;
use specwright_openapi::ir::TypeRef;

/// A request body.
#[derive(Clone, Debug)]
pub struct BodyPlan {
    /// Whether a request must have one.
    pub required: bool,
    /// The media types and ranges that are sent and read: one, unless the kind leaves it to the caller.
    pub media_types: Vec<String>,
    /// The same as the document says them: a range where one of it is sent.
    pub accepted: Vec<String>,
    /// How the content is written and read.
    pub kind: BodyKind,
    /// How members of a form or a multipart body are written that are not written the usual way.
    pub encodings: Vec<EncodingPlan>,
    /// Its type, without the `Option` of one that is not required.
    pub ty: RustType,
    /// Whether callers give anything that converts into the type.
    pub into: bool,
    /// What the document says about it.
    pub docs: Docs,
    /// The schema of the content.
    pub schema: Option<TypeRef>,
    /// The members that are files.
    pub files: FileProperties,
}

/// How the content of a body is written and read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyKind {
    /// As JSON.
    Json,
    /// As `application/x-www-form-urlencoded`.
    Form,
    /// As `multipart/form-data`, member by member.
    Multipart,
    /// As a list of parts.
    Parts,
    /// As text.
    Text,
    /// As the text of a scalar value.
    Scalar,
    /// As it is.
    Bytes,
    /// As it is, of a media type that the caller chooses.
    Content,
}
