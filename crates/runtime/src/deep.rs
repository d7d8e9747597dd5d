//! Values that are nested deeply: reading each level of a large type takes a part of the stack, and a server's worker has 2 MiB of it.

use serde_json::Value;

use crate::json::ValueError;

/// Up to so many levels any stack will do.
const SHALLOW: usize = 8;

/// What one level takes at most, in bytes: several times what the largest types of the largest documents take without optimization.
const LEVEL: usize = 512 * 1024;

/// More levels than this are refused by whatever reads JSON here.
const DEEPEST: usize = 130;

/// How many levels of arrays and objects a text has, or more than there can be; it need not be valid.
pub(crate) fn of_text(text: &[u8]) -> usize {
    let (mut level, mut deepest, mut in_string, mut escaped) = (0_usize, 0, false, false);
    for byte in text {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => {
                level += 1;
                deepest = deepest.max(level);
            }
            b']' | b'}' if !in_string => level = level.saturating_sub(1),
            _ => {}
        }
        if deepest > DEEPEST {
            break;
        }
    }
    deepest
}

/// How many levels of arrays and objects a value has, or more than there can be.
pub(crate) fn of_value(value: &Value) -> usize {
    within(value, DEEPEST + 1)
}

fn within(value: &Value, most: usize) -> usize {
    let inner = |value| within(value, most - 1);
    match value {
        _ if most == 0 => 0,
        Value::Array(items) => 1 + items.iter().map(inner).max().unwrap_or(0),
        Value::Object(members) => 1 + members.values().map(inner).max().unwrap_or(0),
        _ => 0,
    }
}

/// Reads a value of so many levels: here if it is shallow, on a thread with a stack of its own if it is deep. Of such a stack only what is
/// needed takes memory.
pub(crate) fn on_a_stack_for<T: Send>(
    levels: usize,
    read: impl FnOnce() -> Result<T, ValueError> + Send,
) -> Result<T, ValueError> {
    if levels <= SHALLOW {
        return read();
    }
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new()
            .stack_size((levels.min(DEEPEST) + SHALLOW) * LEVEL)
            .spawn_scoped(scope, read);
        match thread.map(std::thread::ScopedJoinHandle::join) {
            Ok(Ok(read)) => read,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(error) => Err(ValueError::new(format!(
                "a value of {levels} levels can't be read: {error}"
            ))),
        }
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{DEEPEST, of_text, of_value};

    #[test]
    fn levels_are_those_of_arrays_and_objects() {
        for (text, levels) in [
            ("1", 0),
            ("[]", 1),
            (r#"{"a":[{}],"b":[]}"#, 3),
            (r#"["[[[","\"[[",{"{":1}]"#, 2),
            ("[[]],[]]]", 2),
        ] {
            assert_eq!(of_text(text.as_bytes()), levels, "{text}");
        }
        assert_eq!(of_value(&json!({"a": [{}, [[1]]], "b": 1})), 4);
        assert_eq!(of_value(&Value::Null), 0);
        let deep = (0..1000).fold(Value::Null, |inner, _| Value::Array(vec![inner]));
        assert_eq!(of_value(&deep), DEEPEST + 1);
        assert!(of_text("[".repeat(1_000_000).as_bytes()) > 128);
    }
}
