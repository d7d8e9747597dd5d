//! Descriptions of security schemes for documentation.

use specwright_openapi::vocabulary::ParameterLocation;

use crate::plan::model::docs::Inline;
use crate::plan::model::security::CredentialKind;

/// Returns the description of a credential, for the end of a sentence about its security scheme.
pub fn describe(kind: &CredentialKind) -> Vec<Inline> {
    match kind {
        CredentialKind::ApiKey { location, name } => {
            let what = match location {
                ParameterLocation::Header => "the header ",
                ParameterLocation::Query => "the query parameter ",
                ParameterLocation::Cookie => "the cookie ",
                ParameterLocation::Path => "the path parameter ",
            };
            vec![Inline::Own(what), Inline::code(name)]
        }
        CredentialKind::Bearer => vec![Inline::Own("a bearer token")],
        CredentialKind::Basic => vec![Inline::Own("a user name and a password")],
        CredentialKind::Http { scheme } => {
            vec![
                Inline::Own("the value of the header `Authorization`, including the scheme "),
                Inline::code(scheme),
            ]
        }
        CredentialKind::MutualTls => vec![Inline::Own("a client certificate")],
    }
}
