//! Limits of JSON numbers.

/// 2^53. A larger float can be the nearest value of several integers.
pub(super) const MAX_EXACT_INTEGER: f64 = 9_007_199_254_740_992.0;
