//! What stands where in a document, as far as it matters for finding references: a `$ref` is a reference only at the place of an object
//! that this table knows, and data everywhere else (examples, defaults, enum values, extensions).

/// A kind of object of the OpenAPI Specification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    Document,
    Components,
    PathItem,
    Operation,
    Parameter,
    RequestBody,
    Response,
    Header,
    MediaType,
    Schema,
    /// The members of an object, which some documents keep in a file of their own.
    Properties,
    SecurityScheme,
}

/// How objects stand behind a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Nested {
    /// The value is one.
    One(Kind),
    /// The value is a list of them.
    List(Kind),
    /// The value is an object whose members are.
    Map(Kind),
}

/// The methods that a path item can hold, in the order of the specification; `query` is one from OpenAPI 3.2 on.
pub(crate) const METHODS: [&str; 9] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace", "query",
];

/// What a parameter of Swagger 2.0 says beside its name, which OpenAPI 3.0 says in its schema.
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
    /// What stands behind a key of such an object; none for plain values and data.
    pub fn nested(self, key: &str) -> Option<Nested> {
        use Nested::{List, Map, One};
        Some(match (self, key) {
            (Kind::Document, "paths" | "webhooks") => Map(Kind::PathItem),
            (Kind::Document, "components") => One(Kind::Components),
            // Swagger 2.0 has its components beside the paths.
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
            (Kind::Components, "mediaTypes") => Map(Kind::MediaType),
            (Kind::Components, "securitySchemes") => Map(Kind::SecurityScheme),
            (Kind::PathItem, method) if METHODS.contains(&method) => One(Kind::Operation),
            (Kind::PathItem | Kind::Operation, "parameters") => List(Kind::Parameter),
            (Kind::Operation, "requestBody") => One(Kind::RequestBody),
            (Kind::Operation, "responses") => Map(Kind::Response),
            (Kind::Response, "headers") => Map(Kind::Header),
            (Kind::Parameter | Kind::Header | Kind::MediaType, "schema") => One(Kind::Schema),
            // Swagger 2.0 has schemas in responses, and describes the elements of a parameter beside its name.
            (Kind::Response, "schema") | (Kind::Parameter | Kind::Header, "items") => {
                One(Kind::Schema)
            }
            (Kind::Parameter | Kind::Header | Kind::RequestBody | Kind::Response, "content") => {
                Map(Kind::MediaType)
            }
            (Kind::Schema, "properties") => One(Kind::Properties),
            (Kind::Properties, _) => One(Kind::Schema),
            (Kind::Schema, "items" | "additionalProperties" | "not") => One(Kind::Schema),
            (
                Kind::Schema,
                "additionalItems" | "unevaluatedItems" | "propertyNames" | "unevaluatedProperties",
            ) => One(Kind::Schema),
            (Kind::Schema, "patternProperties") => Map(Kind::Schema),
            (Kind::Schema, "allOf" | "oneOf" | "anyOf" | "prefixItems") => List(Kind::Schema),
            _ => return None,
        })
    }

    /// Whether a Reference Object may stand in its place. Operations and media types have none in OpenAPI 3.0, but documents use them.
    pub fn may_be_reference(self) -> bool {
        !matches!(self, Kind::Document | Kind::Components)
    }

    /// Returns the plural of the name, for messages.
    pub fn plural(self) -> &'static str {
        match self {
            Kind::Document => "documents",
            Kind::Components => "components objects",
            Kind::PathItem => "path items",
            Kind::Operation => "operations",
            Kind::Parameter => "parameters",
            Kind::RequestBody => "request bodies",
            Kind::Response => "responses",
            Kind::Header => "headers",
            Kind::MediaType => "media type objects",
            Kind::Schema => "schemas",
            Kind::Properties => "objects of schemas",
            Kind::SecurityScheme => "security schemes",
        }
    }

    /// Returns the name with its indefinite article, for messages.
    pub fn with_article(self) -> String {
        let article = match self {
            Kind::Operation | Kind::Properties => "an",
            _ => "a",
        };
        format!("{article} {}", self.name())
    }

    /// What it is called in messages.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Document => "document",
            Kind::Components => "components object",
            Kind::PathItem => "path item",
            Kind::Operation => "operation",
            Kind::Parameter => "parameter",
            Kind::RequestBody => "request body",
            Kind::Response => "response",
            Kind::Header => "header",
            Kind::MediaType => "media type object",
            Kind::Schema => "schema",
            Kind::Properties => "object of schemas",
            Kind::SecurityScheme => "security scheme",
        }
    }
}

/// The keys that an object can have in any version of OpenAPI, besides those of [`Kind::nested`] and extensions; none where keys are names.
pub(crate) fn plain_keys(kind: Kind) -> Option<&'static [&'static str]> {
    Some(match kind {
        Kind::Document => &[
            "openapi",
            "$self",
            "info",
            "jsonSchemaDialect",
            "servers",
            "security",
            "tags",
            "externalDocs",
        ],
        Kind::Components => &["examples", "links", "callbacks"],
        Kind::PathItem => &[
            "summary",
            "description",
            "servers",
            "additionalOperations",
            "$ref",
        ],
        Kind::Operation => &[
            "tags",
            "summary",
            "description",
            "externalDocs",
            "operationId",
            "callbacks",
            "deprecated",
            "security",
            "servers",
        ],
        Kind::Parameter => &[
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
        ],
        Kind::Header => &[
            "description",
            "required",
            "deprecated",
            "allowEmptyValue",
            "style",
            "explode",
            "allowReserved",
            "example",
            "examples",
        ],
        Kind::RequestBody => &["description", "required"],
        Kind::Response => &["summary", "description", "links"],
        Kind::MediaType => &[
            "example",
            "examples",
            "encoding",
            "itemSchema",
            "prefixEncoding",
            "itemEncoding",
        ],
        _ => return None,
    })
}
