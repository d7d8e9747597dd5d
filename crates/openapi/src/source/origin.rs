//! The original locations of values that overlays and dialects have moved.

use std::collections::HashMap;

use crate::pointer::{Pointer, SourceId, Span};

/// The origins of values that were moved or created. Any other value has its parsed location.
#[derive(Debug, Default)]
pub(super) struct Origins {
    files: HashMap<SourceId, HashMap<Box<str>, Origin>>,
}

#[derive(Debug)]
struct Origin {
    span: Span,
    inner: Inner,
}

/// The origin of the values in a moved or created value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Inner {
    /// The inner values have moved with the outer value, so the origin contains them, too.
    Moved,
    /// The inner values were created, and share the origin of the outer value.
    Derived,
}

impl Origins {
    /// Records the origin of a value.
    pub fn record(&mut self, span: &Span, origin: &Span, inner: Inner) {
        let origin = Origin {
            span: self.original(origin),
            inner,
        };
        let file = self.files.entry(span.source).or_default();
        file.insert(Box::from(span.pointer.as_str()), origin);
    }

    /// Removes the origins of a value and of the values in it.
    pub fn remove(&mut self, span: &Span) {
        if let Some(file) = self.files.get_mut(&span.source) {
            let is_inside = |key: &str| {
                let rest = key.strip_prefix(span.pointer.as_str());
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            };
            file.retain(|key, _| !is_inside(key));
        }
    }

    /// Updates the origins in a list after elements were removed. `retained` are the previous
    /// indices of the remaining elements.
    pub fn retain(&mut self, list: &Span, retained: &[usize]) {
        let mut origins: Vec<(Box<str>, Origin)> = Vec::new();
        for (new, old) in retained.iter().enumerate() {
            if new != *old {
                let origin = Origin {
                    span: self.original(&list.index(*old)),
                    inner: Inner::Moved,
                };
                origins.push((Box::from(list.index(new).pointer.as_str()), origin));
            }
        }
        let prefix = format!("{}/", list.pointer);
        let file = self.files.entry(list.source).or_default();
        let inside = file.extract_if(|key, _| key.starts_with(&prefix));
        for (key, origin) in inside {
            let rest = key.get(prefix.len()..).unwrap_or_default();
            let (index, inner) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            let old: Option<usize> = index.parse().ok();
            let new = old.and_then(|old| retained.binary_search(&old).ok());
            if let Some(new) = new {
                origins.push((Box::from(format!("{prefix}{new}{inner}")), origin));
            }
        }
        file.extend(origins);
    }

    /// Returns the location at which a value was parsed, from the origin of the innermost enclosing
    /// value that has one.
    pub fn original(&self, span: &Span) -> Span {
        let Some(file) = self.files.get(&span.source) else {
            return span.unscoped();
        };
        let pointer = span.pointer.as_str();
        let mut outer = pointer;
        loop {
            if let Some(origin) = file.get(outer) {
                let inner = match origin.inner {
                    Inner::Moved => pointer.get(outer.len()..).unwrap_or_default(),
                    Inner::Derived => "",
                };
                return Span {
                    pointer: Pointer::from_text(&format!("{}{inner}", origin.span.pointer)),
                    ..origin.span
                };
            }
            match outer.rsplit_once('/') {
                Some((parent, _)) => outer = parent,
                None => return span.unscoped(),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(source: u32, pointer: &str) -> Span {
        Span {
            pointer: Pointer::from_text(pointer),
            ..Span::file(SourceId(source))
        }
    }

    #[test]
    fn values_without_an_origin_have_not_moved() {
        assert_eq!(Origins::default().original(&at(0, "/a/b")), at(0, "/a/b"));
    }

    #[test]
    fn the_innermost_origin_wins_and_moves_the_values_in_it() {
        let mut origins = Origins::default();
        origins.record(&at(0, "/new"), &at(0, "/old/3"), Inner::Moved);
        origins.record(&at(0, "/new/schema"), &at(1, "/other"), Inner::Moved);
        assert_eq!(origins.original(&at(0, "/new")), at(0, "/old/3"));
        assert_eq!(
            origins.original(&at(0, "/new/a~1b/0")),
            at(0, "/old/3/a~1b/0")
        );
        assert_eq!(
            origins.original(&at(0, "/new/schema/type")),
            at(1, "/other/type")
        );
        assert_eq!(origins.original(&at(0, "/newer")), at(0, "/newer"));
        assert_eq!(origins.original(&at(1, "/new")), at(1, "/new"));
    }

    #[test]
    fn values_in_a_derived_value_have_its_origin() {
        let mut origins = Origins::default();
        origins.record(&at(0, "/servers/0"), &at(0, "/host"), Inner::Derived);
        assert_eq!(origins.original(&at(0, "/servers/0/url")), at(0, "/host"));
    }

    #[test]
    fn a_value_that_moved_twice_has_its_first_origin() {
        let mut origins = Origins::default();
        origins.record(&at(0, "/b"), &at(0, "/a"), Inner::Moved);
        origins.record(&at(0, "/c"), &at(0, "/b/x"), Inner::Moved);
        assert_eq!(origins.original(&at(0, "/c/y")), at(0, "/a/x/y"));
    }

    #[test]
    fn elements_move_up_with_the_values_in_them() {
        let mut origins = Origins::default();
        origins.record(&at(0, "/list/1/new"), &at(1, "/a"), Inner::Moved);
        origins.record(&at(0, "/list/3/new"), &at(1, "/b"), Inner::Moved);
        origins.record(&at(0, "/list/4"), &at(1, "/c"), Inner::Moved);
        origins.retain(&at(0, "/list"), &[0, 2, 3, 4]);
        for (pointer, origin) in [
            ("/list/0/x", at(0, "/list/0/x")),
            ("/list/1/new", at(0, "/list/2/new")),
            ("/list/2/x", at(0, "/list/3/x")),
            ("/list/2/new/x", at(1, "/b/x")),
            ("/list/3", at(1, "/c")),
        ] {
            assert_eq!(origins.original(&at(0, pointer)), origin, "{pointer}");
        }
        origins.retain(&at(0, "/list"), &[1, 2, 3]);
        assert_eq!(origins.original(&at(0, "/list/0")), at(0, "/list/2"));
        assert_eq!(origins.original(&at(0, "/list/1/new")), at(1, "/b"));
        origins.remove(&at(0, "/list"));
        assert_eq!(
            origins.original(&at(0, "/list/1/new")),
            at(0, "/list/1/new")
        );
    }

    #[test]
    fn the_whole_document_can_move() {
        let mut origins = Origins::default();
        origins.record(&at(0, ""), &at(1, "/a"), Inner::Moved);
        assert_eq!(origins.original(&at(0, "/b")), at(1, "/a/b"));
        assert_eq!(origins.original(&at(0, "")), at(1, "/a"));
    }
}
