//! Tests of programs that call an API, without a network.
//!
//! A [`Script`] is a list of expected calls, each with its answer. Its transport replaces that of a
//! client. A call that differs from the expected one fails with the differences.
//!
//! ```
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! # use specwright_runtime::client::Builder;
//! use specwright_runtime::client::testing::{Answer, ExpectedCall, Script};
//! use specwright_runtime::http::Method;
//!
//! let script = Script::new([(
//!     ExpectedCall::new(Method::GET, "/pets/7?fields=name"),
//!     Answer::json(200, r#"{"name": "Rex"}"#),
//! )]);
//! let mut builder = Builder::new("http://localhost");
//! builder.transport(script.transport());
//! // The program calls the client.
//! # let _ = builder;
//! script.finish();
//! # Ok(())
//! # }
//! ```

mod answer;
mod difference;
mod expected_call;
mod script;

pub use self::answer::Answer;
pub use self::expected_call::ExpectedCall;
pub use self::script::{Mismatch, Script};
