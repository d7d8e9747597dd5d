use std::collections::{BTreeMap, BTreeSet};

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{File, Files};
use crate::OptionalNullable;
use crate::json::ValueError;
use crate::object::Reader;

/// The members of a multipart body that arrived: values, and files as they are.
#[derive(Debug)]
pub struct FormReader {
    members: Reader,
    files: BTreeMap<String, Vec<File>>,
    /// The names of further parts that are neither text nor JSON.
    opaque: BTreeSet<String>,
}

impl FormReader {
    /// A reader of these members, with the names of further parts that are neither text nor JSON.
    pub fn new(
        members: Map<String, Value>,
        files: BTreeMap<String, Vec<File>>,
        opaque: BTreeSet<String>,
    ) -> Self {
        Self {
            members: Reader::new(members),
            files,
            opaque,
        }
    }

    /// How many levels of arrays and objects its members have.
    #[cfg(feature = "server")]
    pub(crate) fn levels(&self) -> usize {
        self.members
            .values()
            .map(crate::deep::of_value)
            .max()
            .unwrap_or(0)
    }

    /// A member that must be there. One that is not there counts as `null`, for types that have it, only in [`FormReader::optional`].
    ///
    /// # Errors
    /// When it is missing or has another type.
    pub fn required<T: DeserializeOwned>(&mut self, name: &str) -> Result<T, ValueError> {
        self.members.required(name)
    }

    /// A member that may be absent; `null` is read as absent.
    ///
    /// # Errors
    /// When it has another type.
    pub fn optional<T: DeserializeOwned>(&mut self, name: &str) -> Result<Option<T>, ValueError> {
        self.members.optional(name)
    }

    /// A member that may be absent, `null` or a value.
    ///
    /// # Errors
    /// When it has another type.
    pub fn optional_nullable<T: DeserializeOwned>(
        &mut self,
        name: &str,
    ) -> Result<OptionalNullable<T>, ValueError> {
        self.members.optional_nullable(name)
    }

    /// A member of any value that may be absent; `null` is a value.
    ///
    /// # Errors
    /// When it has another type.
    pub fn null_as_value<T: DeserializeOwned>(
        &mut self,
        name: &str,
    ) -> Result<Option<T>, ValueError> {
        self.members.null_as_value(name)
    }

    /// The files of a member.
    ///
    /// # Errors
    /// When there are too few or too many of them.
    pub fn files<F: Files>(&mut self, name: &str) -> Result<F, ValueError> {
        let files = self.files.remove(name).unwrap_or_default();
        count(name, files)
    }

    /// All members that were not taken yet.
    ///
    /// # Errors
    /// When one has another type, or is neither text nor JSON.
    pub fn additional<T: DeserializeOwned>(&mut self) -> Result<BTreeMap<String, T>, ValueError> {
        match self.opaque.first() {
            Some(name) => Err(ValueError::new("must be text or JSON").inside(name)),
            None => self.members.additional(),
        }
    }

    /// All files that were not taken yet, by the names of their members.
    ///
    /// # Errors
    /// When a member has too many of them.
    pub fn additional_files<F: Files>(&mut self) -> Result<BTreeMap<String, F>, ValueError> {
        let files = std::mem::take(&mut self.files);
        files
            .into_iter()
            .map(|(name, files)| count(&name, files).map(|files| (name, files)))
            .collect()
    }
}

fn count<F: Files>(name: &str, files: Vec<File>) -> Result<F, ValueError> {
    let message = if files.is_empty() {
        "is required and missing"
    } else {
        "must be one file"
    };
    F::of(files).ok_or_else(|| ValueError::new(message).inside(name))
}
