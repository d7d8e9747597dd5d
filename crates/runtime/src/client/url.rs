//! The URL of a call: base URL, expanded path template, and query.

use std::sync::Arc;

use http::Uri;

use super::RequestError;
use crate::parameter::{
    Captures, Path, Template, has_reserved, match_segment, normalize, parameter_name,
    percent_encode_literal, pieces,
};

/// The base URL of a server, without a trailing slash.
#[derive(Clone, Debug)]
pub(super) struct BaseUrl {
    text: Arc<str>,
    host: Arc<str>,
}

impl BaseUrl {
    /// Parses an absolute `http` or `https` URL without credentials, query and fragment. The error
    /// is the reason why the URL is invalid.
    pub(super) fn parse(text: &str) -> Result<Self, &'static str> {
        if text.contains(['?', '#', '{', '}']) {
            return Err("it contains a query, a fragment or a variable");
        }
        let uri: Uri = text.parse().map_err(|_| "it is not a valid URL")?;
        if !matches!(uri.scheme_str(), Some("http" | "https")) {
            return Err("the scheme must be http or https");
        }
        let authority = uri.authority().ok_or("the host is missing")?;
        if authority.as_str().contains('@') {
            return Err("it contains credentials");
        }
        if authority.host().is_empty() {
            return Err("the host is missing");
        }
        if uri.path().split('/').any(is_dots) {
            return Err("the path contains `.` or `..`");
        }
        Ok(Self {
            text: text.trim_end_matches('/').into(),
            host: authority.as_str().into(),
        })
    }

    /// Returns the base URL of another server. A path is one on the same host.
    pub(super) fn resolve(&self, url: &str) -> Result<Self, RequestError> {
        let is_path = url.starts_with('/') && !url.starts_with("//");
        let absolute = match self.text.split_once("://") {
            Some((scheme, _)) if is_path => format!("{scheme}://{}{url}", self.host),
            _ => url.to_owned(),
        };
        Self::parse(&absolute).map_err(|reason| RequestError::new("the server", reason))
    }

    /// The host and the port.
    pub(super) fn host(&self) -> &str {
        &self.host
    }

    /// Builds the URL of a call. Path values and query are percent-encoded already.
    pub(super) fn join(
        &self,
        path: &Path,
        values: &[(&'static str, String)],
        query: &[(String, String)],
    ) -> Result<Uri, RequestError> {
        let mut url = self.text.to_string();
        url.push_str(&expand(path, values)?);
        let mut separator = '?';
        if !path.query.is_empty() {
            url.push(separator);
            url.push_str(&percent_encode_literal(path.query));
            separator = '&';
        }
        for (name, value) in query {
            url.push(separator);
            separator = '&';
            url.push_str(name);
            url.push('=');
            url.push_str(value);
        }
        url.parse()
            .map_err(|_| RequestError::new("the URL", "is too long or invalid"))
    }
}

/// Returns the pairs of the query of a URL.
pub(super) fn pairs(url: &Uri) -> Vec<(String, String)> {
    let query = url.query().unwrap_or_default();
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (name.to_owned(), value.to_owned())
    };
    pairs.map(pair).collect()
}

/// Parses an absolute `http` or `https` URL with a query.
pub(super) fn absolute(text: &str) -> Result<Uri, RequestError> {
    let (base, _) = text.split_once(['?', '#']).unwrap_or((text, ""));
    let error = |reason| RequestError::new("the URL", reason);
    BaseUrl::parse(base).map_err(error)?;
    let (without_fragment, _) = text.split_once('#').unwrap_or((text, ""));
    without_fragment
        .parse()
        .map_err(|_| error("is too long or invalid"))
}

/// Adds pairs to the query of a URL.
pub(super) fn with_query(url: &Uri, query: &[(String, String)]) -> Result<Uri, RequestError> {
    let mut extended = url.to_string();
    for (name, value) in query {
        extended.push(if extended.contains('?') { '&' } else { '?' });
        extended.push_str(name);
        extended.push('=');
        extended.push_str(value);
    }
    extended
        .parse()
        .map_err(|_| RequestError::new("the URL", "is too long or invalid"))
}

/// Replaces the parameters of a path template with their values.
fn expand(path: &Path, values: &[(&'static str, String)]) -> Result<String, RequestError> {
    let template = path.template;
    let mut expanded = String::with_capacity(template.len() + 32);
    let segments = template.strip_prefix('/').unwrap_or(template).split('/');
    let reserved = segments
        .clone()
        .enumerate()
        .filter(|(_, segment)| has_reserved(segment));
    let last_reserved = reserved.last().map(|(index, _)| index);
    for (index, segment) in segments.enumerate() {
        expanded.push('/');
        let start = expanded.len();
        let filled = fill(segment, values, &mut expanded)?;
        let written = expanded.get(start..).unwrap_or_default();
        let is_changed = |part: &str| part.is_empty() || is_dots(part);
        // Servers and proxies resolve such a segment, so the request would have another path.
        if filled && written.split('/').any(is_changed) {
            let name = parameter_name(segment.trim_matches(['{', '}']));
            return Err(RequestError::new(
                name,
                "must not produce an empty, `.` or `..` path segment",
            ));
        }
        // A server splits the path at the last parameter that can contain slashes.
        let is_split = last_reserved != Some(index) && written.contains('/');
        let captures = || match_segment_of(path, segment, written);
        let comes_back =
            || captures().is_some_and(|found| found.iter().all(|one| values.contains(one)));
        // Only several parameters in one segment can be ambiguous, and an empty value beside a literal
        // matches no path.
        let is_certain =
            segment.matches('{').count() < 2 && values.iter().all(|(_, value)| !value.is_empty());
        if is_split || !(is_certain || comes_back()) {
            return Err(RequestError::new(
                segment,
                "would be read as other values of these path parameters",
            ));
        }
    }
    match other_path(path, &expanded) {
        Some(other) => Err(RequestError::new(
            template,
            format!("with these values is the path of another operation, `{other}`"),
        )),
        None => Ok(expanded),
    }
}

/// Returns the values that a server reads from a segment.
fn match_segment_of(path: &Path, segment: &'static str, written: &str) -> Option<Captures> {
    let mut captures = Captures::new();
    match_segment(&pieces(segment, path), written, &mut captures)?;
    Some(captures)
}

/// Returns the template of the other operation that a server calls for an expanded path.
fn other_path(path: &Path, expanded: &str) -> Option<&'static str> {
    let expanded = normalize(expanded);
    let is_match = |other: &&Path| Template::new(other).captures(&expanded).is_some();
    let other = path.precedence.iter().find(is_match)?;
    Some(other.template)
}

/// Writes one segment of the path. Returns whether it contains a parameter.
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
        let name = parameter_name(name);
        let value = values
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value);
        path.push_str(&percent_encode_literal(before));
        path.push_str(value.ok_or_else(|| RequestError::new(name.to_owned(), "has no value"))?);
        filled = true;
        rest = behind;
    }
    path.push_str(&percent_encode_literal(rest));
    Ok(filled)
}

/// Returns whether the segment is `.` or `..`, possibly percent-encoded.
fn is_dots(segment: &str) -> bool {
    let plain = segment.to_ascii_lowercase().replace("%2e", ".");
    matches!(plain.as_str(), "." | "..")
}
