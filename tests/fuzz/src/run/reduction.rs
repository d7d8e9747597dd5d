//! Reduction of a document that fails, by deletions.

use serde_json::Value;

use crate::mutation;

/// Deletes parts of a document, large ones first, as long as it still fails. At most `limit`
/// deletions are tried.
///
/// # Errors
/// If `fails` has one.
pub fn reduce(
    mut document: Value,
    limit: usize,
    mut fails: impl FnMut(&Value) -> anyhow::Result<bool>,
) -> anyhow::Result<Value> {
    let mut tried = 0;
    loop {
        let before = document.clone();
        for pointer in by_size(&document) {
            let mut smaller = document.clone();
            let Some((parent, key)) = pointer.rsplit_once('/') else {
                continue;
            };
            // An earlier deletion may have removed or moved the value.
            if mutation::remove(&mut smaller, parent, key).is_none() {
                continue;
            }
            if tried == limit {
                return Ok(document);
            }
            tried += 1;
            if fails(&smaller)? {
                document = smaller;
            }
        }
        if document == before {
            return Ok(document);
        }
    }
}

/// Returns the pointers to all values, those with the most descendants first.
fn by_size(document: &Value) -> Vec<String> {
    let mut sized: Vec<(usize, String)> = mutation::pointers(document)
        .into_iter()
        .map(|pointer| {
            let size = document.pointer(&pointer).map_or(0, size);
            (size, pointer)
        })
        .collect();
    sized.sort_by(|(a, _), (b, _)| b.cmp(a));
    sized.into_iter().map(|(_, pointer)| pointer).collect()
}

fn size(value: &Value) -> usize {
    match value {
        Value::Array(elements) => 1 + elements.iter().map(size).sum::<usize>(),
        Value::Object(properties) => 1 + properties.values().map(size).sum::<usize>(),
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn keeps_only_what_the_failure_needs() {
        let document = json!({"a": {"b": [1, 2, {"c": null}], "d": 4}, "e": [[5]]});
        let fails = |document: &Value| {
            Ok(document
                .pointer("/a/b")
                .is_some_and(|b| b.to_string().contains('c')))
        };
        let reduced = reduce(document, 100, fails).expect("nothing fails");
        assert_eq!(reduced, json!({"a": {"b": [{"c": null}]}}));
    }
}
