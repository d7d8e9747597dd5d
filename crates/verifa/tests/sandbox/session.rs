//! Creating sessions, and the pages beside the API.

use std::collections::BTreeSet;

use axum::http::Method;
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::support::{ACME, ACME_LIVE, CAPTURE_BASE, PATH, World};

async fn a_new_session_has_all_its_fields(world: World) {
    let answer = world
        .create(
            ACME,
            r#"{"external_ref":"order-42","country":"DE","unknown":1}"#,
        )
        .send()
        .await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.header("idempotency-replayed"), None);
    let body = answer.json();
    let keys: BTreeSet<_> = body
        .as_object()
        .expect("an object")
        .keys()
        .map(String::as_str)
        .collect();
    let expected = [
        "id",
        "status",
        "capture_url",
        "is_sandbox",
        "created_at",
        "expires_at",
        "external_ref",
        "qr_code_data_url",
        "tags",
    ];
    assert_eq!(keys, BTreeSet::from(expected));
    assert!(
        body["id"]
            .as_str()
            .is_some_and(|id| id.starts_with("ses_") && id.len() > 20),
        "{body}"
    );
    assert_eq!(
        (&body["status"], &body["external_ref"], &body["tags"]),
        (&json!("pending"), &json!("order-42"), &json!([]))
    );
    assert_eq!(
        (&body["created_at"], &body["expires_at"]),
        (
            &json!("2026-02-02T02:40:00Z"),
            &json!("2026-02-02T03:00:00Z")
        )
    );
    let token = body["capture_url"]
        .as_str()
        .and_then(|url| url.strip_prefix(&format!("{CAPTURE_BASE}/verify/tok_")));
    assert!(token.is_some_and(|token| token.len() == 43), "{body}");
    assert_eq!(read_qr_code(&body), body["capture_url"]);
}

/// Reads the QR code of a session with an independent decoder.
fn read_qr_code(session: &Value) -> Value {
    use base64::Engine as _;
    let data = session["qr_code_data_url"]
        .as_str()
        .and_then(|url| url.strip_prefix("data:image/png;base64,"))
        .expect("a PNG");
    let image = base64::engine::general_purpose::STANDARD
        .decode(data)
        .expect("base64");
    let mut decoder = png::Decoder::new(std::io::Cursor::new(image));
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().expect("a PNG");
    let mut pixels = vec![0; reader.output_buffer_size().expect("a small image")];
    let frame = reader.next_frame(&mut pixels).expect("pixels");
    let (width, height) = (frame.width as usize, frame.height as usize);
    let mut image =
        rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| pixels[y * width + x]);
    let grids = image.detect_grids();
    let (_, text) = grids
        .first()
        .expect("a QR code")
        .decode()
        .expect("readable");
    Value::String(text)
}

async fn no_body_and_an_empty_object_use_the_defaults(world: World) {
    for request in [
        world.request(Method::POST, PATH).header("X-API-Key", ACME),
        world
            .request(Method::POST, PATH)
            .header("X-API-Key", ACME)
            .json(""),
        world.create(ACME, "{}"),
        world.create(ACME, " { } "),
        world
            .request(Method::POST, PATH)
            .header("X-API-Key", ACME)
            .header("Content-Type", "application/json; charset=utf-8")
            .body("{}"),
    ] {
        let answer = request.send().await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        assert_eq!(answer.json()["external_ref"], Value::Null);
    }
}

async fn the_key_selects_the_environment(world: World) {
    assert_eq!(
        world.create(ACME, "{}").send().await.json()["is_sandbox"],
        true
    );
    assert_eq!(
        world.create(ACME_LIVE, "{}").send().await.json()["is_sandbox"],
        false
    );
}

async fn the_capture_page_names_the_session_and_escapes_its_data(world: World) {
    let body = json!({"redirect_url": "https://shop.example/?a=1&b='2'"}).to_string();
    let session = world.create(ACME, body).send().await.json();
    let path = session["capture_url"]
        .as_str()
        .and_then(|url| url.strip_prefix(CAPTURE_BASE))
        .expect("a page")
        .to_owned();
    let page = world.request(Method::GET, &path).send().await;
    assert_eq!(page.status, 200);
    let text = page.text();
    assert!(
        text.contains(session["id"].as_str().expect("an id"))
            && text.contains("2026-02-02T03:00:00Z"),
        "{text}"
    );
    assert!(
        text.contains(r#"href="https://shop.example/?a=1&amp;b=&#39;2&#39;""#),
        "{text}"
    );
    assert_eq!(page.header("referrer-policy"), Some("no-referrer"));
    world.clock.advance(SignedDuration::from_mins(20));
    let expired = world.request(Method::GET, &path).send().await;
    assert_eq!(
        (
            expired.status.as_u16(),
            expired.text().contains("shop.example")
        ),
        (410, false)
    );
    assert_eq!(
        world
            .request(Method::GET, "/verify/tok_other")
            .send()
            .await
            .status,
        404
    );
    world
        .request(Method::POST, &path)
        .send()
        .await
        .error(405, "bad_request");
}

async fn the_api_description_and_health_need_no_key(world: World) {
    let description = world.request(Method::GET, "/openapi.yaml").send().await;
    assert!(description.status == 200 && description.text().starts_with("openapi: 3.0"));
    assert_eq!(
        world.request(Method::GET, "/healthz").send().await.status,
        200
    );
}

async fn a_failing_store_causes_500_without_internals(world: World) {
    let connection = rusqlite::Connection::open(world.store_file()).expect("opened");
    connection
        .execute_batch("ALTER TABLE sessions RENAME TO elsewhere")
        .expect("renamed");
    for request in [
        world.create(ACME, "{}"),
        world.create(ACME, "{}").header("Idempotency-Key", "k"),
    ] {
        let answer = request.send().await;
        let detail = answer.error(500, "internal_error");
        assert!(
            !detail.contains("sessions") && !detail.to_lowercase().contains("sql"),
            "{detail}"
        );
        answer.has_rate_limit();
    }
    assert_eq!(
        world.request(Method::GET, "/healthz").send().await.status,
        503
    );
    connection
        .execute_batch("ALTER TABLE elsewhere RENAME TO sessions")
        .expect("renamed");
    assert_eq!(
        world.request(Method::GET, "/healthz").send().await.status,
        200
    );
    world
        .create(ACME, "{}")
        .header("Idempotency-Key", "k")
        .send()
        .await
        .id();
}

on_both_transports!(
    a_new_session_has_all_its_fields,
    no_body_and_an_empty_object_use_the_defaults,
    the_key_selects_the_environment,
    the_capture_page_names_the_session_and_escapes_its_data,
    the_api_description_and_health_need_no_key,
    a_failing_store_causes_500_without_internals,
);
