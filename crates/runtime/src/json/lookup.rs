//! Access to a part of JSON text without reading the rest.

use super::Reader;

impl<'t> Reader<'t> {
    /// Returns a reader of the value at a JSON pointer (RFC 6901), in which the index `-1` is the last
    /// element of an array. Returns `None` if there is no such value, or the text before it is not
    /// JSON.
    pub(crate) fn at_pointer(mut self, pointer: &str) -> Option<Self> {
        let tokens = pointer.split('/').skip(1);
        for token in tokens {
            let token = token.replace("~1", "/").replace("~0", "~");
            self = self.member(&token).or_else(|| self.element(&token))?;
        }
        self.take().ok()
    }

    /// Returns the number of elements, or `None` if the next value is not an array.
    pub(crate) fn count_elements(mut self) -> Option<u64> {
        let mut elements = self.array().ok()?;
        let mut count = 0;
        while elements.next(Reader::skip).ok()?.is_some() {
            count += 1;
        }
        Some(count)
    }

    fn member(&self, name: &str) -> Option<Self> {
        let mut reader = self.clone();
        let mut members = reader.object().ok()?;
        while let Some(found) = members.next().ok()? {
            let is_found = found == name;
            let value = members.value(Reader::take).ok()?;
            if is_found {
                return Some(value);
            }
        }
        None
    }

    fn element(&self, index: &str) -> Option<Self> {
        let index = match index {
            "-1" => self.clone().count_elements()?.checked_sub(1)?,
            index => index.parse().ok()?,
        };
        let mut reader = self.clone();
        let mut elements = reader.array().ok()?;
        for _ in 0..index {
            elements.next(Reader::skip).ok()??;
        }
        elements.next(Reader::take).ok()?
    }
}

#[cfg(test)]
mod tests {
    use super::Reader;

    #[test]
    fn values_are_found_by_their_pointers() {
        let text = r#" {"a/b": [1, {"~": "x"}, [2, "z"] ], "": {"n": null}, "a/b": 7} "#;
        for (pointer, expected) in [
            ("/a~1b/0", Some("1")),
            ("/a~1b/1/~0", Some(r#""x""#)),
            ("/a~1b/-1/-1", Some(r#""z""#)),
            ("/a~1b/3", None),
            ("/a~1b/x", None),
            ("//n", Some("null")),
            ("/c", None),
        ] {
            let found = Reader::new(text).at_pointer(pointer);
            let found = found.map(|found| found.rest().trim().to_owned());
            assert_eq!(found.as_deref(), expected, "{pointer}");
        }
        let whole = Reader::new("[1, [2], {}]").at_pointer("");
        assert_eq!(whole.and_then(Reader::count_elements), Some(3));
        assert!(Reader::new("[1").at_pointer("/1").is_none());
        assert!(Reader::new("{}").count_elements().is_none());
    }
}
