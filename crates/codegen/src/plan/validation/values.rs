//! The constraints of single values.

use serde_json::{Number, Value};
use specwright_openapi::ir::{Bounds, Enumeration, Lengths, StringFormat};
use specwright_openapi::vocabulary::JsonType;

use crate::plan::model::validation::{BoundsPlan, CheckKind, IntegerBoundsPlan, LengthsPlan};

pub(super) fn bounds(bounds: &Bounds) -> BoundsPlan {
    let split = |bound: &Option<Number>, is_exclusive: bool| match is_exclusive {
        true => (None, bound.clone()),
        false => (bound.clone(), None),
    };
    let (minimum, exclusive_minimum) = split(&bounds.minimum, bounds.exclusive_minimum);
    let (maximum, exclusive_maximum) = split(&bounds.maximum, bounds.exclusive_maximum);
    BoundsPlan {
        minimum,
        maximum,
        exclusive_minimum,
        exclusive_maximum,
        multiple_of: bounds.multiple_of.clone(),
    }
}

/// Returns the bounds of an integer. Bounds that are whole numbers are inclusive and exact.
pub(super) fn integer_bounds(declared: &Bounds) -> IntegerBoundsPlan {
    let mut others = bounds(declared);
    let minimum = take_whole(&mut others.minimum).or_else(|| {
        let exclusive = take_whole(&mut others.exclusive_minimum);
        exclusive.map(|number| number + 1)
    });
    let maximum = take_whole(&mut others.maximum).or_else(|| {
        let exclusive = take_whole(&mut others.exclusive_maximum);
        exclusive.map(|number| number - 1)
    });
    IntegerBoundsPlan {
        minimum,
        maximum,
        others,
    }
}

/// Takes a bound that is a whole number.
fn take_whole(bound: &mut Option<Number>) -> Option<i128> {
    let number = bound.as_ref()?;
    let whole = number.as_i64().map(i128::from);
    let whole = whole.or_else(|| number.as_u64().map(i128::from))?;
    *bound = None;
    Some(whole)
}

/// Returns the bounds of a count, without a minimum of 0.
pub(super) fn lengths(lengths: Lengths) -> LengthsPlan {
    LengthsPlan {
        min: lengths.min.filter(|min| *min > 0),
        max: lengths.max,
    }
}

/// Returns the format that the server validates.
pub(super) fn format(format: &StringFormat) -> Option<String> {
    let name = match format {
        StringFormat::Plain | StringFormat::Binary | StringFormat::Password => return None,
        StringFormat::DateTime => "date-time",
        StringFormat::Date => "date",
        StringFormat::Base64 => "byte",
        StringFormat::Base64Url => "base64url",
        StringFormat::Other(name) => name,
    };
    Some(name.to_owned())
}

/// Returns the format of a rule that the server validates.
pub(super) fn asserted_format(name: &str) -> Option<String> {
    match name {
        "" | "binary" | "password" => None,
        "base64" => Some("byte".to_owned()),
        name => Some(name.to_owned()),
    }
}

/// Returns the bounds of a count that is at least 1 by default.
pub(super) fn counts(counts: Lengths) -> LengthsPlan {
    LengthsPlan {
        min: counts.min.filter(|min| *min != 1),
        max: counts.max,
    }
}

/// Returns the check of listed values.
pub(super) fn enumeration(enumeration: &Enumeration) -> CheckKind {
    let values = enumeration.values.iter().map(|value| &value.value);
    match enumeration.json_type {
        Some(JsonType::String) => {
            let strings = values.filter_map(Value::as_str);
            CheckKind::Strings(strings.map(str::to_owned).collect())
        }
        Some(JsonType::Integer) => CheckKind::Integers(values.filter_map(Value::as_i64).collect()),
        Some(JsonType::Boolean) => {
            let mut values = values;
            CheckKind::BooleanConstant(values.any(|value| *value == Value::Bool(true)))
        }
        _ => CheckKind::Values(values.map(ToString::to_string).collect()),
    }
}
