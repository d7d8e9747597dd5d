//! A request on its way into typed values.

use std::sync::Arc;

use axum::body::Body;
use http::request::Parts;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::rejection::Violation;
use super::route::Matched;
use super::security::cookies;
use super::{Limits, Rejection, RejectionKind, RequestPart};
use crate::body::Encoding;
use crate::headers::field_text;
use crate::json;
use crate::parameter::{Location, Parameter, Source, decode};
use crate::schema::Schema;

/// A request that is being read: parameters first, each fault kept, then the body.
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

    /// The head of the request, extensions included.
    pub fn head(&self) -> &Arc<Parts> {
        &self.parts
    }

    /// Says how members of a form or a multipart body are written that are not written the usual way.
    pub fn encodings(&mut self, encodings: &'static [Encoding]) {
        self.encodings = encodings;
    }

    /// A parameter that must be there.
    ///
    /// # Errors
    /// When it is missing or breaks its schema; [`check_parameters`](Self::check_parameters) then says so for all of them.
    pub fn required<T: DeserializeOwned + Send>(
        &mut self,
        parameter: Parameter,
        schema: &'static Schema,
    ) -> Result<T, Rejection> {
        match self.value(&parameter, schema)? {
            Some(value) => self.typed(&parameter, value),
            None => Err(self.refuse(Violation::parameter(
                &parameter,
                "required",
                "is required and missing",
            ))),
        }
    }

    /// A parameter that may be absent. One that breaks its schema is kept as a fault and read as absent until
    /// [`check_parameters`](Self::check_parameters) says so: an operation may have hundreds of them, and a way out at each would make
    /// its code grow with the square of their number.
    pub fn optional<T: DeserializeOwned + Send>(
        &mut self,
        parameter: Parameter,
        schema: &'static Schema,
    ) -> Option<T> {
        let value = self.value(&parameter, schema).ok()??;
        self.typed(&parameter, value).ok()
    }

    /// A parameter that has a default, given as JSON text.
    ///
    /// # Errors
    /// When it breaks its schema.
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

    /// Says whether a parameter broke the document.
    ///
    /// # Errors
    /// All violations found so far.
    pub fn check_parameters(&mut self) -> Result<(), Rejection> {
        if self.violations.is_empty() {
            return Ok(());
        }
        Err(Rejection::violating(
            RejectionKind::InvalidParameters,
            std::mem::take(&mut self.violations),
        ))
    }

    /// The value of a parameter, checked; faults are kept.
    fn value(
        &mut self,
        parameter: &Parameter,
        schema: &'static Schema,
    ) -> Result<Option<Value>, Rejection> {
        let mut value = match find(&self.parts, parameter, schema) {
            Ok(Some(value)) => value,
            Ok(None) => return Ok(None),
            Err(message) => {
                return Err(self.refuse(Violation::parameter(parameter, "style", message)));
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
            self.refuse(Violation {
                pointer: error.pointer().to_owned(),
                ..Violation::parameter(parameter, "type", error.message())
            })
        })
    }

    fn refuse(&mut self, violation: Violation) -> Rejection {
        self.violations.push(violation.clone());
        Rejection::violating(RejectionKind::InvalidParameters, vec![violation])
    }
}

/// The value of a parameter as the request has it.
fn find(parts: &Parts, parameter: &Parameter, schema: &Schema) -> Result<Option<Value>, String> {
    let read =
        |source: Source<'_>| decode(parameter, source, schema).map_err(|error| error.to_string());
    match parameter.location {
        Location::Path => match parts
            .extensions
            .get::<Matched>()
            .and_then(|matched| matched.captures.get(parameter.name))
        {
            Some(text) => read(Source::Path(text)),
            None => Ok(None),
        },
        Location::Query => parts
            .uri
            .query()
            .map_or(Ok(None), |query| read(Source::Query(query))),
        Location::Header => match field_text(&parts.headers, parameter.name)? {
            Some(text) => read(Source::Header(&text)),
            None => Ok(None),
        },
        Location::Cookie => {
            cookies(parts).map_or(Ok(None), |cookies| read(Source::Cookie(&cookies)))
        }
    }
}
