//! Deeply nested values: deserializing each level of a large type uses part of the stack, and a
//! worker thread of a server has 2 MiB of it.

use serde_json::Value;

use super::ValueError;

/// The nesting depth that any stack can handle.
const SHALLOW: usize = 8;

/// The stack size of one level, in bytes: several times the size that unoptimized code needs for
/// the largest types of the largest documents.
const LEVEL: usize = 512 * 1024;

/// A bound above the 128 levels that serde_json accepts.
const MAX_DEPTH: usize = 130;

/// Returns the nesting depth of JSON text, at most `MAX_DEPTH + 1`. The text need not be valid.
pub(super) fn depth_of_text(text: &[u8]) -> usize {
    let (mut level, mut deepest) = (0_usize, 0);
    let mut bytes = text.iter();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => skip_string(&mut bytes),
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

/// Moves after the closing quote of a string.
fn skip_string(bytes: &mut std::slice::Iter<'_, u8>) {
    while let Some(end) = memchr::memchr2(b'"', b'\\', bytes.as_slice()) {
        match bytes.nth(end) {
            Some(b'\\') => bytes.next(),
            _ => return,
        };
    }
    *bytes = [].iter();
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
