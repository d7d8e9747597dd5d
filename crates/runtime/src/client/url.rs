//! The URL of a call: the server's, the path with its values, the query.

use std::sync::Arc;

use http::Uri;

use super::RequestError;
use crate::parameter::encode_literal;

/// The base URL of a server, without a slash at its end.
#[derive(Clone, Debug)]
pub(super) struct Base {
    text: Arc<str>,
    host: Arc<str>,
}

impl Base {
    /// Checks a base URL: `http` or `https`, a host, no credentials, no query and no fragment.
    pub(super) fn parse(text: &str) -> Result<Self, &'static str> {
        if text.contains(['?', '#', '{', '}']) {
            return Err("it has a query, a fragment or a variable");
        }
        let uri: Uri = text.parse().map_err(|_| "it is not a URL")?;
        if !matches!(uri.scheme_str(), Some("http" | "https")) {
            return Err("its scheme is not http or https");
        }
        let authority = uri.authority().ok_or("it has no host")?;
        if authority.as_str().contains('@') {
            return Err("it has credentials");
        }
        if authority.host().is_empty() {
            return Err("it has no host");
        }
        if uri.path().split('/').any(is_dots) {
            return Err("its path has `.` or `..`");
        }
        Ok(Self {
            text: text.trim_end_matches('/').into(),
            host: authority.as_str().into(),
        })
    }

    pub(super) fn host(&self) -> &str {
        &self.host
    }

    /// The URL of a call: values and query are percent-encoded already.
    pub(super) fn join(
        &self,
        template: &str,
        values: &[(&'static str, String)],
        query: &[(String, String)],
    ) -> Result<Uri, RequestError> {
        let mut url = self.text.to_string();
        url.push_str(&expand(template, values)?);
        for (position, (name, value)) in query.iter().enumerate() {
            url.push(if position == 0 { '?' } else { '&' });
            url.push_str(name);
            url.push('=');
            url.push_str(value);
        }
        url.parse()
            .map_err(|_| RequestError::new("the URL", "is too long or not one"))
    }
}

fn expand(template: &str, values: &[(&'static str, String)]) -> Result<String, RequestError> {
    let mut path = String::with_capacity(template.len() + 32);
    for segment in template.trim_start_matches('/').split('/') {
        path.push('/');
        let start = path.len();
        let filled = fill(segment, values, &mut path)?;
        let written = path.get(start..).unwrap_or_default();
        // A server, or a proxy before it, takes such a segment for a way to another path.
        if filled && (written.is_empty() || is_dots(written)) {
            let name = segment.trim_matches(['{', '}']).to_owned();
            return Err(RequestError::new(
                name,
                "would make an empty, `.` or `..` segment of the path",
            ));
        }
    }
    Ok(path)
}

/// Writes one segment; whether it has a parameter.
fn fill(
    segment: &str,
    values: &[(&'static str, String)],
    path: &mut String,
) -> Result<bool, RequestError> {
    let mut rest = segment;
    let mut filled = false;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, behind)) = after.split_once('}') else {
            break;
        };
        let value = values
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value);
        path.push_str(&encode_literal(before));
        path.push_str(value.ok_or_else(|| RequestError::new(name.to_owned(), "has no value"))?);
        filled = true;
        rest = behind;
    }
    path.push_str(&encode_literal(rest));
    Ok(filled)
}

fn is_dots(segment: &str) -> bool {
    let plain = segment.to_ascii_lowercase().replace("%2e", ".");
    matches!(plain.as_str(), "." | "..")
}
