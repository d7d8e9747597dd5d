use super::definition::{Additional, Kind, Schema, Values};
use super::number::Limit;

/// Constraints, named after the keywords of JSON Schema.
impl Schema {
    /// Also allows `null`.
    #[must_use]
    pub const fn nullable(mut self) -> Self {
        self.nullable = true;
        self
    }

    /// Also allows values of other types, so that the constraints apply only to values of the type.
    #[must_use]
    pub const fn or_other_types(mut self) -> Self {
        self.other_types = true;
        self
    }

    /// Allows only these strings (`enum`).
    #[must_use]
    pub const fn enum_values(mut self, strings: &'static [&'static str]) -> Self {
        self.values = Values::Strings(strings);
        self
    }

    /// Allows only these integers (`enum`).
    #[must_use]
    pub const fn enum_integers(mut self, integers: &'static [i64]) -> Self {
        self.values = Values::Integers(integers);
        self
    }

    /// Allows only these values, each given as JSON text (`enum`).
    #[must_use]
    pub const fn enum_json(mut self, values: &'static [&'static str]) -> Self {
        self.values = Values::Json(values);
        self
    }

    /// Sets the minimum number of characters (Unicode scalar values).
    #[must_use]
    pub const fn min_length(mut self, characters: u64) -> Self {
        self.lengths.min = characters;
        self
    }

    /// Sets the maximum number of characters (Unicode scalar values).
    #[must_use]
    pub const fn max_length(mut self, characters: u64) -> Self {
        self.lengths.max = characters;
        self
    }

    /// Sets the minimum number of elements.
    #[must_use]
    pub const fn min_items(self, elements: u64) -> Self {
        self.min_length(elements)
    }

    /// Sets the maximum number of elements.
    #[must_use]
    pub const fn max_items(self, elements: u64) -> Self {
        self.max_length(elements)
    }

    /// Sets the minimum number of elements that match the schema of
    /// [`contains`](Schema::contains).
    #[must_use]
    pub const fn min_contains(mut self, elements: u64) -> Self {
        if let Kind::Contains { schema, max, .. } = self.kind {
            self.kind = Kind::Contains {
                schema,
                min: elements,
                max,
            };
        }
        self
    }

    /// Sets the maximum number of elements that match the schema of
    /// [`contains`](Schema::contains).
    #[must_use]
    pub const fn max_contains(mut self, elements: u64) -> Self {
        if let Kind::Contains { schema, min, .. } = self.kind {
            self.kind = Kind::Contains {
                schema,
                min,
                max: elements,
            };
        }
        self
    }

    /// Sets the minimum number of properties.
    #[must_use]
    pub const fn min_properties(self, properties: u64) -> Self {
        self.min_length(properties)
    }

    /// Sets the maximum number of properties.
    #[must_use]
    pub const fn max_properties(self, properties: u64) -> Self {
        self.max_length(properties)
    }

    /// Rejects duplicate elements.
    #[must_use]
    pub const fn unique_items(mut self) -> Self {
        self.unique_items = true;
        self
    }

    /// Sets the names of required properties that the schema does not name otherwise.
    #[must_use]
    pub const fn required(mut self, names: &'static [&'static str]) -> Self {
        self.required = names;
        self
    }

    /// Sets the schemas of properties whose names contain a match of an ECMA-262 regular
    /// expression.
    #[must_use]
    pub const fn pattern_properties(
        mut self,
        patterns: &'static [(&'static str, &'static Schema)],
    ) -> Self {
        self.pattern_properties = patterns;
        self
    }

    /// Sets the schema of all property names.
    #[must_use]
    pub const fn property_names(mut self, schema: &'static Schema) -> Self {
        self.property_names = Some(schema);
        self
    }

    /// Sets the schemas, of which any one must match, for an object without the discriminator
    /// property.
    #[must_use]
    pub const fn without_discriminator(mut self, branches: &'static [&'static Schema]) -> Self {
        self.without_discriminator = branches;
        self
    }

    /// Sets the schema of properties to which no schema of [`all_of`](Schema::all_of) applies
    /// (`unevaluatedProperties`; JSON Schema 2020-12, 11.3).
    #[must_use]
    pub const fn unevaluated_properties(mut self, schema: &'static Schema) -> Self {
        if let Kind::AllOf(_, unevaluated) = &mut self.kind {
            unevaluated.properties = Some(schema);
        }
        self
    }

    /// Sets the schema of elements to which no schema of [`all_of`](Schema::all_of) applies
    /// (`unevaluatedItems`; JSON Schema 2020-12, 11.2).
    #[must_use]
    pub const fn unevaluated_items(mut self, schema: &'static Schema) -> Self {
        if let Kind::AllOf(_, unevaluated) = &mut self.kind {
            unevaluated.items = Some(schema);
        }
        self
    }

    /// Rejects additional properties or elements.
    #[must_use]
    pub const fn closed(self) -> Self {
        self.with_additional(Additional::Denied)
    }

    /// Sets the schema of additional properties or elements.
    #[must_use]
    pub const fn additional(self, schema: &'static Schema) -> Self {
        self.with_additional(Additional::Typed(schema))
    }

    /// Requires a match of an ECMA-262 regular expression in the string. An invalid expression is
    /// not checked.
    #[must_use]
    pub const fn pattern(mut self, pattern: &'static str) -> Self {
        self.pattern = Some(pattern);
        self
    }

    /// Requires a format. An unknown format is not checked.
    #[must_use]
    pub const fn format(mut self, format: &'static str) -> Self {
        self.format = Some(format);
        self
    }

    /// Sets the smallest allowed integer.
    #[must_use]
    pub const fn minimum(mut self, minimum: i128) -> Self {
        self.minimum = Limit::Integer(minimum);
        self
    }

    /// Sets the largest allowed integer.
    #[must_use]
    pub const fn maximum(mut self, maximum: i128) -> Self {
        self.maximum = Limit::Integer(maximum);
        self
    }

    /// Sets the smallest allowed number.
    #[must_use]
    pub const fn minimum_f64(mut self, minimum: f64) -> Self {
        self.minimum = Limit::Inclusive(minimum);
        self
    }

    /// Sets the largest allowed number.
    #[must_use]
    pub const fn maximum_f64(mut self, maximum: f64) -> Self {
        self.maximum = Limit::Inclusive(maximum);
        self
    }

    /// Allows only numbers greater than the limit.
    #[must_use]
    pub const fn exclusive_minimum(mut self, limit: f64) -> Self {
        self.minimum = Limit::Exclusive(limit);
        self
    }

    /// Allows only numbers less than the limit.
    #[must_use]
    pub const fn exclusive_maximum(mut self, limit: f64) -> Self {
        self.maximum = Limit::Exclusive(limit);
        self
    }

    /// Allows only multiples of this number, which is greater than 0.
    #[must_use]
    pub const fn multiple_of(mut self, divisor: f64) -> Self {
        self.multiple_of = Some(divisor);
        self
    }

    const fn with_additional(mut self, additional: Additional) -> Self {
        match self.kind {
            Kind::Object { properties, .. } => {
                self.kind = Kind::Object {
                    properties,
                    additional,
                }
            }
            Kind::Tuple { items, .. } => {
                self.kind = Kind::Tuple {
                    items,
                    rest: additional,
                }
            }
            _ => {}
        }
        self
    }
}
