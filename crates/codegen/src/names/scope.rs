//! Allocation of unique names.

use std::collections::{BTreeMap, BTreeSet};

use super::{ConfiguredName, Name};

/// The names that must differ from each other, such as the types of a crate, the fields of a struct
/// or the methods of a trait.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    taken: BTreeSet<String>,
    numbers: BTreeMap<String, usize>,
}

impl Scope {
    /// Creates an empty scope.
    pub fn new() -> Self {
        Self::default()
    }

    /// Creates a scope in which some names are taken.
    pub fn reserving<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        Self {
            taken: names.into_iter().map(str::to_owned).collect(),
            numbers: BTreeMap::new(),
        }
    }

    /// Takes a name that another scope has allocated.
    pub fn reserve<N: Name>(&mut self, name: &N) {
        self.taken.insert(N::KIND.key(name.as_str()));
    }

    /// Allocates a configured name. Returns `None` if it is taken. Configured names must be claimed
    /// before other names are allocated.
    pub fn claim<N: Name>(&mut self, configured: &ConfiguredName<N>) -> Option<N> {
        let text = configured.as_str();
        self.taken
            .insert(N::KIND.key(text))
            .then(|| N::from_checked(text.into()))
    }

    /// Allocates a name derived from a string.
    pub fn name<N: Name>(&mut self, text: &str) -> N {
        self.name_or(text, &[])
    }

    /// Allocates a name derived from a string or, if that name is taken, from the first fallback
    /// whose name is free.
    ///
    /// A fallback identifies the same item more precisely, such as by its path or kind, so that the
    /// name does not depend on other items. If all names are taken, the symbols of the string are
    /// spelled out. As a last resort a number is appended, in order of allocation.
    pub fn name_or<N: Name>(&mut self, text: &str, fallbacks: &[&str]) -> N {
        self.name_or_beside(text, fallbacks, &Self::new())
    }

    /// Allocates a name as [`name_or`](Self::name_or) does that is free in another scope as well.
    pub fn name_or_beside<N: Name>(&mut self, text: &str, fallbacks: &[&str], other: &Self) -> N {
        let kind = N::KIND;
        let plain = kind.name(text);
        // Candidates are cased when they are needed, because the first one is usually free.
        let candidates = plain
            .iter()
            .cloned()
            .chain(fallbacks.iter().filter_map(|fallback| kind.name(fallback)))
            .chain(std::iter::once_with(|| kind.spelled(text)).flatten());
        for candidate in candidates {
            let key = kind.key(&candidate);
            if !other.taken.contains(&key) && self.taken.insert(key) {
                return N::from_checked(candidate.into());
            }
        }
        let first = plain
            .or_else(|| kind.spelled(text))
            .unwrap_or_else(|| kind.empty());
        if self.taken.insert(kind.key(&first)) {
            return N::from_checked(first.into());
        }
        loop {
            let number = self.numbers.entry(first.clone()).or_insert(1);
            *number += 1;
            let candidate = kind.numbered(&first, *number);
            let key = kind.key(&candidate);
            if !other.taken.contains(&key) && self.taken.insert(key) {
                return N::from_checked(candidate.into());
            }
        }
    }
}
