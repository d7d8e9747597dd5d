//! Decisions about a value: which branch, which optional properties, which of several scalars.

/// The value that decisions start from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base {
    /// Examples and defaults of the document where it has any, all optional properties otherwise.
    Examples,
    /// All optional properties.
    Full,
    /// As little as the schema allows.
    Minimal,
}

/// Makes the decisions of one value. A value is made with the decisions of its base, with one of
/// them changed, or with random decisions, so that all values with one change can be enumerated.
pub struct Chooser {
    /// The decisions that are not changed.
    pub base: Base,
    /// The position of the changed decision, and its option.
    changed: Option<(usize, usize)>,
    random: Option<fastrand::Rng>,
    /// The number of options and the preferred option of every decision so far.
    decisions: Vec<(usize, usize)>,
}

/// The number of decisions after which a value is completed with as little as possible.
const MAX_DECISIONS: usize = 300;

impl Chooser {
    /// Creates a chooser that decides as the base does.
    pub fn new(base: Base) -> Self {
        Self {
            base,
            changed: None,
            random: None,
            decisions: Vec::new(),
        }
    }

    /// Creates a chooser that decides at random.
    pub fn random(seed: u64) -> Self {
        Self {
            random: Some(fastrand::Rng::with_seed(seed)),
            ..Self::new(Base::Full)
        }
    }

    /// Returns one of `count` options: `preferred`, unless the decision is changed. Returns 0 if
    /// there is at most one.
    pub fn choose(&mut self, count: usize, preferred: usize) -> usize {
        if count < 2 {
            return 0;
        }
        let preferred = preferred % count;
        let position = self.decisions.len();
        self.decisions.push((count, preferred));
        match (&mut self.random, self.changed) {
            (Some(random), _) => random.usize(..count),
            (None, Some((changed, option))) if changed == position => option,
            _ => preferred,
        }
    }

    /// Returns whether the value should be completed with as little as possible.
    pub fn is_exhausted(&self) -> bool {
        self.decisions.len() > MAX_DECISIONS
    }

    /// Returns a chooser for each other option of each decision so far.
    pub fn alternatives(&self) -> impl Iterator<Item = Chooser> {
        let base = self.base;
        let decisions = self.decisions.iter().enumerate();
        decisions.flat_map(move |(position, &(count, preferred))| {
            let others = (0..count).filter(move |option| *option != preferred);
            others.map(move |option| Chooser {
                changed: Some((position, option)),
                ..Chooser::new(base)
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_alternative_changes_one_decision() {
        let decide = |chooser: &mut Chooser| [chooser.choose(2, 1), chooser.choose(3, 0)];
        let mut base = Chooser::new(Base::Full);
        assert_eq!(decide(&mut base), [1, 0]);
        let others: Vec<_> = base.alternatives().map(|mut it| decide(&mut it)).collect();
        assert_eq!(others, [[0, 0], [1, 1], [1, 2]]);
    }
}
