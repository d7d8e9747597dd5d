//! Operations, responses and security schemes: required texts that are missing, and parts that would hinder reading the rest.

use super::Members;
use crate::diagnostic::{Code, Report};
use crate::grammar::Kind;
use crate::node::Node;
use crate::pointer::Span;

/// Repairs an operation, a response or a security scheme.
pub(super) fn repair(members: &mut Members, kind: Kind, place: &Span, report: &mut Report) {
    match kind {
        Kind::Operation => operation(members),
        Kind::Response => response(members, place, report),
        _ => security_scheme(members, place, report),
    }
}

/// What is read from the tree instead stands empty.
fn operation(members: &mut Members) {
    members.insert("responses".to_owned(), Node::Map(Members::new()));
    members.shift_remove("callbacks");
    members.shift_remove("security");
    members.shift_remove("servers");
    let has_url = members
        .get("externalDocs")
        .and_then(|docs| docs.member("url"))
        .and_then(Node::as_str)
        .is_some();
    if !has_url {
        members.shift_remove("externalDocs");
    }
}

fn response(members: &mut Members, place: &Span, report: &mut Report) {
    members.shift_remove("links");
    if !members.contains_key("description") {
        report.remark(
            Code::InvalidPiece,
            place,
            "a response has no description",
            "add `description`, which the specification requires",
        );
        members.insert("description".to_owned(), Node::String(String::new()));
    }
}

/// How tokens are obtained is of no interest here, and often incomplete.
fn security_scheme(members: &mut Members, place: &Span, report: &mut Report) {
    match members.get("type").and_then(Node::as_str) {
        Some("oauth2") => {
            members.insert("flows".to_owned(), Node::Map(Members::new()));
        }
        Some("openIdConnect") => {
            members
                .entry("openIdConnectUrl".to_owned())
                .or_insert_with(|| Node::String(String::new()));
        }
        Some("basic") => {
            let message =
                "`basic` is a type of Swagger 2.0; `http` with the scheme `basic` is taken";
            report.warn(
                Code::InvalidPiece,
                &place.join("type"),
                message,
                "write `type: http` and `scheme: basic`",
            );
            members.insert("type".to_owned(), Node::String("http".to_owned()));
            members.insert("scheme".to_owned(), Node::String("basic".to_owned()));
        }
        _ => {}
    }
}
