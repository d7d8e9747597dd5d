//! Random JSON values.

use serde_json::{Map, Value};

use crate::choices::Choices;
use crate::name::Oddity;

/// Grows a JSON value of at most `depth` levels.
pub fn grow(choices: &mut Choices<'_>, depth: usize) -> Value {
    match choices.up_to(if depth == 0 { 4 } else { 6 }) {
        0 => Value::from(Oddity::Strange.text(choices)),
        1 => number(choices),
        2 => Value::from(choices.one_in(2)),
        3 => Value::Null,
        4 => Value::from(choices.up_to(9)),
        5 => choices
            .several(4, |choices| grow(choices, depth - 1))
            .into(),
        _ => Value::Object(object(choices, depth)),
    }
}

/// Grows a JSON object of at most `depth` levels.
pub fn object(choices: &mut Choices<'_>, depth: usize) -> Map<String, Value> {
    let properties = choices.several(4, |choices| {
        let name = Oddity::Strange.text(choices);
        (name, grow(choices, depth.saturating_sub(1)))
    });
    properties.into_iter().collect()
}

/// Returns a number, often at a limit of a Rust type.
pub fn number(choices: &mut Choices<'_>) -> Value {
    match choices.up_to(7) {
        0 => Value::from(choices.up_to(1000)),
        1 => Value::from(-1),
        2 => Value::from(i64::MIN),
        3 => Value::from(u64::MAX),
        4 => Value::from(i64::from(i32::MAX) + 1),
        5 => Value::from(0.1),
        6 => Value::from(1e300),
        _ => Value::from(choices.integer()),
    }
}
