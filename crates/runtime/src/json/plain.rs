//! The plain characters of strings in JSON text, which are not escaped.

/// Returns the number of bytes before the first quotation mark, backslash or control character.
/// Compares eight bytes at a time: a byte of a difference is zero where the bytes are equal, and
/// subtracting one from each byte then borrows from its highest bit.
pub(super) fn plain_length(bytes: &[u8]) -> usize {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGHEST: u64 = ONES << 7;
    let below = |word: u64, limit: u64| word.wrapping_sub(ONES * limit) & !word;
    let mut length = 0;
    for chunk in bytes.chunks_exact(8) {
        let word = chunk
            .iter()
            .rev()
            .fold(0, |word, byte| word << 8 | u64::from(*byte));
        let quote = below(word ^ (ONES * u64::from(b'"')), 1);
        let backslash = below(word ^ (ONES * u64::from(b'\\')), 1);
        let found = (quote | backslash | below(word, 0x20)) & HIGHEST;
        if found != 0 {
            return length + found.trailing_zeros() as usize / 8;
        }
        length += 8;
    }
    let is_special = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..0x20);
    let rest = bytes.get(length..).unwrap_or_default();
    length + rest.iter().position(is_special).unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use super::plain_length;

    #[test]
    fn special_characters_are_found_at_every_position() {
        let plain = "a \u{7f}\u{80}\u{e9}\u{1f600}!#[]~ abcdefgh";
        for special in ['"', '\\', '\0', '\n', '\u{1f}'] {
            for (position, _) in plain.char_indices() {
                let (before, after) = plain.split_at(position);
                let text = format!("{before}{special}{after}\"");
                assert_eq!(plain_length(text.as_bytes()), position, "{text:?}");
            }
        }
        assert_eq!(plain_length(plain.as_bytes()), plain.len());
        assert_eq!(plain_length(b""), 0);
    }
}
