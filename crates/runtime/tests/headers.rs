//! Typed headers, and a client whose transport is a router.
#![cfg(all(feature = "client", feature = "server"))]
#![allow(clippy::unwrap_used, reason = "a failed `unwrap` fails the test")]

use serde_json::{Value, json};
use specwright_runtime::bytes::Bytes;
use specwright_runtime::client::{self, Builder, RawResponse, Transport};
use specwright_runtime::headers::{HeaderError, HeaderReader, HeaderWriter, Headers};
use specwright_runtime::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use specwright_runtime::parameter::{Parameter, Path, Style};
use specwright_runtime::schema::{Property, Schema};
use specwright_runtime::server::{self, Failure, NoVerifier, Rejection, Reply, Server, Service};
use specwright_runtime::{Date, Secret};

#[derive(Clone, Debug, PartialEq)]
struct Fields {
    count: u32,
    ratio: f64,
    done: bool,
    tags: Vec<String>,
    levels: Vec<i64>,
    day: Option<Date>,
    token: Option<Secret>,
}

impl Headers for Fields {
    fn read(reader: &HeaderReader<'_>) -> Result<Self, HeaderError> {
        Ok(Self {
            count: reader.required("X-Count")?,
            ratio: reader.required("X-Ratio")?,
            done: reader.required("X-Done")?,
            tags: reader.required("X-Tags")?,
            levels: reader.required("X-Levels")?,
            day: reader.optional("X-Day")?,
            token: reader.optional("X-Token")?,
        })
    }

    fn write(&self, writer: &mut HeaderWriter<'_>) -> Result<(), HeaderError> {
        writer.required("X-Count", &self.count)?;
        writer.required("X-Ratio", &self.ratio)?;
        writer.required("X-Done", &self.done)?;
        writer.required("X-Tags", &self.tags)?;
        writer.required("X-Levels", &self.levels)?;
        writer.optional("X-Day", self.day.as_ref())?;
        writer.optional("X-Token", self.token.as_ref())
    }
}

fn fields() -> Fields {
    Fields {
        count: u32::MAX,
        ratio: -1.5,
        done: true,
        tags: vec!["a b".to_owned(), "c=d".to_owned()],
        levels: vec![1, -2],
        day: Some(Date::from("2026-02-01")),
        token: None,
    }
}

#[test]
fn headers_are_written_and_read() {
    for fields in [
        fields(),
        Fields {
            day: None,
            token: Some(Secret::new("a, b")),
            ..fields()
        },
    ] {
        let mut map = HeaderMap::new();
        fields.write(&mut HeaderWriter::new(&mut map)).unwrap();
        assert_eq!(
            Fields::read(&HeaderReader::new(&map)),
            Ok(fields),
            "{map:?}"
        );
    }
    let mut map = HeaderMap::new();
    for tags in [vec!["a,b".to_owned()], vec!["a\nb".to_owned()]] {
        assert!(
            Fields { tags, ..fields() }
                .write(&mut HeaderWriter::new(&mut map))
                .is_err()
        );
    }
}

#[test]
fn repeated_headers_are_combined_into_an_array() {
    let mut map = HeaderMap::new();
    fields().write(&mut HeaderWriter::new(&mut map)).unwrap();
    map.append("x-levels", HeaderValue::from_static("3 ,4"));
    assert_eq!(
        Fields::read(&HeaderReader::new(&map)).map(|fields| fields.levels),
        Ok(vec![1, -2, 3, 4])
    );
}

#[test]
fn integers_can_have_a_fraction_of_zeros() {
    let levels = |text| {
        let mut map = HeaderMap::new();
        fields().write(&mut HeaderWriter::new(&mut map)).unwrap();
        map.insert("x-levels", HeaderValue::from_static(text));
        Fields::read(&HeaderReader::new(&map)).map(|fields| fields.levels)
    };
    assert_eq!(levels("3.0, -4.00, 1e2"), Ok(vec![3, -4, 100]));
    for text in ["3.5", "3.", "+3", "15e-1"] {
        assert!(levels(text).is_err(), "{text}");
    }
}

#[test]
fn header_errors_name_the_header() {
    for (name, value, expected) in [
        ("x-count", None, "header X-Count: is missing"),
        (
            "x-count",
            Some("-1"),
            "header X-Count: expected a non-negative integer, found \"-1\"",
        ),
        (
            "x-count",
            Some("99999999999"),
            "header X-Count: expected a non-negative integer, found \"99999999999\"",
        ),
        (
            "x-done",
            Some("yes"),
            "header X-Done: expected true or false, found \"yes\"",
        ),
        (
            "x-ratio",
            Some(""),
            "header X-Ratio: expected a number, found \"\"",
        ),
        (
            "x-levels",
            Some("1,x"),
            "header X-Levels: expected an integer, found \"x\"",
        ),
    ] {
        let mut map = HeaderMap::new();
        fields().write(&mut HeaderWriter::new(&mut map)).unwrap();
        let name = HeaderName::from_static(name);
        match value {
            Some(value) => map.insert(&name, HeaderValue::from_static(value)),
            None => map.remove(&name),
        };
        let response = RawResponse::new(StatusCode::OK, map, Bytes::from_static(b"7"));
        // The body is decoded in spite of the header.
        let response = response.json::<u8, Fields>().unwrap();
        assert_eq!(*response, 7);
        assert_eq!(response.headers().unwrap_err().to_string(), expected);
    }
}

#[test]
fn an_invalid_optional_header_is_an_error_when_it_is_asked_for() {
    let mut map = HeaderMap::new();
    fields().write(&mut HeaderWriter::new(&mut map)).unwrap();
    map.insert("x-token", HeaderValue::from_bytes(b"caf\xe9").unwrap());
    let response = RawResponse::new(StatusCode::OK, map, Bytes::new()).empty::<Fields>();
    let error = response.headers().unwrap_err();
    assert_eq!(error.to_string(), "header X-Token: is not UTF-8");
    assert_eq!(response.valid_headers(), Ok(fields()));
}

#[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)]
struct Position {
    x: i64,
    label: Option<String>,
}

fn position(label: Option<&str>) -> Position {
    Position {
        x: -1,
        label: label.map(str::to_owned),
    }
}

#[test]
fn objects_are_written_and_read_with_explode_and_as_json() {
    let header = Parameter::header("X-Position");
    for (header, position, expected) in [
        (header, position(Some("a=b")), "x,-1,label,a=b"),
        (
            header.explode(true),
            position(Some("a=b")),
            "x=-1,label=a=b",
        ),
        (
            header.json(),
            position(Some("a, \"b\"")),
            r#"{"x":-1,"label":"a, \"b\""}"#,
        ),
    ] {
        let mut map = HeaderMap::new();
        HeaderWriter::new(&mut map)
            .required_as(header, &position)
            .unwrap();
        let reader = HeaderReader::new(&map);
        assert_eq!(reader.required_as(header), Ok(position));
        assert_eq!(map["x-position"], expected);
    }
    for (header, value) in [
        (header, "x,1,label"),
        (header.explode(true), "x,1"),
        (header.json(), "x=1"),
    ] {
        let map = HeaderMap::from_iter([(
            HeaderName::from_static("x-position"),
            HeaderValue::from_static(value),
        )]);
        let reader = HeaderReader::new(&map);
        assert!(reader.required_as::<Position>(header).is_err(), "{value}");
    }
}

#[test]
fn every_cookie_is_a_header_of_its_own() {
    let cookies = ["a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT", "b=2"].map(str::to_owned);
    let mut map = HeaderMap::new();
    map.insert("set-cookie", HeaderValue::from_static("old=1"));
    let mut writer = HeaderWriter::new(&mut map);
    writer.required("Set-Cookie", &cookies).unwrap();
    let lines: Vec<&HeaderValue> = map.get_all("set-cookie").iter().collect();
    assert_eq!(lines, cookies.each_ref());
    let reader = HeaderReader::new(&map);
    assert_eq!(
        reader.required::<Vec<String>>("Set-Cookie"),
        Ok(cookies.to_vec())
    );
    map.clear();
    let reader = HeaderReader::new(&map);
    assert_eq!(reader.optional::<Vec<String>>("Set-Cookie"), Ok(None));
    assert_eq!(
        reader.required::<Vec<String>>("Set-Cookie"),
        Ok(Vec::new()),
        "no cookies have no lines"
    );
    assert!(reader.required::<String>("Set-Cookie").is_err());
    let mut writer = HeaderWriter::new(&mut map);
    assert!(
        writer
            .required("Set-Cookie", &["a=1\r\nX-Evil: 1"])
            .is_err()
    );
    assert!(writer.required("X-Tag", &" a").is_err());
}

struct Shop;

impl Service for Shop {
    type Principal = ();
}

static FILTER: Schema = Schema::object(&[Property::optional("a&b", &LEVEL)]);
static LEVEL: Schema = Schema::integer().maximum(9);
static ANY: Schema = Schema::any();
static TEXT: Schema = Schema::string();
const ID: Parameter = Parameter::path("id").style(Style::Matrix);
const QUERY: Parameter = Parameter::query("filter").style(Style::DeepObject);
const NOTE: Parameter = Parameter::header("X-Note");

static SERVED: server::Operation = server::Operation {
    id: "buy",
    method: Method::POST,
    path: Path::new("/shops/{id}:buy"),
    security: &[],
    required_scopes: &[],
};
static CALLED: client::Operation = client::Operation {
    id: "buy",
    method: Method::POST,
    path: Path::new("/shops/{id}:buy"),
    accept: "application/json",
    security: &[],
    idempotency_key: None,
};

#[tokio::test]
async fn the_server_reads_what_the_client_writes() {
    let router = Server::new(Shop, NoVerifier).route(&SERVED, |server, mut input| async move {
        let context = match server.skip_authentication(&SERVED, input.head()).await {
            Ok(context) => context,
            Err(response) => return response,
        };
        let read = async {
            let id = input.required::<String>(ID, &TEXT);
            let filter = input.required::<Value>(QUERY, &FILTER);
            let note = input.optional::<String>(NOTE, &TEXT);
            input.check_parameters()?;
            let body = input.json_optional::<Value>(&ANY).await?;
            Ok::<_, Rejection>(json!([id?, filter?, note, body]))
        };
        let result = read
            .await
            .map(|body| {
                Reply::new(StatusCode::CREATED)
                    .headers(&fields())
                    .json(&body)
            })
            .map_err(Failure::from);
        server.respond(&context.exchange(), result)
    });
    let mut builder = Builder::new("http://shop.example");
    builder.transport(Transport::new(router.into_router()));
    let core = builder.build().unwrap();
    for (id, filter, note, body) in [
        (
            "a/b;c=d ü%",
            json!({"a&b": 7}),
            Some("x, y=z"),
            Some(json!({"k": [1, null]})),
        ),
        ("..", json!({"a&b": -1}), None, None),
    ] {
        let mut call = core.call(&CALLED);
        call.set(ID, id);
        call.set(QUERY, &filter);
        call.set_optional(NOTE, note.map(str::to_owned).as_ref());
        if let Some(body) = &body {
            call.json(body);
        }
        let response = call.send().await.unwrap();
        assert_eq!(
            response.status(),
            StatusCode::CREATED,
            "{:?}",
            response.body()
        );
        let response = response.json::<Value, Fields>().unwrap();
        assert_eq!(
            (response.body(), response.headers()),
            (&json!([id, filter, note, body]), Ok(fields()))
        );
    }
    let mut call = core.call(&CALLED);
    call.set(ID, "1");
    call.set(QUERY, &json!({"a&b": 10}));
    let response = call.send().await.unwrap();
    assert_eq!(
        (response.status(), response.media_type().as_deref()),
        (StatusCode::BAD_REQUEST, Some("application/problem+json"))
    );
    let problem = response.json::<Value, ()>().unwrap();
    assert_eq!(problem["errors"][0]["pointer"], "/a&b");
}
