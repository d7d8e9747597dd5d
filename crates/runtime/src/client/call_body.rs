//! The body of a call.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use serde::Serialize;

use super::Call;
use super::outgoing::Outgoing;
use crate::body::{
    Content, Encoding, FormWriter, Multipart, Part, encode_form, multipart_content_type,
    write_parts,
};
use crate::json::{self, FromJson, Reader, ToJson, ValueError, Writer};
use crate::media_type::MediaType;
use crate::parameter::scalar_to_string;
use crate::stream::ByteStream;

/// The properties of a JSON object with the JSON text of their values.
struct Properties(Vec<(String, String)>);

impl Call {
    /// Sets the body to JSON, with `Content-Type: application/json`.
    pub fn json<T: ToJson + ?Sized>(&mut self, body: &T) {
        let json = json::write(body);
        self.set_body("application/json", json);
    }

    /// Sets the encodings of the properties of a form or multipart body. Other properties have the
    /// default encoding.
    pub fn encodings(&mut self, encodings: &'static [Encoding]) {
        self.encodings = encodings;
    }

    /// Sets the body to `application/x-www-form-urlencoded`.
    pub fn form<T: Serialize + ?Sized>(&mut self, body: &T) {
        let value = json::to_ordered(body).map_err(|error| error.to_string());
        let form = value.and_then(|value| {
            encode_form(&value, self.encodings).map_err(|error| error.to_string())
        });
        self.set_body(
            "application/x-www-form-urlencoded",
            form.map(String::into_bytes),
        );
    }

    /// Sets the body to a string, with `Content-Type: text/plain; charset=utf-8`.
    pub fn text(&mut self, body: String) {
        self.set_body("text/plain; charset=utf-8", Ok(body.into_bytes()));
    }

    /// Sets the body to a scalar value as a string, with `Content-Type: text/plain; charset=utf-8`.
    pub fn scalar<T: Serialize + ?Sized>(&mut self, body: &T) {
        let value = json::to_ordered(body).map_err(|error| error.to_string());
        let string =
            value.and_then(|value| scalar_to_string(&value).map_err(|error| error.to_string()));
        self.set_body("text/plain; charset=utf-8", string.map(String::into_bytes));
    }

    /// Sets the body to `multipart/form-data`.
    pub fn multipart<T: Multipart>(&mut self, body: &T) {
        let mut form = FormWriter::new(self.encodings);
        match body.write(&mut form) {
            Ok(()) => self.parts("multipart/form-data", form.into_parts()),
            Err(error) => self.fail("the body", error.to_string()),
        }
    }

    /// Sets the body to parts of a multipart media type.
    pub fn parts(&mut self, media_type: &'static str, parts: Vec<Part>) {
        // A boundary with 122 random bits does not occur in any part, even in one from an attacker.
        let boundary = uuid::Uuid::new_v4().simple().to_string();
        let is_form = media_type.eq_ignore_ascii_case("multipart/form-data");
        self.set_header(
            CONTENT_TYPE,
            &multipart_content_type(media_type, &boundary, &parts),
        );
        match write_parts(parts, is_form, &boundary) {
            Ok(chunks) => self.body = chunks,
            Err(error) => self.fail("the body", error),
        }
    }

    /// Sets the body to bytes and their media type.
    pub fn content(&mut self, body: Content) {
        let Content { media_type, bytes } = body;
        if !MediaType::new(&media_type).is_concrete() {
            self.fail("the body", "must have a media type that is not a range");
        }
        self.set_header(CONTENT_TYPE, &media_type);
        self.body = vec![bytes];
    }

    /// Sets the body to bytes of a media type.
    pub fn bytes(&mut self, content_type: &'static str, body: Bytes) {
        self.content_type(content_type);
        self.stream = None;
        self.body = vec![body];
    }

    /// Sets the body to a stream of bytes of a media type. A call with a stream makes one attempt,
    /// unless the stream was created from bytes.
    pub fn byte_stream(&mut self, content_type: &'static str, body: ByteStream) {
        match body.into_whole() {
            Ok(bytes) => self.bytes(content_type, bytes),
            Err(stream) => {
                self.content_type(content_type);
                self.body = Vec::new();
                self.stream = Some(Outgoing::new(stream));
            }
        }
    }

    /// Replaces the media type of the body that was set.
    pub fn content_type(&mut self, content_type: &'static str) {
        self.set_header(CONTENT_TYPE, content_type);
    }

    /// Sets a property of the body, which must be a JSON object, and replaces an existing property of
    /// that name. `json` is the JSON text of its value.
    pub fn set_body_property(&mut self, name: &str, json: &str) {
        // A stream leaves the chunks empty, which are no JSON.
        let body = json::read::<Properties>(&self.body.concat());
        // The error of the parser could contain a value of the body.
        let body = body.map_err(|_| "must be a JSON object".to_owned());
        match body.and_then(|properties| properties.with(name, json)) {
            Ok(body) => self.body = vec![body.into()],
            Err(error) => self.fail("the body", error),
        }
    }

    fn set_body(&mut self, content_type: &'static str, body: Result<Vec<u8>, String>) {
        match body {
            Ok(body) => self.bytes(content_type, Bytes::from(body)),
            Err(error) => self.fail("the body", error),
        }
    }
}

impl Properties {
    /// Returns the JSON text of the object with a property set.
    fn with(self, name: &str, json: &str) -> Result<Vec<u8>, String> {
        let mut writer = Writer::default();
        let mut is_set = false;
        writer.begin(b'{');
        for (known, value) in &self.0 {
            writer.name(known);
            let is_same = known == name;
            writer.text(if is_same { json } else { value });
            is_set |= is_same;
        }
        if !is_set {
            writer.name(name);
            writer.text(json);
        }
        writer.end(b'}');
        writer.finish()
    }
}

impl FromJson for Properties {
    fn from_json(reader: &mut Reader<'_>) -> Result<Self, ValueError> {
        let mut members = reader.object()?;
        let mut properties = Vec::new();
        while let Some(name) = members.next()? {
            let name = name.to_owned();
            let value = members.value(Reader::take)?;
            properties.push((name, value.rest().to_owned()));
        }
        Ok(Self(properties))
    }
}
