use super::{FormReader, FormWriter};
use crate::json::ValueError;

/// A `multipart/form-data` body as a struct: each member is one part or several.
pub trait Multipart: Sized + Send {
    /// Writes the parts.
    ///
    /// # Errors
    /// When a value does not serialize, or its encoding has no text for it.
    fn write(&self, form: &mut FormWriter) -> Result<(), ValueError>;

    /// Takes the members out of the parts that arrived.
    ///
    /// # Errors
    /// When a member is missing or has another type.
    fn read(form: &mut FormReader) -> Result<Self, ValueError>;
}
