//! Deeply nested values: deserializing each level of a large type uses part of the stack, and a
//! worker thread of a server has 2 MiB of it.

use serde_json::Value;

use super::ValueError;
use super::plain::plain_length;

/// The nesting depth that any stack can handle.
pub(super) const SHALLOW: usize = 8;

/// The stack size of one level, in bytes: several times the size that unoptimized code needs for
/// the largest types of the largest documents.
const LEVEL: usize = 512 * 1024;

/// A bound above the 128 levels that serde_json accepts.
const MAX_DEPTH: usize = 130;

/// Returns the nesting depth of JSON text, at most `MAX_DEPTH + 1`. The text need not be valid.
pub(super) fn depth_of_text(text: &[u8]) -> usize {
    let (mut level, mut deepest, mut at) = (0_usize, 0, 0);
    while let Some(byte) = text.get(at) {
        at += 1;
        match byte {
            b'"' => at = string_end(text, at),
            b'[' | b'{' => {
                level += 1;
                deepest = deepest.max(level);
                if deepest > MAX_DEPTH {
                    break;
                }
            }
            b']' | b'}' => level = level.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

/// Returns the position after the closing quote of the string whose content begins at `start`.
fn string_end(text: &[u8], start: usize) -> usize {
    let mut at = start;
    loop {
        at += plain_length(text.get(at..).unwrap_or_default());
        match text.get(at) {
            Some(b'\\') => at += 2,
            Some(b'"') => return at + 1,
            Some(_) => at += 1,
            None => return text.len(),
        }
    }
}

/// Returns the nesting depth of a value, at most `MAX_DEPTH + 1`.
pub(crate) fn depth_of_value(value: &Value) -> usize {
    depth_within(value, MAX_DEPTH + 1)
}

fn depth_within(value: &Value, max: usize) -> usize {
    let inner = |value| depth_within(value, max - 1);
    match value {
        _ if max == 0 => 0,
        Value::Array(items) => 1 + items.iter().map(inner).max().unwrap_or(0),
        Value::Object(properties) => 1 + properties.values().map(inner).max().unwrap_or(0),
        _ => 0,
    }
}

/// Runs `read` for a value with this nesting depth: directly if the value is shallow, otherwise on
/// a thread with a large enough stack. The unused part of that stack takes no memory.
pub(crate) fn with_stack_for<T: Send>(
    depth: usize,
    read: impl FnOnce() -> Result<T, ValueError> + Send,
) -> Result<T, ValueError> {
    if depth <= SHALLOW {
        return read();
    }
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new()
            .stack_size((depth.min(MAX_DEPTH) + SHALLOW) * LEVEL)
            .spawn_scoped(scope, read);
        match thread.map(std::thread::ScopedJoinHandle::join) {
            Ok(Ok(read)) => read,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(error) => Err(ValueError::new(format!(
                "cannot read a value with {depth} levels of nesting: {error}"
            ))),
        }
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{MAX_DEPTH, depth_of_text, depth_of_value};

    #[test]
    fn depth_counts_arrays_and_objects() {
        for (text, depth) in [
            ("1", 0),
            ("[]", 1),
            (r#"{"a":[{}],"b":[]}"#, 3),
            (r#"["[[[","\"[[",{"{":1}]"#, 2),
            ("[[]],[]]]", 2),
        ] {
            assert_eq!(depth_of_text(text.as_bytes()), depth, "{text}");
        }
        assert_eq!(depth_of_value(&json!({"a": [{}, [[1]]], "b": 1})), 4);
        assert_eq!(depth_of_value(&Value::Null), 0);
        let deep = (0..1000).fold(Value::Null, |inner, _| Value::Array(vec![inner]));
        assert_eq!(depth_of_value(&deep), MAX_DEPTH + 1);
        assert!(depth_of_text("[".repeat(1_000_000).as_bytes()) > 128);
    }
}
