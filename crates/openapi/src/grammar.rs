//! The kinds of objects in a document and how they nest.
//!
//! A `$ref` is a reference only in place of one of these objects. Everywhere else (in examples,
//! defaults, enum values and extensions) it is data.

/// A kind of object of the OpenAPI Specification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    Document,
    Components,
    PathItem,
    Operation,
    Callback,
    Parameter,
    RequestBody,
    Response,
    Header,
    MediaType,
    Encoding,
    Schema,
    /// The value of `properties`, which some documents keep in a file of its own.
    Properties,
    SecurityScheme,
}

/// The way in which a key of an object contains other objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Nested {
    /// The value is an object of this kind.
    One(Kind),
    /// The value is a list of such objects.
    List(Kind),
    /// The value is a map of names to such objects.
    Map(Kind),
}

/// The methods of a Path Item Object, in the order of the specification. `query` exists since
/// OpenAPI 3.2.
pub(crate) const METHODS: [&str; 9] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace", "query",
];

/// The sections of a document with webhooks: an extension in OpenAPI 3.0, a keyword since 3.1.
pub(crate) const WEBHOOKS: [&str; 2] = ["webhooks", "x-webhooks"];

/// The schema keywords of a parameter, which Swagger 2.0 declares in the parameter itself and
/// OpenAPI 3.0 in its schema.
pub(crate) const SCHEMA_KEYWORDS: [&str; 17] = [
    "type",
    "format",
    "items",
    "enum",
    "default",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "minLength",
    "maxLength",
    "pattern",
    "minItems",
    "maxItems",
    "uniqueItems",
    "multipleOf",
    "nullable",
];

impl Kind {
    /// Returns how a key of this kind of object contains other objects, or `None` for keys whose
    /// values are plain values or data.
    pub fn nested(self, key: &str) -> Option<Nested> {
        use Nested::{List, Map, One};
        Some(match (self, key) {
            (Kind::Document, "paths" | "webhooks" | "x-webhooks") => Map(Kind::PathItem),
            (Kind::Document, "components") => One(Kind::Components),
            // In Swagger 2.0, components are sections of the document.
            (Kind::Document, "definitions") => Map(Kind::Schema),
            (Kind::Document, "responses") => Map(Kind::Response),
            (Kind::Document, "parameters") => Map(Kind::Parameter),
            (Kind::Document, "securityDefinitions") => Map(Kind::SecurityScheme),
            (Kind::Components, "schemas") => Map(Kind::Schema),
            (Kind::Components, "responses") => Map(Kind::Response),
            (Kind::Components, "parameters") => Map(Kind::Parameter),
            (Kind::Components, "requestBodies") => Map(Kind::RequestBody),
            (Kind::Components, "headers") => Map(Kind::Header),
            (Kind::Components, "pathItems") => Map(Kind::PathItem),
            (Kind::Components | Kind::Operation, "callbacks") => Map(Kind::Callback),
            (Kind::Callback, key) if !key.starts_with("x-") => One(Kind::PathItem),
            (Kind::Components, "mediaTypes") => Map(Kind::MediaType),
            (Kind::Components, "securitySchemes") => Map(Kind::SecurityScheme),
            (Kind::PathItem, method) if METHODS.contains(&method) => One(Kind::Operation),
            (Kind::PathItem | Kind::Operation, "parameters") => List(Kind::Parameter),
            (Kind::Operation, "requestBody") => One(Kind::RequestBody),
            (Kind::Operation, "responses") => Map(Kind::Response),
            (Kind::Response | Kind::Encoding, "headers") => Map(Kind::Header),
            (Kind::MediaType, "encoding") => Map(Kind::Encoding),
            (Kind::Parameter | Kind::Header | Kind::MediaType, "schema") => One(Kind::Schema),
            // In Swagger 2.0, responses have a schema, and parameters declare schema keywords
            // directly.
            (Kind::Response, "schema") | (Kind::Parameter | Kind::Header, "items") => {
                One(Kind::Schema)
            }
            (Kind::Parameter | Kind::Header | Kind::RequestBody | Kind::Response, "content") => {
                Map(Kind::MediaType)
            }
            (Kind::Schema, "properties") => One(Kind::Properties),
            (Kind::Properties, _) => One(Kind::Schema),
            (Kind::Schema, "items" | "additionalProperties" | "not") => One(Kind::Schema),
            (Kind::Schema, "contains" | "if" | "then" | "else") => One(Kind::Schema),
            (Kind::Schema, "dependentSchemas") => Map(Kind::Schema),
            (
                Kind::Schema,
                "additionalItems" | "unevaluatedItems" | "propertyNames" | "unevaluatedProperties",
            ) => One(Kind::Schema),
            (Kind::Schema, "patternProperties") => Map(Kind::Schema),
            (Kind::Schema, "allOf" | "oneOf" | "anyOf" | "prefixItems") => List(Kind::Schema),
            _ => return None,
        })
    }

    /// Returns whether a Reference Object can replace an object of this kind. OpenAPI 3.0 does not
    /// allow references to operations and media types, but documents contain them.
    pub fn may_be_reference(self) -> bool {
        !matches!(self, Kind::Document | Kind::Components | Kind::Encoding)
    }

    /// Returns the plural of the name, for messages.
    pub fn plural(self) -> &'static str {
        match self {
            Kind::Document => "documents",
            Kind::Components => "components objects",
            Kind::PathItem => "path items",
            Kind::Operation => "operations",
            Kind::Callback => "callbacks",
            Kind::Parameter => "parameters",
            Kind::RequestBody => "request bodies",
            Kind::Response => "responses",
            Kind::Header => "headers",
            Kind::MediaType => "media type objects",
            Kind::Encoding => "encoding objects",
            Kind::Schema => "schemas",
            Kind::Properties => "objects of schemas",
            Kind::SecurityScheme => "security schemes",
        }
    }

    /// Returns the name with its indefinite article, for messages.
    pub fn with_article(self) -> String {
        let article = match self {
            Kind::Operation | Kind::Encoding | Kind::Properties => "an",
            _ => "a",
        };
        format!("{article} {}", self.name())
    }

    /// Returns the name for messages.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Document => "document",
            Kind::Components => "components object",
            Kind::PathItem => "path item",
            Kind::Operation => "operation",
            Kind::Callback => "callback",
            Kind::Parameter => "parameter",
            Kind::RequestBody => "request body",
            Kind::Response => "response",
            Kind::Header => "header",
            Kind::MediaType => "media type object",
            Kind::Encoding => "encoding object",
            Kind::Schema => "schema",
            Kind::Properties => "object of schemas",
            Kind::SecurityScheme => "security scheme",
        }
    }
}

const DOCUMENT_KEYS: &[&str] = &[
    "openapi",
    "$self",
    "info",
    "jsonSchemaDialect",
    "servers",
    "security",
    "tags",
    "externalDocs",
];
const COMPONENTS_KEYS: &[&str] = &["examples", "links"];
const PATH_ITEM_KEYS: &[&str] = &[
    "summary",
    "description",
    "servers",
    "additionalOperations",
    "$ref",
];
const OPERATION_KEYS: &[&str] = &[
    "tags",
    "summary",
    "description",
    "externalDocs",
    "operationId",
    "deprecated",
    "security",
    "servers",
];
const PARAMETER_KEYS: &[&str] = &[
    "name",
    "in",
    "description",
    "required",
    "deprecated",
    "allowEmptyValue",
    "style",
    "explode",
    "allowReserved",
    "example",
    "examples",
];
const HEADER_KEYS: &[&str] = &[
    "description",
    "required",
    "deprecated",
    "allowEmptyValue",
    "style",
    "explode",
    "allowReserved",
    "example",
    "examples",
];
const REQUEST_BODY_KEYS: &[&str] = &["description", "required"];
const RESPONSE_KEYS: &[&str] = &["summary", "description", "links"];
const MEDIA_TYPE_KEYS: &[&str] = &[
    "example",
    "examples",
    "itemSchema",
    "prefixEncoding",
    "itemEncoding",
];
const ENCODING_KEYS: &[&str] = &["contentType", "style", "explode", "allowReserved"];

/// Returns the keys that any version of OpenAPI defines for a kind of object, except for extensions
/// and the keys of [`Kind::nested`]. Returns `None` if the keys are names.
pub(crate) fn plain_keys(kind: Kind) -> Option<&'static [&'static str]> {
    match kind {
        Kind::Document => Some(DOCUMENT_KEYS),
        Kind::Components => Some(COMPONENTS_KEYS),
        Kind::PathItem => Some(PATH_ITEM_KEYS),
        Kind::Operation => Some(OPERATION_KEYS),
        Kind::Parameter => Some(PARAMETER_KEYS),
        Kind::Header => Some(HEADER_KEYS),
        Kind::RequestBody => Some(REQUEST_BODY_KEYS),
        Kind::Response => Some(RESPONSE_KEYS),
        Kind::MediaType => Some(MEDIA_TYPE_KEYS),
        Kind::Encoding => Some(ENCODING_KEYS),
        Kind::Callback | Kind::Schema | Kind::Properties | Kind::SecurityScheme => None,
    }
}
