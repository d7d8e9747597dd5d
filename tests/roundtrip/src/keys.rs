//! The credentials that the zoo accepts.

use specwright_runtime::server::{AuthAttempt, Credential, Failure, Rejection, Verifier};

/// The only key of the scheme `key`.
pub const KEY: &str = "zoo key, with = and \u{e9}";

/// The only token of the scheme `token`.
pub const TOKEN: &str = "mF_9.B5f-4.1JqM";

/// The only user of the scheme `login`.
pub const USER: &str = "keeper";

/// The password of [`USER`].
pub const PASSWORD: &str = "p:\u{e4}ss w\u{f6}rd";

/// The principal: the security schemes that authenticated the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who(pub Vec<&'static str>);

pub(crate) struct Keys;

impl Verifier<Who> for Keys {
    async fn verify(&self, attempt: AuthAttempt<'_>) -> Result<Who, Failure> {
        if attempt.credentials.iter().all(is_known) {
            return Ok(Who(attempt
                .credentials
                .iter()
                .map(|credential| credential.scheme.name())
                .collect()));
        }
        Err(Rejection::unauthorized("The credentials are not known.").into())
    }
}

fn is_known(credential: &Credential) -> bool {
    match credential.scheme.name() {
        "key" => credential.secret.expose() == KEY,
        "token" => credential.secret.expose() == TOKEN,
        "login" => credential
            .user_and_password()
            .is_some_and(|(user, password)| user == USER && password.expose() == PASSWORD),
        _ => false,
    }
}
