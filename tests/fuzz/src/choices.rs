//! A byte string as a sequence of choices.

use arbitrary::Unstructured;

/// A byte string that is read as a sequence of choices. After its end, every choice is the first
/// alternative, so that anything that grows stops growing.
pub struct Choices<'b> {
    bytes: Unstructured<'b>,
}

impl<'b> Choices<'b> {
    /// Creates choices from a byte string.
    pub fn new(bytes: &'b [u8]) -> Self {
        Self {
            bytes: Unstructured::new(bytes),
        }
    }

    /// Returns a number from 0 to `limit`, inclusive.
    pub fn up_to(&mut self, limit: usize) -> usize {
        self.bytes.int_in_range(0..=limit).unwrap_or(0)
    }

    /// Returns an integer of any size.
    pub fn integer(&mut self) -> i64 {
        self.bytes.arbitrary().unwrap_or(0)
    }

    /// Returns `true` with a probability of one in `n`.
    pub fn one_in(&mut self, n: usize) -> bool {
        n > 0 && self.up_to(n - 1) + 1 == n
    }

    /// Returns one of the alternatives.
    ///
    /// # Panics
    /// If there are none.
    pub fn pick<'t, T: ?Sized>(&mut self, alternatives: &[&'t T]) -> &'t T {
        alternatives[self.up_to(alternatives.len() - 1)]
    }

    /// Returns at most `limit` results of `grow`.
    pub fn several<T>(&mut self, limit: usize, mut grow: impl FnMut(&mut Self) -> T) -> Vec<T> {
        let count = self.up_to(limit);
        (0..count).map(|_| grow(self)).collect()
    }
}
