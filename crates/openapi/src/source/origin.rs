//! Where values stood in the text before the tree was rewritten.

use std::collections::HashMap;

use crate::pointer::{Pointer, SourceId, Span};

/// The origins of all values that were moved or made; what is not in it stands where it stood.
#[derive(Debug, Default)]
pub(super) struct Origins {
    files: HashMap<SourceId, HashMap<Box<str>, Origin>>,
}

#[derive(Debug)]
struct Origin {
    place: Span,
    /// Whether the values inside came along, and stand inside the origin too.
    with_inside: bool,
}

impl Origins {
    pub fn record(&mut self, place: &Span, origin: &Span, with_inside: bool) {
        let origin = Origin {
            place: self.original(origin),
            with_inside,
        };
        self.files
            .entry(place.source)
            .or_default()
            .insert(Box::from(place.pointer.as_str()), origin);
    }

    /// Forgets a value that is there no more, with all inside it.
    pub fn forget(&mut self, place: &Span) {
        if let Some(file) = self.files.get_mut(&place.source) {
            let inside = |key: &str| {
                key.strip_prefix(place.pointer.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            };
            file.retain(|key, _| !inside(key));
        }
    }

    /// Notes which elements of a list are left, by the positions that they had.
    pub fn keep(&mut self, list: &Span, kept: &[usize]) {
        let moved = kept.iter().enumerate().filter(|(new, old)| new != *old);
        let mut origins: Vec<(Box<str>, Origin)> = moved
            .map(|(new, old)| {
                let origin = Origin {
                    place: self.original(&list.index(*old)),
                    with_inside: true,
                };
                (Box::from(list.index(new).pointer.as_str()), origin)
            })
            .collect();
        let file = self.files.entry(list.source).or_default();
        let positions: HashMap<usize, usize> = kept
            .iter()
            .enumerate()
            .map(|(new, old)| (*old, new))
            .collect();
        let prefix = format!("{}/", list.pointer);
        let inside: Vec<Box<str>> = file
            .keys()
            .filter(|key| key.starts_with(&prefix))
            .cloned()
            .collect();
        for key in inside {
            let Some(origin) = file.remove(&key) else {
                continue;
            };
            let rest = key.get(prefix.len()..).unwrap_or_default();
            let (index, inner) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            if let Some(new) = index
                .parse()
                .ok()
                .and_then(|old: usize| positions.get(&old))
            {
                origins.push((Box::from(format!("{prefix}{new}{inner}")), origin));
            }
        }
        file.extend(origins);
    }

    /// The origin of the innermost value around a place that has one.
    pub fn original(&self, place: &Span) -> Span {
        let Some(file) = self.files.get(&place.source) else {
            return place.clone();
        };
        let mut outer = place.pointer.as_str();
        let mut inner = "";
        loop {
            if let Some(origin) = file.get(outer) {
                let inner = if origin.with_inside { inner } else { "" };
                return Span {
                    source: origin.place.source,
                    pointer: Pointer::from_text(&format!("{}{inner}", origin.place.pointer)),
                };
            }
            let Some((shorter, _)) = outer.rsplit_once('/') else {
                return place.clone();
            };
            inner = place
                .pointer
                .as_str()
                .get(shorter.len()..)
                .unwrap_or_default();
            outer = shorter;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(source: u32, pointer: &str) -> Span {
        Span {
            source: SourceId(source),
            pointer: Pointer::from_text(pointer),
        }
    }

    #[test]
    fn without_origins_everything_stands_where_it_stood() {
        assert_eq!(Origins::default().original(&at(0, "/a/b")), at(0, "/a/b"));
    }

    #[test]
    fn the_innermost_origin_counts_and_what_is_inside_comes_along() {
        let mut origins = Origins::default();
        origins.record(&at(0, "/new"), &at(0, "/old/3"), true);
        origins.record(&at(0, "/new/schema"), &at(1, "/other"), true);
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
    fn all_inside_a_made_value_comes_from_what_it_was_made_of() {
        let mut origins = Origins::default();
        origins.record(&at(0, "/servers/0"), &at(0, "/host"), false);
        assert_eq!(origins.original(&at(0, "/servers/0/url")), at(0, "/host"));
    }

    #[test]
    fn what_is_moved_twice_keeps_its_first_origin() {
        let mut origins = Origins::default();
        origins.record(&at(0, "/b"), &at(0, "/a"), true);
        origins.record(&at(0, "/c"), &at(0, "/b/x"), true);
        assert_eq!(origins.original(&at(0, "/c/y")), at(0, "/a/x/y"));
    }

    #[test]
    fn elements_move_up_with_what_is_inside_them() {
        let mut origins = Origins::default();
        origins.record(&at(0, "/list/1/new"), &at(1, "/a"), true);
        origins.record(&at(0, "/list/3/new"), &at(1, "/b"), true);
        origins.record(&at(0, "/list/4"), &at(1, "/c"), true);
        origins.keep(&at(0, "/list"), &[0, 2, 3, 4]);
        for (place, origin) in [
            ("/list/0/x", at(0, "/list/0/x")),
            ("/list/1/new", at(0, "/list/2/new")),
            ("/list/2/x", at(0, "/list/3/x")),
            ("/list/2/new/x", at(1, "/b/x")),
            ("/list/3", at(1, "/c")),
        ] {
            assert_eq!(origins.original(&at(0, place)), origin, "{place}");
        }
        origins.keep(&at(0, "/list"), &[1, 2, 3]);
        assert_eq!(origins.original(&at(0, "/list/0")), at(0, "/list/2"));
        assert_eq!(origins.original(&at(0, "/list/1/new")), at(1, "/b"));
        origins.forget(&at(0, "/list"));
        assert_eq!(
            origins.original(&at(0, "/list/1/new")),
            at(0, "/list/1/new")
        );
    }

    #[test]
    fn the_whole_document_can_have_moved() {
        let mut origins = Origins::default();
        origins.record(&at(0, ""), &at(1, "/a"), true);
        assert_eq!(origins.original(&at(0, "/b")), at(1, "/a/b"));
        assert_eq!(origins.original(&at(0, "")), at(1, "/a"));
    }
}
