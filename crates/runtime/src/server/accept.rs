//! The header `Accept` (RFC 9110, 12.5.1).

use http::HeaderMap;
use http::header::ACCEPT;

use crate::headers::combined_value;
use crate::media_type::MediaType;

/// The weight of a range without the parameter `q`, in thousandths.
const DEFAULT_WEIGHT: u16 = 1000;

/// The media types that a client accepts.
#[derive(Clone, Debug)]
pub(super) struct Accept {
    /// The ranges and their weights; empty if the client accepts everything.
    ranges: Vec<(String, u16)>,
}

impl Accept {
    /// Reads the header of a request. A request without it, or with an invalid one, accepts
    /// everything.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let value = combined_value(headers, ACCEPT.as_str()).ok().flatten();
        let ranges = split(value.as_deref().unwrap_or_default()).into_iter();
        Self {
            ranges: ranges
                .map(|range| (range.to_owned(), weight(range)))
                .collect(),
        }
    }

    /// Returns whether the client accepts a media type.
    pub(super) fn includes(&self, media_type: &str) -> bool {
        self.weight_of(media_type) > 0
    }

    /// Returns the position of the media type that the client prefers, or `None` if it accepts none.
    /// Of equally preferred ones, the first one is returned.
    pub(super) fn preferred(&self, offered: &[&str]) -> Option<usize> {
        let accepted = offered.iter().map(|media_type| self.weight_of(media_type));
        let accepted = accepted.enumerate().filter(|(_, weight)| *weight > 0);
        // `max_by_key` returns the last of several maxima.
        let best = accepted.rev().max_by_key(|(_, weight)| *weight);
        best.map(|(position, _)| position)
    }

    /// Returns the weight of the range that describes a media type best.
    fn weight_of(&self, media_type: &str) -> u16 {
        if self.ranges.is_empty() {
            return DEFAULT_WEIGHT;
        }
        let ranges: Vec<&str> = self
            .ranges
            .iter()
            .map(|(range, _)| range.as_str())
            .collect();
        let best = MediaType::new(media_type).best_of(&ranges);
        let mut ranges = self.ranges.iter();
        let weight = ranges.find(|(range, _)| best == Some(range.as_str()));
        weight.map_or(0, |(_, weight)| *weight)
    }
}

/// Splits a list at the commas outside of quoted strings. Empty elements are ignored.
fn split(list: &str) -> Vec<&str> {
    let mut is_quoted = false;
    let mut is_escaped = false;
    let elements = list.split(|character: char| {
        let was_escaped = std::mem::take(&mut is_escaped);
        match character {
            '"' if !was_escaped => is_quoted = !is_quoted,
            '\\' if is_quoted && !was_escaped => is_escaped = true,
            _ => {}
        }
        character == ',' && !is_quoted
    });
    let elements = elements.map(str::trim);
    elements.filter(|element| !element.is_empty()).collect()
}

/// Returns the weight of a range in thousandths. An invalid weight is ignored.
fn weight(range: &str) -> u16 {
    let weight = MediaType::new(range).parameter("q");
    let weight = weight.and_then(|weight| thousandths(&weight));
    weight.unwrap_or(DEFAULT_WEIGHT)
}

fn thousandths(weight: &str) -> Option<u16> {
    let (whole, fraction) = weight.split_once('.').unwrap_or((weight, ""));
    let whole: u16 = whole.parse().ok()?;
    let fraction: u16 = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
    let thousandths = whole.checked_mul(1000)?.checked_add(fraction)?;
    (thousandths <= DEFAULT_WEIGHT).then_some(thousandths)
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn accept(lines: &[&str]) -> Accept {
        let mut headers = HeaderMap::new();
        for line in lines {
            let value = HeaderValue::from_str(line).expect("the line is a header value");
            headers.append(ACCEPT, value);
        }
        Accept::of(&headers)
    }

    #[test]
    fn the_preferred_media_type_has_the_greatest_weight() {
        let offered = ["application/json", "text/plain; charset=utf-8", "text/csv"];
        for (lines, expected) in [
            (vec![], Some(0)),
            (vec![""], Some(0)),
            (vec!["*/*"], Some(0)),
            (vec!["text/*"], Some(1)),
            (vec!["text/csv, application/json;q=0.9"], Some(2)),
            (vec!["text/*;q=0.5", "text/csv;q=0.8, */*;q=0.1"], Some(2)),
            (vec!["text/*, text/plain;q=0"], Some(2)),
            (vec!["image/png"], None),
            (vec!["application/json;q=x"], Some(0)),
            (
                vec!["text/csv;a=\",application/json;q=1,\";q=0.2, text/plain;q=0.1"],
                Some(2),
            ),
        ] {
            assert_eq!(accept(&lines).preferred(&offered), expected, "{lines:?}");
        }
    }

    #[test]
    fn a_weight_of_zero_refuses_a_media_type() {
        let accept = accept(&["text/*, text/csv;q=0"]);
        assert!(accept.includes("text/plain"));
        assert!(!accept.includes("text/csv"));
        assert!(!accept.includes("application/json"));
    }
}
