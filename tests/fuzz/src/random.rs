//! Pseudo-random byte strings that are the same on every machine.

/// The length of the longest byte string. Longer ones grow documents that take seconds to compile.
const MAX_LENGTH: usize = 3_000;

/// Returns byte string number `index` of a seed.
pub fn bytes(seed: u64, index: u64) -> Vec<u8> {
    // The constant spreads consecutive indices over all seeds.
    let mixed = seed ^ index.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mut random = fastrand::Rng::with_seed(mixed);
    let length = random.usize(16..MAX_LENGTH);
    let mut bytes = vec![0; length];
    random.fill(&mut bytes);
    bytes
}
