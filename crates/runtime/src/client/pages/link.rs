//! The header `Link` (RFC 8288), and the URL of the next page.

use http::header::LINK;
use http::uri::{Authority, Scheme};
use http::{HeaderMap, Uri};

use crate::headers::parse_parameters;

/// Returns the target of the link with the relation `next`.
pub(super) fn next(headers: &HeaderMap) -> Option<&str> {
    let values = headers.get_all(LINK).into_iter();
    let mut texts = values.filter_map(|value| value.to_str().ok());
    texts.find_map(|text| {
        let mut rest = text;
        while let Some((_, link)) = rest.split_once('<') {
            let (target, parameters) = link.split_once('>')?;
            let (parameters, after) = parameters.split_at(end_of_link(parameters));
            if is_next(parameters) {
                return Some(target.trim());
            }
            rest = after;
        }
        None
    })
}

/// Resolves the URL of the next page against that of a page. The error is the reason why the URL
/// cannot be requested.
pub(super) fn resolve(page: &Uri, target: &str) -> Result<Uri, &'static str> {
    let (target, _) = target.split_once('#').unwrap_or((target, ""));
    let scheme = page.scheme_str().unwrap_or_default();
    let authority = page.authority().map(Authority::as_str).unwrap_or_default();
    let absolute = match target {
        target if target.starts_with("//") => format!("{scheme}:{target}"),
        target if target.starts_with('/') => format!("{scheme}://{authority}{target}"),
        target if target.starts_with('?') => {
            format!("{scheme}://{authority}{}{target}", page.path())
        }
        target => target.to_owned(),
    };
    let url: Uri = absolute.parse().map_err(|_| "has an invalid URL")?;
    if url.scheme().is_none() {
        return Err("has a URL that is relative to the page");
    }
    // Another origin must not receive the credentials of this one.
    match origin(&url) == origin(page) {
        true => Ok(url),
        false => Err("is on another server"),
    }
}

/// Returns the scheme, the host and the port (RFC 6454, 4).
fn origin(url: &Uri) -> (Option<&Scheme>, Option<String>, Option<u16>) {
    let default = match url.scheme_str() {
        Some("http") => Some(80),
        Some("https") => Some(443),
        _ => None,
    };
    let host = url.host().map(str::to_ascii_lowercase);
    (url.scheme(), host, url.port_u16().or(default))
}

fn is_next(parameters: &str) -> bool {
    let parameters = parse_parameters(parameters);
    let relations = parameters.iter().find(|(name, _)| name == "rel");
    relations.is_some_and(|(_, relations)| {
        let mut relations = relations.split_ascii_whitespace();
        relations.any(|relation| relation.eq_ignore_ascii_case("next"))
    })
}

/// Returns the position of the comma that ends the parameters of a link, or the length of the text.
fn end_of_link(parameters: &str) -> usize {
    let mut is_quoted = false;
    let mut is_escaped = false;
    let is_end = |byte: u8| {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if is_quoted => is_escaped = true,
            b'"' => is_quoted = !is_quoted,
            b',' => return !is_quoted,
            _ => {}
        }
        false
    };
    let end = parameters.bytes().position(is_end);
    end.unwrap_or(parameters.len())
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue, header};

    use super::{next, resolve};

    #[test]
    fn the_next_link_is_found() {
        for (lines, expected) in [
            (
                vec![r#"<https://a/?page=1>; rel="prev", </?page=3>; rel="next""#],
                Some("/?page=3"),
            ),
            (
                vec![r#"</1,2>; title="a, <b>; rel=next"; rel=first, </3>; REL="last Next""#],
                Some("/3"),
            ),
            (
                vec!["</1>; rel=prev", "</2>;title=\"\\\",\";rel=next"],
                Some("/2"),
            ),
            (vec![r#"</1>; rel="nextish""#, "</2>", "next", "<"], None),
            (vec![], None),
        ] {
            let mut headers = HeaderMap::new();
            for line in &lines {
                headers.append(header::LINK, HeaderValue::from_static(line));
            }
            assert_eq!(next(&headers), expected, "{lines:?}");
        }
    }

    #[test]
    fn the_next_page_is_on_the_same_server() {
        let page = "https://api.example/v1/a?page=1".parse().expect("a URL");
        for (target, expected) in [
            (
                "https://API.example:443/b?c#d",
                Ok("https://API.example:443/b?c"),
            ),
            ("//api.example/b", Ok("https://api.example/b")),
            ("/b?c=d", Ok("https://api.example/b?c=d")),
            ("?page=2", Ok("https://api.example/v1/a?page=2")),
            ("http://api.example/b", Err("is on another server")),
            ("https://api.example:8443/b", Err("is on another server")),
            ("https://api.example.org/b", Err("is on another server")),
            ("//evil.example/b", Err("is on another server")),
            ("b", Err("has a URL that is relative to the page")),
            ("https:// /", Err("has an invalid URL")),
        ] {
            let found = resolve(&page, target).map(|url| url.to_string());
            assert_eq!(found.as_deref(), expected.as_deref(), "{target}");
        }
    }
}
