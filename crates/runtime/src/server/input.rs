//! Reads typed values from a request.

use std::sync::Arc;

use axum::body::Body;
use http::request::Parts;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::matched::Matched;
use super::rejection::Violation;
use super::security::cookies;
use super::{Limits, Rejection, RejectionKind, RequestPart};
use crate::body::Encoding;
use crate::headers::combined_value;
use crate::json;
use crate::parameter::{Location, Parameter, Source, decode, value_without_pairs};
use crate::schema::Schema;

/// A request that is being read: first the parameters, whose violations are collected, then the
/// body.
#[derive(Debug)]
pub struct Input {
    pub(super) parts: Arc<Parts>,
    pub(super) body: Body,
    pub(super) limits: Limits,
    pub(super) encodings: &'static [Encoding],
    violations: Vec<Violation>,
}

impl Input {
    pub(super) fn new(parts: Arc<Parts>, body: Body, limits: Limits) -> Self {
        Self {
            parts,
            body,
            limits,
            encodings: &[],
            violations: Vec::new(),
        }
    }

    /// The head of the request, including extensions.
    pub fn head(&self) -> &Arc<Parts> {
        &self.parts
    }

    /// Sets the encodings of the properties of a form or multipart body. Other properties have the
    /// default encoding.
    pub fn encodings(&mut self, encodings: &'static [Encoding]) {
        self.encodings = encodings;
    }

    /// Reads a required parameter. If none of its properties is in the request, an exploded object
    /// is empty, provided that its schema allows that.
    ///
    /// # Errors
    /// If the parameter is missing or violates its schema.
    /// [`check_parameters`](Self::check_parameters) returns the violations of all parameters.
    pub fn required<T: DeserializeOwned + Send>(
        &mut self,
        parameter: Parameter,
        schema: &'static Schema,
    ) -> Result<T, Rejection> {
        let value = self.value(&parameter, schema)?;
        match value.or_else(|| value_without_pairs(&parameter, schema)) {
            Some(value) => self.typed(&parameter, value),
            None => Err(self.reject(Violation::parameter(&parameter, "required", "is required"))),
        }
    }

    /// Reads an optional parameter.
    ///
    /// Returns `None` for a parameter that violates its schema, and leaves the error to
    /// [`check_parameters`](Self::check_parameters). An operation can have hundreds of optional
    /// parameters, and an early return at each would make its code grow with the square of their
    /// number.
    pub fn optional<T: DeserializeOwned + Send>(
        &mut self,
        parameter: Parameter,
        schema: &'static Schema,
    ) -> Option<T> {
        let value = self.value(&parameter, schema).ok()??;
        self.typed(&parameter, value).ok()
    }

    /// Reads a parameter with a default, which is given as JSON text.
    ///
    /// # Errors
    /// If the parameter violates its schema.
    pub fn defaulted<T: DeserializeOwned + Send>(
        &mut self,
        parameter: Parameter,
        schema: &'static Schema,
        default: &'static str,
    ) -> Result<T, Rejection> {
        let value = match self.value(&parameter, schema)? {
            Some(value) => value,
            None => serde_json::from_str(default).unwrap_or(Value::Null),
        };
        self.typed(&parameter, value)
    }

    /// Rejects the request if a parameter is invalid.
    ///
    /// # Errors
    /// If a parameter is missing or violates its schema. The rejection contains all violations.
    pub fn check_parameters(&mut self) -> Result<(), Rejection> {
        if self.violations.is_empty() {
            return Ok(());
        }
        Err(Rejection::violating(
            RejectionKind::InvalidParameters,
            std::mem::take(&mut self.violations),
        ))
    }

    /// Returns the validated value of a parameter. Violations are collected.
    fn value(
        &mut self,
        parameter: &Parameter,
        schema: &'static Schema,
    ) -> Result<Option<Value>, Rejection> {
        let mut value = match find(&self.parts, parameter, schema) {
            Ok(Some(value)) => value,
            Ok(None) => return Ok(None),
            Err(message) => {
                return Err(self.reject(Violation::parameter(parameter, "style", message)));
            }
        };
        let mismatches = schema.check(&mut value);
        let Some(first) = mismatches.first() else {
            return Ok(Some(value));
        };
        let part = RequestPart::of(parameter);
        let rejection = Rejection::violating(
            RejectionKind::InvalidParameters,
            vec![Violation::of(part, first)],
        );
        self.violations.extend(
            mismatches
                .iter()
                .map(|mismatch| Violation::of(part, mismatch)),
        );
        Err(rejection)
    }

    fn typed<T: DeserializeOwned + Send>(
        &mut self,
        parameter: &Parameter,
        value: Value,
    ) -> Result<T, Rejection> {
        json::from_value(value).map_err(|error| {
            self.reject(Violation {
                pointer: error.pointer().to_owned(),
                ..Violation::parameter(parameter, "type", error.message())
            })
        })
    }

    fn reject(&mut self, violation: Violation) -> Rejection {
        self.violations.push(violation.clone());
        Rejection::violating(RejectionKind::InvalidParameters, vec![violation])
    }
}

/// Decodes a parameter from the request.
fn find(parts: &Parts, parameter: &Parameter, schema: &Schema) -> Result<Option<Value>, String> {
    let read =
        |source: Source<'_>| decode(parameter, source, schema).map_err(|error| error.to_string());
    match parameter.location {
        Location::Path => match parts
            .extensions
            .get::<Matched>()
            .and_then(|matched| matched.value(parameter.name))
        {
            Some(value) => read(Source::Path(value)),
            None => Ok(None),
        },
        Location::Query => {
            let matched = parts.extensions.get::<Matched>().and_then(Matched::query);
            let query = matched.or(parts.uri.query());
            query.map_or(Ok(None), |query| read(Source::Query(query)))
        }
        Location::Header => match combined_value(&parts.headers, parameter.name)? {
            Some(value) => read(Source::Header(&value)),
            None => Ok(None),
        },
        Location::Cookie => {
            cookies(parts).map_or(Ok(None), |cookies| read(Source::Cookie(&cookies)))
        }
    }
}
