//! Where each name is given out once.

use std::collections::{BTreeMap, BTreeSet};

use super::{Name, Wanted};

/// The names of one place of the output: the types of a crate, the fields of a struct, the methods of a trait.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    taken: BTreeSet<String>,
    numbers: BTreeMap<String, usize>,
}

impl Scope {
    /// A scope in which nothing is taken.
    pub fn new() -> Self {
        Self::default()
    }

    /// A scope in which some names are taken from the start.
    pub fn reserving<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        Self {
            taken: names.into_iter().map(str::to_owned).collect(),
            numbers: BTreeMap::new(),
        }
    }

    /// Gives out the name that the user asks for; none if it is taken. To be asked before other names are given out.
    pub fn claim<N: Name>(&mut self, wanted: &Wanted<N>) -> Option<N> {
        let text = wanted.as_str();
        self.taken
            .insert(N::KIND.key(text))
            .then(|| N::from_checked(text.into()))
    }

    /// Gives out a name for a text.
    pub fn name<N: Name>(&mut self, text: &str) -> N {
        self.name_or(text, &[])
    }

    /// Gives out a name for a text; where it is taken, for the first of the fallbacks that is free.
    ///
    /// A fallback says more about the same thing (its whole path, its kind), so that its name does not depend on what else
    /// is there. If all are taken the symbols of the text are spelled out, and at last a number tells the names apart, in the
    /// order in which they are asked for.
    pub fn name_or<N: Name>(&mut self, text: &str, fallbacks: &[&str]) -> N {
        let kind = N::KIND;
        let plain = kind.name(text);
        let first = plain
            .clone()
            .or_else(|| kind.spelled(text))
            .unwrap_or_else(|| kind.empty());
        let candidates = plain
            .into_iter()
            .chain(fallbacks.iter().filter_map(|fallback| kind.name(fallback)))
            .chain(kind.spelled(text))
            .chain([first.clone()]);
        for candidate in candidates {
            if self.taken.insert(kind.key(&candidate)) {
                return N::from_checked(candidate.into());
            }
        }
        loop {
            let number = self.numbers.entry(first.clone()).or_insert(1);
            *number += 1;
            let candidate = kind.numbered(&first, *number);
            if self.taken.insert(kind.key(&candidate)) {
                return N::from_checked(candidate.into());
            }
        }
    }
}
