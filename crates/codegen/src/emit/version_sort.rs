//! The order in which rustfmt sorts snake-case modules and imports ("Sorting" in the 2024 style
//! guide).

use std::cmp::Ordering;

/// Compares two names chunk by chunk. An underscore sorts first, and numbers compare by value.
pub fn compare(left: &str, right: &str) -> Ordering {
    let (mut left, mut right) = (left, right);
    loop {
        match (chunk(left), chunk(right)) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some((a, left_rest)), Some((b, right_rest))) => {
                let ordering = compare_chunks(a, b);
                if ordering != Ordering::Equal {
                    return ordering;
                }
                (left, right) = (left_rest, right_rest);
            }
        }
    }
}

fn compare_chunks(left: &str, right: &str) -> Ordering {
    match (left == "_", right == "_") {
        (true, true) => Ordering::Equal,
        (true, false) => Ordering::Less,
        (false, true) => Ordering::Greater,
        (false, false) if is_number(left) && is_number(right) => {
            let (a, b) = (left.trim_start_matches('0'), right.trim_start_matches('0'));
            // Of two equal numbers, the one with more leading zeros sorts first.
            a.len()
                .cmp(&b.len())
                .then_with(|| a.cmp(b))
                .then_with(|| right.len().cmp(&left.len()))
        }
        (false, false) => left.cmp(right),
    }
}

fn chunk(text: &str) -> Option<(&str, &str)> {
    let first = text.chars().next()?;
    let end = match first {
        '_' => 1,
        first if first.is_ascii_digit() => text
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(text.len()),
        _ => text
            .find(|c: char| c.is_ascii_digit() || c == '_')
            .unwrap_or(text.len()),
    };
    Some(text.split_at(end))
}

fn is_number(chunk: &str) -> bool {
    chunk.starts_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_underscores_sort_as_in_the_style_guide() {
        let mut names = [
            "u32x2",
            "u8",
            "_a",
            "a10",
            "a2",
            "sessions",
            "session_x",
            "session",
            "a_b",
            "ab",
            "a02",
        ];
        names.sort_by(|left, right| compare(left, right));
        assert_eq!(
            names,
            [
                "_a",
                "a_b",
                "a02",
                "a2",
                "a10",
                "ab",
                "session",
                "session_x",
                "sessions",
                "u8",
                "u32x2"
            ]
        );
    }
}
