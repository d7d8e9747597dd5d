//! Taking what is wrong out of a file, so that the rest of it can be read.

use std::ops::Range;

use specwright_openapi::pointer::Pointer;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

/// A value of the file.
pub(super) struct Place {
    /// How it is reached.
    pub pointer: Pointer,
    /// The bytes that frames show: those of the key of a table or a list that has one.
    pub shown: Range<usize>,
    key: Option<Range<usize>>,
    value: Range<usize>,
}

/// A member that was taken out of a table.
pub(super) struct Taken {
    name: String,
    /// The bytes of the table.
    table: Range<usize>,
}

/// The values of a file.
pub(super) fn places(root: &Spanned<DeTable<'_>>) -> Vec<Place> {
    let mut places = vec![Place {
        pointer: Pointer::root(),
        shown: 0..1,
        key: None,
        value: root.span(),
    }];
    let mut tables = vec![(Pointer::root(), root.get_ref())];
    while let Some((at, table)) = tables.pop() {
        for (key, value) in table {
            let mut waiting = vec![(at.join(key.get_ref()), value, Some(key.span()))];
            while let Some((pointer, value, key)) = waiting.pop() {
                let shown = match value.get_ref() {
                    DeValue::Table(table) => {
                        tables.push((pointer.clone(), table));
                        key.clone().unwrap_or_else(|| value.span())
                    }
                    DeValue::Array(list) => {
                        waiting.extend(
                            list.iter()
                                .enumerate()
                                .map(|(index, element)| (pointer.index(index), element, None)),
                        );
                        key.clone().unwrap_or_else(|| value.span())
                    }
                    _ => value.span(),
                };
                places.push(Place {
                    pointer,
                    shown,
                    key,
                    value: value.span(),
                });
            }
        }
    }
    places
}

/// Takes the value at some bytes out, which are its own, those of its key, or some of its own; nothing if there is none.
pub(super) fn take(root: &mut Spanned<DeTable<'_>>, range: &Range<usize>) -> Option<Taken> {
    let places: Vec<Place> = places(root).into_iter().skip(1).collect();
    // A list of tables begins where its first table does, which stands after it.
    let exact = places
        .iter()
        .rev()
        .find(|place| place.value == *range || place.key.as_ref() == Some(range));
    let around = places
        .iter()
        .filter(|place| place.value.start <= range.start && range.end <= place.value.end);
    let found = exact.or_else(|| around.min_by_key(|place| place.value.len()))?;
    let mut tokens: Vec<String> = found.pointer.tokens().collect();
    let last = tokens.pop()?;
    let mut table = root.span();
    let mut steps = tokens.iter();
    let Some(first) = steps.next() else {
        root.get_mut().remove(last.as_str())?;
        return Some(Taken { name: last, table });
    };
    let mut holder = root.get_mut().get_mut(first.as_str())?;
    for step in steps {
        holder = match holder.get_mut() {
            DeValue::Table(members) => members.get_mut(step.as_str())?,
            DeValue::Array(list) => list.get_mut(step.parse::<usize>().ok()?)?,
            _ => return None,
        };
    }
    table.clone_from(&holder.span());
    match holder.get_mut() {
        DeValue::Table(members) => drop(members.remove(last.as_str())?),
        DeValue::Array(list) => {
            let index = last.parse::<usize>().ok()?;
            let elements = std::mem::replace(list, DeArray::new())
                .into_iter()
                .enumerate();
            *list = elements
                .filter(|(at, _)| *at != index)
                .map(|(_, element)| element)
                .collect();
        }
        _ => return None,
    }
    Some(Taken { name: last, table })
}

/// Whether nothing but what was taken is missed.
pub(super) fn follows(error: &toml::de::Error, taken: &[Taken]) -> bool {
    let missed = error
        .message()
        .strip_prefix("missing field `")
        .and_then(|rest| rest.strip_suffix('`'));
    missed.is_some_and(|name| {
        taken
            .iter()
            .any(|taken| taken.name == name && error.span().as_ref() == Some(&taken.table))
    })
}
