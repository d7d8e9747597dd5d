use std::collections::{BTreeMap, BTreeSet};

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{File, Files};
use crate::OptionalNullable;
use crate::json::ValueError;
use crate::object;

/// Reads the properties of a received multipart body: JSON values and files.
#[derive(Debug)]
pub struct FormReader {
    properties: object::Reader,
    files: BTreeMap<String, Vec<File>>,
    /// The names of other parts that are neither text nor JSON.
    opaque: BTreeSet<String>,
}

impl FormReader {
    /// Creates a reader of these properties. `opaque` contains the names of other parts that are
    /// neither text nor JSON.
    pub fn new(
        properties: Map<String, Value>,
        files: BTreeMap<String, Vec<File>>,
        opaque: BTreeSet<String>,
    ) -> Self {
        Self {
            properties: object::Reader::new(properties),
            files,
            opaque,
        }
    }

    /// Returns the nesting depth of the deepest property.
    #[cfg(feature = "server")]
    pub(crate) fn depth(&self) -> usize {
        self.properties
            .values()
            .map(crate::json::depth_of_value)
            .max()
            .unwrap_or(0)
    }

    /// Reads a required property. An absent property is an error even if `T` includes `null`.
    ///
    /// # Errors
    /// If the property is absent or does not fit `T`.
    pub fn required<T: DeserializeOwned>(&mut self, name: &str) -> Result<T, ValueError> {
        self.properties.required(name)
    }

    /// Reads an optional property; `null` counts as absent.
    ///
    /// # Errors
    /// If the value does not fit `T`.
    pub fn optional<T: DeserializeOwned>(&mut self, name: &str) -> Result<Option<T>, ValueError> {
        self.properties.optional(name)
    }

    /// Reads an optional and nullable property.
    ///
    /// # Errors
    /// If the value does not fit `T`.
    pub fn optional_nullable<T: DeserializeOwned>(
        &mut self,
        name: &str,
    ) -> Result<OptionalNullable<T>, ValueError> {
        self.properties.optional_nullable(name)
    }

    /// Reads an optional property whose type includes `null`: `null` becomes `Some`.
    ///
    /// # Errors
    /// If the value does not fit `T`.
    pub fn null_as_value<T: DeserializeOwned>(
        &mut self,
        name: &str,
    ) -> Result<Option<T>, ValueError> {
        self.properties.null_as_value(name)
    }

    /// Reads the files of a property.
    ///
    /// # Errors
    /// If the number of files does not fit `F`.
    pub fn files<F: Files>(&mut self, name: &str) -> Result<F, ValueError> {
        let files = self.files.remove(name).unwrap_or_default();
        into_files(name, files)
    }

    /// Reads all remaining properties.
    ///
    /// # Errors
    /// If a value does not fit `T`, or a part is neither text nor JSON.
    pub fn additional<T: DeserializeOwned>(&mut self) -> Result<BTreeMap<String, T>, ValueError> {
        match self.opaque.first() {
            Some(name) => Err(ValueError::new("must be text or JSON").inside(name)),
            None => self.properties.additional(),
        }
    }

    /// Reads all remaining files, by the names of their properties.
    ///
    /// # Errors
    /// If the number of files of a property does not fit `F`.
    pub fn additional_files<F: Files>(&mut self) -> Result<BTreeMap<String, F>, ValueError> {
        let files = std::mem::take(&mut self.files);
        files
            .into_iter()
            .map(|(name, files)| into_files(&name, files).map(|files| (name, files)))
            .collect()
    }
}

fn into_files<F: Files>(name: &str, files: Vec<File>) -> Result<F, ValueError> {
    let message = if files.is_empty() {
        "is required"
    } else {
        "must be one file"
    };
    F::from_vec(files).ok_or_else(|| ValueError::new(message).inside(name))
}
