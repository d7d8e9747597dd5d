//! APIs for the tests of this folder.

use serde_json::{Value, json};
use specwright_openapi::ir::Api;
use specwright_openapi::{Input, Limits, NoFiles, read};

/// Reads a document with some paths and component schemas. Keys are sorted.
pub(super) fn api(paths: Value, schemas: Value) -> Api {
    let document = json!({
        "openapi": "3.1.0",
        "info": { "title": "Sample", "version": "1" },
        "paths": paths,
        "components": { "schemas": schemas },
    });
    let input = Input {
        name: "openapi.json".to_owned(),
        bytes: document.to_string().into_bytes(),
    };
    let outcome = read(input, &mut NoFiles, &Limits::default());
    match outcome.api {
        Some(api) => api,
        None => panic!("the document is rejected: {:?}", outcome.diagnostics),
    }
}

/// Returns an operation with a tag and without a response body.
pub(super) fn operation(id: &str, tag: &str) -> Value {
    json!({
        "operationId": id,
        "tags": [tag],
        "responses": { "204": { "description": "Done." } },
    })
}
