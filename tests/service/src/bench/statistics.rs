//! Statistics over measurements.

/// Returns the median, or 0 for no values.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    let upper = values.get(middle).copied().unwrap_or_default();
    if values.len() % 2 == 1 {
        upper
    } else {
        (values.get(middle.wrapping_sub(1)).copied().unwrap_or(upper) + upper) / 2.0
    }
}
