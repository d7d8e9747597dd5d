use super::TokenCache;
use crate::Secret;

/// The token of a bearer scheme: one that does not change, or a source of tokens.
#[derive(Clone, Debug)]
pub enum BearerToken {
    /// A token that is valid as long as the client.
    Fixed(Secret),
    /// A source of tokens.
    Fetched(TokenCache),
}

impl<T: Into<Secret>> From<T> for BearerToken {
    fn from(token: T) -> Self {
        Self::Fixed(token.into())
    }
}

impl From<TokenCache> for BearerToken {
    fn from(tokens: TokenCache) -> Self {
        Self::Fetched(tokens)
    }
}
