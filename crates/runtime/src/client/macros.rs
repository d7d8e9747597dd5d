/// Implements `Clone`, `IntoFuture` and [`CallOptions`](crate::client::CallOptions) for a generated
/// call, which has a field `call` and a method `send`.
#[macro_export]
macro_rules! impl_call {
    ($call:ident => $output:ty) => {
        impl ::core::clone::Clone for $call {
            #[inline]
            fn clone(&self) -> Self {
                Self {
                    call: ::core::clone::Clone::clone(&self.call),
                }
            }
        }

        impl $crate::client::CallOptions for $call {
            fn call_mut(&mut self) -> &mut $crate::client::Call {
                &mut self.call
            }
        }

        impl ::std::future::IntoFuture for $call {
            type Output = $output;
            type IntoFuture = $crate::client::Sending<$output>;

            #[inline]
            fn into_future(self) -> Self::IntoFuture {
                self.send()
            }
        }
    };
}

/// Implements `Error` and [`ApiError`](crate::client::ApiError) for a generated enum of error
/// responses. Each variant contains a [`Response`](crate::client::Response).
#[macro_export]
macro_rules! impl_api_error {
    ($error:ident { $($variant:ident),* $(,)? }) => {
        impl $crate::client::ApiError for $error {
            fn status(&self) -> $crate::http::StatusCode {
                // Matching on `*self` compiles for an enum without variants, too.
                match *self {
                    $(Self::$variant(ref response) => response.status(),)*
                }
            }

            fn header_map(&self) -> &$crate::http::HeaderMap {
                // Matching on `*self` compiles for an enum without variants, too.
                match *self {
                    $(Self::$variant(ref response) => response.header_map(),)*
                }
            }

            fn raw_body(&self) -> &$crate::bytes::Bytes {
                // Matching on `*self` compiles for an enum without variants, too.
                match *self {
                    $(Self::$variant(ref response) => response.raw_body(),)*
                }
            }
        }

        impl ::core::fmt::Display for $error {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::client::ApiError::describe(self, f)
            }
        }

        impl ::std::error::Error for $error {}
    };
}
