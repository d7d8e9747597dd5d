//! Parameters: request values outside the body, and their serialization (OpenAPI 3.0.3, 4.7.12.3).

mod definition;
mod encode;
mod error;
mod flat;
mod nested;
#[cfg(any(feature = "client", feature = "server"))]
mod path;
mod percent;
#[cfg(any(feature = "client", feature = "server"))]
mod segment;
#[cfg(any(feature = "client", feature = "server"))]
mod template;

#[cfg(feature = "server")]
mod decode;
#[cfg(feature = "server")]
mod delimited;
#[cfg(feature = "server")]
mod nested_decode;
#[cfg(feature = "server")]
mod pairs;

pub use self::definition::{Location, Parameter, Style};
pub use self::encode::{encode_cookie, encode_header, encode_path, encode_query};
pub use self::error::EncodeError;
pub(crate) use self::flat::{Escape, Pairs, is_scalar, scalar_to_string, styled_pairs};
pub(crate) use self::nested::nested_pairs;
pub(crate) use self::percent::percent_encode;

#[cfg(any(feature = "client", feature = "server"))]
pub use self::path::{CharacterRun, Path, PathValues};
#[cfg(feature = "client")]
pub(crate) use self::percent::percent_encode_literal;
#[cfg(any(feature = "client", feature = "server"))]
pub(crate) use self::segment::{Captures, normalize};
#[cfg(feature = "client")]
pub(crate) use self::segment::{has_reserved, match_segment, parameter_name, pieces};
#[cfg(any(feature = "client", feature = "server"))]
pub(crate) use self::template::Template;

#[cfg(feature = "server")]
pub use self::decode::{Source, decode};
#[cfg(feature = "server")]
pub(crate) use self::decode::{
    decode_exploded_object, decode_pairs, object_without_pairs, parse_json, plain_commas,
    value_without_pairs,
};
#[cfg(feature = "server")]
pub use self::error::{DecodeError, FormError};
#[cfg(feature = "server")]
pub(crate) use self::nested_decode::NestedValue;
#[cfg(feature = "server")]
pub(crate) use self::pairs::{Pair, parse_form};
