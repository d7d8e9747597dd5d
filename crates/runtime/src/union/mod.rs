//! Unions: values that have one of several types.
//!
//! The text of the value is kept until the variant is selected by the first of these that
//! distinguishes the variants:
//!
//! - a discriminator property,
//! - a property with a constant value,
//! - the JSON type.
//!
//! If none applies, [`best_match()`] reads the value as each variant and selects the one that
//! preserves the most.

mod best_match;
mod discriminator;
mod mismatch;
mod search;
mod tag;
mod undecided;
mod variant;

pub use self::best_match::{Candidates, best_match, mismatch};
pub use self::discriminator::JsonType;
pub use self::mismatch::{unexpected_type, unknown_constant, unknown_discriminator};
pub(crate) use self::search::{is_searching, record_unrecognized};
pub use self::tag::Tag;
pub use self::undecided::{Undecided, discriminator, has_constant, has_type, scalar_discriminator};
pub use self::variant::{no_variant, read, read_variant, record_unlisted, try_variant, unknown};
