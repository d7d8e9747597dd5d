use super::number::Limit;

/// A JSON schema.
#[derive(Clone, Copy)]
pub struct Schema {
    pub(super) kind: Kind,
    pub(super) nullable: bool,
    /// Whether values of other types are allowed.
    pub(super) other_types: bool,
    pub(super) values: Values,
    pub(super) lengths: Lengths,
    pub(super) unique_items: bool,
    /// The names of required properties that have no [`Property`].
    pub(super) required: &'static [&'static str],
    pub(super) pattern_properties: &'static [(&'static str, &'static Schema)],
    pub(super) property_names: Option<&'static Schema>,
    /// The schemas of an object without the discriminator.
    pub(super) without_discriminator: &'static [&'static Schema],
    pub(super) minimum: Limit,
    pub(super) maximum: Limit,
    pub(super) multiple_of: Option<f64>,
    pub(super) pattern: Option<&'static str>,
    pub(super) format: Option<&'static str>,
}

/// A named property of an object.
#[derive(Clone, Copy, Debug)]
pub struct Property {
    pub(super) name: &'static str,
    pub(super) schema: &'static Schema,
    pub(super) required: bool,
}

#[derive(Clone, Copy)]
pub(super) enum Kind {
    Any,
    Never,
    File,
    Null,
    Boolean,
    Integer,
    Number,
    String,
    Array(&'static Schema),
    Tuple {
        items: &'static [&'static Schema],
        rest: Additional,
    },
    Object {
        properties: &'static [Property],
        additional: Additional,
    },
    AnyOf(&'static [&'static Schema]),
    OneOf(&'static [&'static Schema]),
    AllOf(&'static [&'static Schema], Unevaluated),
    Not(&'static Schema),
    Contains {
        schema: &'static Schema,
        min: u64,
        max: u64,
    },
    DependentRequired(&'static [(&'static str, &'static [&'static str])]),
    DependentSchemas(&'static [(&'static str, &'static Schema)]),
    Conditional {
        test: &'static Schema,
        then: &'static Schema,
        otherwise: &'static Schema,
    },
    Discriminated {
        property: &'static str,
        branches: &'static [(&'static str, &'static Schema)],
    },
}

/// The rule for properties that an object schema does not name, or for elements after the last
/// position of a tuple.
#[derive(Clone, Copy)]
pub(super) enum Additional {
    Any,
    Denied,
    Typed(&'static Schema),
}

/// The schemas of properties and elements to which no schema in the same place applies.
#[derive(Clone, Copy)]
pub(super) struct Unevaluated {
    pub(super) properties: Option<&'static Schema>,
    pub(super) items: Option<&'static Schema>,
}

/// The values of an enumeration.
#[derive(Clone, Copy)]
pub(super) enum Values {
    All,
    Strings(&'static [&'static str]),
    Integers(&'static [i64]),
    /// JSON texts.
    Json(&'static [&'static str]),
}

/// The allowed number of characters, elements or properties.
#[derive(Clone, Copy)]
pub(super) struct Lengths {
    pub(super) min: u64,
    pub(super) max: u64,
}

impl Schema {
    /// Allows any value.
    pub const fn any() -> Self {
        Self::new(Kind::Any)
    }

    /// Allows no value (the schema `false`).
    pub const fn never() -> Self {
        Self::new(Kind::Never)
    }

    /// Allows a file in a multipart body, with any content.
    pub const fn file() -> Self {
        Self::new(Kind::File)
    }

    /// Allows only `null`.
    pub const fn null() -> Self {
        Self::new(Kind::Null)
    }

    /// Allows `true` and `false`.
    pub const fn boolean() -> Self {
        Self::new(Kind::Boolean)
    }

    /// Allows integers, including `1.0` (JSON Schema Validation, 6.1.1), which [`Schema::check`]
    /// replaces with `1`.
    pub const fn integer() -> Self {
        Self::new(Kind::Integer)
    }

    /// Allows numbers.
    pub const fn number() -> Self {
        Self::new(Kind::Number)
    }

    /// Allows strings.
    pub const fn string() -> Self {
        Self::new(Kind::String)
    }

    /// Allows arrays whose elements share a schema.
    pub const fn array(items: &'static Schema) -> Self {
        Self::new(Kind::Array(items))
    }

    /// Allows arrays with a schema for each of the first positions. More elements can follow unless
    /// the schema is [`closed`](Schema::closed).
    pub const fn tuple(items: &'static [&'static Schema]) -> Self {
        Self::new(Kind::Tuple {
            items,
            rest: Additional::Any,
        })
    }

    /// Allows objects. They can have additional properties unless the schema is
    /// [`closed`](Schema::closed).
    pub const fn object(properties: &'static [Property]) -> Self {
        Self::new(Kind::Object {
            properties,
            additional: Additional::Any,
        })
    }

    /// Allows objects whose properties share a schema.
    pub const fn map(values: &'static Schema) -> Self {
        Self::new(Kind::Object {
            properties: &[],
            additional: Additional::Typed(values),
        })
    }

    /// Allows values that match at least one of the schemas.
    pub const fn any_of(branches: &'static [&'static Schema]) -> Self {
        Self::new(Kind::AnyOf(branches))
    }

    /// Allows values that match exactly one of the schemas.
    pub const fn one_of(branches: &'static [&'static Schema]) -> Self {
        Self::new(Kind::OneOf(branches))
    }

    /// Allows values that match all of the schemas.
    pub const fn all_of(branches: &'static [&'static Schema]) -> Self {
        Self::new(Kind::AllOf(
            branches,
            Unevaluated {
                properties: None,
                items: None,
            },
        ))
    }

    /// Allows values that do not match the schema.
    pub const fn not(schema: &'static Schema) -> Self {
        Self::new(Kind::Not(schema))
    }

    /// Allows arrays with at least one element that matches the schema, and values of other types.
    /// [`min_contains`](Schema::min_contains) and [`max_contains`](Schema::max_contains) change the
    /// number of elements.
    pub const fn contains(schema: &'static Schema) -> Self {
        Self::new(Kind::Contains {
            schema,
            min: 1,
            max: u64::MAX,
        })
    }

    /// Allows values that match `then` or `otherwise`, depending on whether they match `test` (`if`,
    /// `then` and `else`).
    pub const fn conditional(
        test: &'static Schema,
        then: &'static Schema,
        otherwise: &'static Schema,
    ) -> Self {
        Self::new(Kind::Conditional {
            test,
            then,
            otherwise,
        })
    }

    /// Allows objects that have all listed properties for each property that is present, and values
    /// of other types (`dependentRequired`).
    pub const fn dependent_required(
        properties: &'static [(&'static str, &'static [&'static str])],
    ) -> Self {
        Self::new(Kind::DependentRequired(properties))
    }

    /// Allows objects that match the schema of each property that is present, and values of other
    /// types (`dependentSchemas`).
    pub const fn dependent_schemas(properties: &'static [(&'static str, &'static Schema)]) -> Self {
        Self::new(Kind::DependentSchemas(properties))
    }

    /// Allows objects that match the schema selected by a discriminator property. Other values of
    /// the property are rejected. So is its absence, unless
    /// [`without_discriminator`](Schema::without_discriminator) allows it.
    pub const fn discriminated(
        property: &'static str,
        branches: &'static [(&'static str, &'static Schema)],
    ) -> Self {
        Self::new(Kind::Discriminated { property, branches })
    }

    const fn new(kind: Kind) -> Self {
        Self {
            kind,
            nullable: false,
            other_types: false,
            values: Values::All,
            lengths: Lengths {
                min: 0,
                max: u64::MAX,
            },
            unique_items: false,
            required: &[],
            pattern_properties: &[],
            property_names: None,
            without_discriminator: &[],
            minimum: Limit::None,
            maximum: Limit::None,
            multiple_of: None,
            pattern: None,
            format: None,
        }
    }

    pub(super) fn kind_name(&self) -> &'static str {
        match self.kind {
            Kind::Any => "any",
            Kind::Never => "never",
            Kind::File => "file",
            Kind::Null => "null",
            Kind::Boolean => "boolean",
            Kind::Integer => "integer",
            Kind::Number => "number",
            Kind::String => "string",
            Kind::Array(_) | Kind::Tuple { .. } => "array",
            Kind::Object { .. } | Kind::Discriminated { .. } => "object",
            Kind::AnyOf(_) => "anyOf",
            Kind::OneOf(_) => "oneOf",
            Kind::AllOf(..) => "allOf",
            Kind::Not(_) => "not",
            Kind::Contains { .. } => "contains",
            Kind::DependentRequired(_) => "dependentRequired",
            Kind::DependentSchemas(_) => "dependentSchemas",
            Kind::Conditional { .. } => "if",
        }
    }
}

impl Property {
    /// Creates a required property.
    pub const fn required(name: &'static str, schema: &'static Schema) -> Self {
        Self {
            name,
            schema,
            required: true,
        }
    }

    /// Creates an optional property.
    pub const fn optional(name: &'static str, schema: &'static Schema) -> Self {
        Self {
            name,
            schema,
            required: false,
        }
    }
}

/// Shows only the kind, because a schema can contain itself.
impl std::fmt::Debug for Schema {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Schema({})", self.kind_name())
    }
}
