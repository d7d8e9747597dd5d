//! Numbers that the generated type cannot represent exactly.

use std::collections::BTreeSet;

use specwright_openapi::diagnostic::Report;
use specwright_openapi::ir::{Bounds, SchemaId, SchemaKind};

use crate::catalogue::number;
use crate::plan::overrides::Overrides;

/// Common names of formats for decimal fractions of any length.
const DECIMALS: [&str; 7] = [
    "decimal",
    "decimal32",
    "decimal64",
    "decimal128",
    "bigdecimal",
    "big-decimal",
    "bignumber",
];

/// Common names of formats for integers of more than 64 bits.
const LARGE_INTEGERS: [&str; 8] = [
    "int128",
    "int256",
    "uint128",
    "uint256",
    "bigint",
    "big-int",
    "biginteger",
    "big-integer",
];

/// 2^63 and 2^64 as floats.
const I64_END: f64 = 9_223_372_036_854_775_808.0;
const U64_END: f64 = 18_446_744_073_709_551_616.0;

/// Reports the schemas of numbers whose values do not fit the generated type.
pub(super) fn check(overrides: &Overrides<'_>, used: &BTreeSet<SchemaId>, report: &mut Report) {
    let all = overrides.schemas().iter();
    let schemas = all.filter(|(id, _)| used.contains(id));
    for (id, schema) in schemas {
        let finding = match &schema.kind {
            SchemaKind::Number { format, .. } => is_in(format.as_deref(), &DECIMALS)
                .then(|| number::decimal(format.as_deref().unwrap_or_default())),
            SchemaKind::Integer { format, bounds } => {
                let is_large = is_in(format.as_deref(), &LARGE_INTEGERS) || exceed_64_bits(bounds);
                is_large.then(number::large_integer)
            }
            _ => None,
        };
        if let Some(finding) = finding.filter(|_| overrides.user_type(id).is_none()) {
            report.add(&schema.span, finding);
        }
    }
}

fn is_in(format: Option<&str>, known: &[&str]) -> bool {
    format.is_some_and(|format| known.contains(&format.to_ascii_lowercase().as_str()))
}

/// Returns whether a bound is outside the range of the integer type that is generated for these
/// bounds.
fn exceed_64_bits(bounds: &Bounds) -> bool {
    let float = |number: &Option<serde_json::Number>| number.as_ref()?.as_f64();
    let (minimum, maximum) = (float(&bounds.minimum), float(&bounds.maximum));
    // A bound of exactly 2^63 or 2^64 is usually meant as the end of the range.
    let is_unsigned = minimum.is_some_and(|minimum| minimum >= 0.0);
    let end = if is_unsigned { U64_END } else { I64_END };
    minimum.is_some_and(|minimum| minimum < -I64_END)
        || maximum.is_some_and(|maximum| maximum > end)
}

#[cfg(test)]
mod tests {
    use serde_json::Number;

    use super::*;

    #[test]
    fn bounds_beyond_64_bits_are_found() {
        let exceed = |minimum: Option<f64>, maximum: Option<f64>| {
            exceed_64_bits(&Bounds {
                minimum: minimum.and_then(Number::from_f64),
                maximum: maximum.and_then(Number::from_f64),
                ..Bounds::default()
            })
        };
        assert!(exceed(None, Some(1e20)));
        assert!(exceed(Some(-1e20), None));
        assert!(exceed(Some(0.0), Some(2f64.powi(256))));
        assert!(exceed(Some(-1.0), Some(U64_END)));
        assert!(!exceed(Some(0.0), Some(U64_END)));
        assert!(!exceed(None, Some(I64_END)));
        assert!(!exceed(None, None));
    }
}
