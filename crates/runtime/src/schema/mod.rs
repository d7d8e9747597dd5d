//! What requests are checked against: schemas as tables, built in constant expressions.
//!
//! A schema says one type (or a choice) and the bounds of it; a bound of another type has no effect.
//!
//! ```
//! use specwright_runtime::schema::{Property, Schema};
//!
//! static PET: Schema = Schema::object(&[
//!     Property::required("name", &Schema::string().min_length(1)),
//!     Property::optional("children", &Schema::array(&PET)),
//! ]);
//! let mut pet = serde_json::json!({ "name": "" });
//! assert_eq!(PET.check(&mut pet)[0].pointer(), "/name");
//! ```

mod check;
mod format;
mod inspect;
mod number;
mod pattern;
mod text;

pub use self::check::Mismatch;
pub use self::inspect::Kinds;

use self::number::Limit;

/// What a value must look like.
#[derive(Clone, Copy)]
pub struct Schema {
    kind: Kind,
    nullable: bool,
    values: Values,
    lengths: Lengths,
    unique: bool,
    patterns: &'static [(&'static str, &'static Schema)],
    keys: Option<&'static Schema>,
    untagged: &'static [&'static Schema],
    least: Limit,
    greatest: Limit,
    multiple_of: Option<f64>,
    pattern: Option<&'static str>,
    format: Option<&'static str>,
}

/// A member of an object that the document names.
#[derive(Clone, Copy, Debug)]
pub struct Property {
    name: &'static str,
    schema: &'static Schema,
    required: bool,
}

#[derive(Clone, Copy)]
enum Kind {
    Any,
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
    AllOf(&'static [&'static Schema]),
    Tagged {
        property: &'static str,
        branches: &'static [(&'static str, &'static Schema)],
    },
}

/// The members or elements that the document does not name.
#[derive(Clone, Copy)]
enum Additional {
    Any,
    Denied,
    Typed(&'static Schema),
}

/// The values of an enumeration.
#[derive(Clone, Copy)]
enum Values {
    All,
    Texts(&'static [&'static str]),
    Integers(&'static [i64]),
    Json(&'static [&'static str]),
}

/// Bounds of the number of characters, elements or members.
#[derive(Clone, Copy)]
struct Lengths {
    min: u64,
    max: u64,
}

impl Schema {
    /// Any value.
    pub const fn any() -> Self {
        Self::new(Kind::Any)
    }

    /// A file in a multipart body: any octets.
    pub const fn file() -> Self {
        Self::new(Kind::File)
    }

    /// `null` and nothing else.
    pub const fn null() -> Self {
        Self::new(Kind::Null)
    }

    /// `true` or `false`.
    pub const fn boolean() -> Self {
        Self::new(Kind::Boolean)
    }

    /// A number without a fraction; `1.0` is one (JSON Schema Validation, 6.1.1) and is made `1` by the check.
    pub const fn integer() -> Self {
        Self::new(Kind::Integer)
    }

    /// A number.
    pub const fn number() -> Self {
        Self::new(Kind::Number)
    }

    /// A text.
    pub const fn string() -> Self {
        Self::new(Kind::String)
    }

    /// An array of like elements.
    pub const fn array(items: &'static Schema) -> Self {
        Self::new(Kind::Array(items))
    }

    /// An array whose first elements have a schema each; more may follow unless [`Schema::closed`].
    pub const fn tuple(items: &'static [&'static Schema]) -> Self {
        Self::new(Kind::Tuple {
            items,
            rest: Additional::Any,
        })
    }

    /// An object; more members may be there unless [`Schema::closed`].
    pub const fn object(properties: &'static [Property]) -> Self {
        Self::new(Kind::Object {
            properties,
            additional: Additional::Any,
        })
    }

    /// An object whose members are alike.
    pub const fn map(values: &'static Schema) -> Self {
        Self::new(Kind::Object {
            properties: &[],
            additional: Additional::Typed(values),
        })
    }

    /// At least one of some schemas.
    pub const fn any_of(branches: &'static [&'static Schema]) -> Self {
        Self::new(Kind::AnyOf(branches))
    }

    /// Exactly one of some schemas.
    pub const fn one_of(branches: &'static [&'static Schema]) -> Self {
        Self::new(Kind::OneOf(branches))
    }

    /// All of some schemas.
    pub const fn all_of(branches: &'static [&'static Schema]) -> Self {
        Self::new(Kind::AllOf(branches))
    }

    /// The schema that a member of the object names; any other value of the member is refused, and its absence too unless something is
    /// [`Schema::without_discriminator`].
    pub const fn discriminated(
        property: &'static str,
        branches: &'static [(&'static str, &'static Schema)],
    ) -> Self {
        Self::new(Kind::Tagged { property, branches })
    }

    const fn new(kind: Kind) -> Self {
        Self {
            kind,
            nullable: false,
            values: Values::All,
            lengths: Lengths {
                min: 0,
                max: u64::MAX,
            },
            unique: false,
            patterns: &[],
            keys: None,
            untagged: &[],
            least: Limit::None,
            greatest: Limit::None,
            multiple_of: None,
            pattern: None,
            format: None,
        }
    }
}

impl Schema {
    /// `null` as well.
    #[must_use]
    pub const fn nullable(mut self) -> Self {
        self.nullable = true;
        self
    }

    /// One of these texts.
    #[must_use]
    pub const fn enum_values(mut self, texts: &'static [&'static str]) -> Self {
        self.values = Values::Texts(texts);
        self
    }

    /// One of these integers.
    #[must_use]
    pub const fn enum_integers(mut self, integers: &'static [i64]) -> Self {
        self.values = Values::Integers(integers);
        self
    }

    /// One of these values, each given as JSON text.
    #[must_use]
    pub const fn enum_json(mut self, values: &'static [&'static str]) -> Self {
        self.values = Values::Json(values);
        self
    }

    /// At least so many characters (Unicode scalar values).
    #[must_use]
    pub const fn min_length(mut self, characters: u64) -> Self {
        self.lengths.min = characters;
        self
    }

    /// At most so many characters (Unicode scalar values).
    #[must_use]
    pub const fn max_length(mut self, characters: u64) -> Self {
        self.lengths.max = characters;
        self
    }

    /// At least so many elements.
    #[must_use]
    pub const fn min_items(self, elements: u64) -> Self {
        self.min_length(elements)
    }

    /// At most so many elements.
    #[must_use]
    pub const fn max_items(self, elements: u64) -> Self {
        self.max_length(elements)
    }

    /// At least so many members.
    #[must_use]
    pub const fn min_properties(self, members: u64) -> Self {
        self.min_length(members)
    }

    /// At most so many members.
    #[must_use]
    pub const fn max_properties(self, members: u64) -> Self {
        self.max_length(members)
    }

    /// No two equal elements.
    #[must_use]
    pub const fn unique_items(mut self) -> Self {
        self.unique = true;
        self
    }

    /// The schemas of members whose keys an ECMA-262 regular expression is found in.
    #[must_use]
    pub const fn pattern_properties(
        mut self,
        patterns: &'static [(&'static str, &'static Schema)],
    ) -> Self {
        self.patterns = patterns;
        self
    }

    /// What every key looks like: a schema of texts.
    #[must_use]
    pub const fn property_names(mut self, schema: &'static Schema) -> Self {
        self.keys = Some(schema);
        self
    }

    /// What an object may be that lacks the member by which others are told.
    #[must_use]
    pub const fn without_discriminator(mut self, branches: &'static [&'static Schema]) -> Self {
        self.untagged = branches;
        self
    }

    /// No members or elements but the named ones.
    #[must_use]
    pub const fn closed(self) -> Self {
        self.others(Additional::Denied)
    }

    /// What members or elements look like that are not named.
    #[must_use]
    pub const fn additional(self, schema: &'static Schema) -> Self {
        self.others(Additional::Typed(schema))
    }

    /// A part of the text matches this ECMA-262 regular expression. One that can't be compiled is not checked.
    #[must_use]
    pub const fn pattern(mut self, pattern: &'static str) -> Self {
        self.pattern = Some(pattern);
        self
    }

    /// The value has this format; a format that is not known is not checked.
    #[must_use]
    pub const fn format(mut self, format: &'static str) -> Self {
        self.format = Some(format);
        self
    }

    /// This integer or more.
    #[must_use]
    pub const fn minimum(mut self, least: i128) -> Self {
        self.least = Limit::Integer(least);
        self
    }

    /// This integer or less.
    #[must_use]
    pub const fn maximum(mut self, greatest: i128) -> Self {
        self.greatest = Limit::Integer(greatest);
        self
    }

    /// This number or more.
    #[must_use]
    pub const fn minimum_f64(mut self, least: f64) -> Self {
        self.least = Limit::Inclusive(least);
        self
    }

    /// This number or less.
    #[must_use]
    pub const fn maximum_f64(mut self, greatest: f64) -> Self {
        self.greatest = Limit::Inclusive(greatest);
        self
    }

    /// More than this number.
    #[must_use]
    pub const fn exclusive_minimum(mut self, bound: f64) -> Self {
        self.least = Limit::Exclusive(bound);
        self
    }

    /// Less than this number.
    #[must_use]
    pub const fn exclusive_maximum(mut self, bound: f64) -> Self {
        self.greatest = Limit::Exclusive(bound);
        self
    }

    /// A multiple of this number, which is above 0.
    #[must_use]
    pub const fn multiple_of(mut self, divisor: f64) -> Self {
        self.multiple_of = Some(divisor);
        self
    }

    const fn others(mut self, others: Additional) -> Self {
        match self.kind {
            Kind::Object { properties, .. } => {
                self.kind = Kind::Object {
                    properties,
                    additional: others,
                }
            }
            Kind::Tuple { items, .. } => {
                self.kind = Kind::Tuple {
                    items,
                    rest: others,
                }
            }
            _ => {}
        }
        self
    }
}

impl Property {
    /// A member that must be there.
    pub const fn required(name: &'static str, schema: &'static Schema) -> Self {
        Self {
            name,
            schema,
            required: true,
        }
    }

    /// A member that may be absent.
    pub const fn optional(name: &'static str, schema: &'static Schema) -> Self {
        Self {
            name,
            schema,
            required: false,
        }
    }
}

/// Shows the kind alone: a schema may hold itself.
impl std::fmt::Debug for Schema {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Schema({})", self.kind_name())
    }
}
