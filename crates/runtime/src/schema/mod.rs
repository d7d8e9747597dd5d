//! Request validation: JSON schemas as tables that are built in constant expressions.
//!
//! A schema consists of one type (or a combination of schemas) and its constraints. A constraint
//! for another type has no effect.
//!
//! ```
//! use specwright_runtime::schema::{Property, Schema};
//!
//! static PET: Schema = Schema::object(&[
//!     Property::required("name", &Schema::string().min_length(1)),
//!     Property::optional("children", &Schema::array(&PET)),
//! ]);
//! let mut pet = serde_json::json!({ "name": "" });
//! assert_eq!(PET.check(&mut pet)[0].pointer(), "/name");
//! ```

mod check;
mod constraints;
mod definition;
mod format;
mod json_types;
mod lookup;
mod mismatch;
mod number;
mod pattern;
mod read_string;

pub use self::definition::{Property, Schema};
pub use self::json_types::JsonTypes;
pub use self::mismatch::Mismatch;
