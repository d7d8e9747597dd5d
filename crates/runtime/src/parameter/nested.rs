//! Nested objects and arrays in a query or form: `name[key]=value` and `name[0]=value`.

use super::EncodeError;
use super::flat::{Escape, Pairs, scalar_to_string};
use crate::json::OrderedValue;

/// The maximum number of brackets after a name.
pub(super) const MAX_DEPTH: usize = 16;

/// Returns a value as pairs of name and value in the style `deepObject`. `name` is escaped already.
///
/// OpenAPI defines the style for objects of scalars only. Beyond that, each array element has its
/// index in brackets, a scalar is a plain pair, and an empty object or array within the value is an
/// empty string. An empty value has no pairs.
pub(crate) fn nested_pairs(
    name: String,
    value: &OrderedValue,
    escape: Escape,
) -> Result<Pairs, EncodeError> {
    let mut pairs = Pairs::new();
    if !is_empty(value) {
        Writer {
            escape,
            pairs: &mut pairs,
        }
        .write(name, value, MAX_DEPTH)?;
    }
    Ok(pairs)
}

struct Writer<'p> {
    escape: Escape,
    pairs: &'p mut Pairs,
}

impl Writer<'_> {
    fn write(
        &mut self,
        name: String,
        value: &OrderedValue,
        depth: usize,
    ) -> Result<(), EncodeError> {
        let inner = depth.checked_sub(1).ok_or(EncodeError::Nested);
        match value {
            value if is_empty(value) => self.pairs.push((name, String::new())),
            OrderedValue::Object(properties) => {
                for (key, value) in properties {
                    let key = (self.escape)(key);
                    // A bracket that is not escaped would end the key.
                    if key.contains(['[', ']']) {
                        return Err(EncodeError::Separator);
                    }
                    self.write(format!("{name}[{key}]"), value, inner?)?;
                }
            }
            OrderedValue::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.write(format!("{name}[{index}]"), item, inner?)?;
                }
            }
            scalar => {
                let value = (self.escape)(&scalar_to_string(scalar)?);
                self.pairs.push((name, value));
            }
        }
        Ok(())
    }
}

fn is_empty(value: &OrderedValue) -> bool {
    match value {
        OrderedValue::Array(items) => items.is_empty(),
        OrderedValue::Object(properties) => properties.is_empty(),
        _ => false,
    }
}
