//! Boolean properties with one value.

use super::slot::{Property, Slot};
use crate::json::{FromJson, Reader, ValueError};
use crate::union::record_unlisted;

/// The slot of a [`flag`] property.
#[derive(Debug)]
pub struct FlagSlot {
    expected: bool,
    value: bool,
}

/// Creates the slot of a property that must be present and for which the API description allows this
/// boolean only. A union takes an object with the other one for another variant.
pub const fn flag(expected: bool) -> FlagSlot {
    FlagSlot {
        expected,
        value: expected,
    }
}

impl FlagSlot {
    /// Returns the property with this name, whose value is read to this place.
    pub fn property(&mut self, name: &'static str) -> Property<'_> {
        Property::new(name, true, self)
    }

    /// Returns the value of the field, after [`read`](super::read) has succeeded.
    pub fn end(self) -> bool {
        self.value
    }
}

impl Slot for FlagSlot {
    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), ValueError> {
        let value = bool::from_json(reader)?;
        let expected = self.expected;
        let is_expected = |value: &bool| *value == expected;
        self.value = record_unlisted(value, is_expected, 1, |value| {
            ValueError::new(format!("unknown value {value}, expected {expected}"))
        })?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::json::{read as read_json, write};
    use crate::union;

    #[derive(Debug, PartialEq)]
    struct Lit {
        on: bool,
    }

    #[derive(Debug, PartialEq)]
    struct Dark {
        on: bool,
        since: i64,
    }

    #[derive(Debug, PartialEq)]
    enum Lamp {
        Lit(Lit),
        Dark(Dark),
        Unknown(Value),
    }

    crate::object!(Lit { flag on is true, });
    crate::object!(Dark {
        flag on is false,
        required since,
    });

    impl FromJson for Lamp {
        fn from_json(reader: &mut Reader<'_>) -> Result<Self, ValueError> {
            union::read(reader, |value| {
                union::best_match(
                    value,
                    |candidates| {
                        candidates.variant("Lit", &["on"], Self::Lit);
                        candidates.variant("Dark", &["on", "since"], Self::Dark);
                    },
                    |value| Ok(Self::Unknown(value)),
                )
            })
        }
    }

    #[test]
    fn the_other_value_excludes_a_variant() {
        let read = |text: &str| read_json::<Lamp>(text.as_bytes());
        assert_eq!(read(r#"{"on":true}"#), Ok(Lamp::Lit(Lit { on: true })));
        let dark = Dark {
            on: false,
            since: 8,
        };
        assert_eq!(read(r#"{"on":false,"since":8}"#), Ok(Lamp::Dark(dark)));
        for unknown in [json!({ "on": false }), json!({ "on": "dimmed" })] {
            assert_eq!(read(&unknown.to_string()), Ok(Lamp::Unknown(unknown)));
        }
    }

    #[test]
    fn outside_of_unions_the_other_value_is_kept() {
        let lit: Result<Lit, _> = read_json(br#"{"on":false}"#);
        let lit = lit.expect("the property is a boolean");
        assert_eq!(write(&lit), Ok(br#"{"on":false}"#.to_vec()));
        assert!(read_json::<Lit>(b"{}").is_err());
    }
}
