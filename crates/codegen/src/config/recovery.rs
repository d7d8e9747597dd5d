//! Recovery after an error: the invalid value is removed, so that the rest of the file can be read.

use std::ops::Range;

use specwright_openapi::pointer::Pointer;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

/// A value of the file.
pub(super) struct Entry {
    /// The JSON pointer of the value.
    pub pointer: Pointer,
    /// The bytes to underline in diagnostics: for a table or an array with a key, the bytes of the
    /// key.
    pub underlined: Range<usize>,
    key: Option<Range<usize>>,
    value: Range<usize>,
}

/// A key that was removed from a table.
pub(super) struct RemovedKey {
    name: String,
    /// The bytes of the table.
    table: Range<usize>,
}

/// Returns the values of a file.
pub(super) fn entries(root: &Spanned<DeTable<'_>>) -> Vec<Entry> {
    let mut entries = vec![Entry {
        pointer: Pointer::root(),
        underlined: 0..1,
        key: None,
        value: root.span(),
    }];
    let mut tables = vec![(Pointer::root(), root.get_ref())];
    while let Some((at, table)) = tables.pop() {
        for (key, value) in table {
            let mut pending = vec![(at.join(key.get_ref()), value, Some(key.span()))];
            while let Some((pointer, value, key)) = pending.pop() {
                let underlined = match value.get_ref() {
                    DeValue::Table(table) => {
                        tables.push((pointer.clone(), table));
                        key.clone().unwrap_or_else(|| value.span())
                    }
                    DeValue::Array(array) => {
                        pending.extend(
                            array
                                .iter()
                                .enumerate()
                                .map(|(index, element)| (pointer.index(index), element, None)),
                        );
                        key.clone().unwrap_or_else(|| value.span())
                    }
                    _ => value.span(),
                };
                entries.push(Entry {
                    pointer,
                    underlined,
                    key,
                    value: value.span(),
                });
            }
        }
    }
    entries
}

/// Removes the value at a byte range, which is the range of the value, of its key, or of a part of
/// the value. Returns `None` if no value is found.
pub(super) fn remove(root: &mut Spanned<DeTable<'_>>, range: &Range<usize>) -> Option<RemovedKey> {
    let pointer = pointer_at(root, range)?;
    let mut tokens: Vec<String> = pointer.tokens().collect();
    let last = tokens.pop()?;
    let Some((first, rest)) = tokens.split_first() else {
        let table = root.span();
        root.get_mut().remove(last.as_str())?;
        return Some(RemovedKey { name: last, table });
    };
    let mut parent = root.get_mut().get_mut(first.as_str())?;
    for token in rest {
        parent = match parent.get_mut() {
            DeValue::Table(table) => table.get_mut(token.as_str())?,
            DeValue::Array(array) => array.get_mut(token.parse::<usize>().ok()?)?,
            _ => return None,
        };
    }
    let table = parent.span();
    match parent.get_mut() {
        DeValue::Table(table) => drop(table.remove(last.as_str())?),
        DeValue::Array(array) => remove_element(array, last.parse().ok()?),
        _ => return None,
    }
    Some(RemovedKey { name: last, table })
}

/// Returns the pointer of the value at a byte range, which is the range of the value or of its key.
/// Falls back to the innermost value around the range.
fn pointer_at(root: &Spanned<DeTable<'_>>, range: &Range<usize>) -> Option<Pointer> {
    let entries: Vec<Entry> = entries(root).into_iter().skip(1).collect();
    // An array of tables has the same range as its first table, which comes later in the list.
    let exact = entries
        .iter()
        .rev()
        .find(|entry| entry.value == *range || entry.key.as_ref() == Some(range));
    let around = entries
        .iter()
        .filter(|entry| entry.value.start <= range.start && range.end <= entry.value.end);
    let found = exact.or_else(|| around.min_by_key(|entry| entry.value.len()))?;
    Some(found.pointer.clone())
}

fn remove_element(array: &mut DeArray<'_>, index: usize) {
    let elements = std::mem::replace(array, DeArray::new())
        .into_iter()
        .enumerate();
    *array = elements
        .filter(|(position, _)| *position != index)
        .map(|(_, element)| element)
        .collect();
}

/// Returns whether an error only reports that a removed key is missing.
pub(super) fn is_caused_by_removal(error: &toml::de::Error, removed: &[RemovedKey]) -> bool {
    let missing = error
        .message()
        .strip_prefix("missing field `")
        .and_then(|rest| rest.strip_suffix('`'));
    missing.is_some_and(|name| {
        removed
            .iter()
            .any(|key| key.name == name && error.span().as_ref() == Some(&key.table))
    })
}
