use super::{FormReader, FormWriter};
use crate::json::ValueError;

/// A struct that is sent as `multipart/form-data`, with one or more parts for each property.
pub trait Multipart: Sized + Send {
    /// Writes the properties as parts.
    ///
    /// # Errors
    /// If a value does not serialize, or its encoding cannot express it.
    fn write(&self, form: &mut FormWriter) -> Result<(), ValueError>;

    /// Reads the properties from the received parts.
    ///
    /// # Errors
    /// If a property is missing or does not fit its type.
    fn read(form: &mut FormReader) -> Result<Self, ValueError>;
}
