//! The credentials that clients send and servers accept.

use specwright_runtime::server::{AuthAttempt, Credential, Failure, Rejection, Verifier};

/// The value of every API key.
pub const KEY: &str = "key with spaces, = and \u{e9}";

/// Every bearer token, and the credentials of other schemes. It is also accepted as a key and as a
/// password, for clients that send only ASCII.
pub const TOKEN: &str = "mF_9.B5f-4.1JqM";

/// The user of every Basic scheme.
pub const USER: &str = "user";

/// The password of [`USER`]. It has no colon, because Prism takes one for an invalid credential.
pub const PASSWORD: &str = "p\u{e4}ss w\u{f6}rd";

/// Accepts the constants of this module for every scheme, and any client certificate.
#[derive(Clone, Copy, Debug)]
pub struct AnyCredential;

impl Verifier<()> for AnyCredential {
    async fn verify(&self, attempt: AuthAttempt<'_>) -> Result<(), Failure> {
        if attempt.credentials.iter().all(is_known) {
            return Ok(());
        }
        Err(Rejection::unauthorized("The credentials differ from those that were sent.").into())
    }
}

fn is_known(credential: &Credential) -> bool {
    let is_user = credential
        .user_and_password()
        .is_some_and(|(user, password)| {
            user == USER && [PASSWORD, TOKEN].contains(&password.expose())
        });
    is_user || ["", KEY, TOKEN].contains(&credential.secret.expose())
}
