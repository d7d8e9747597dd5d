//! Bodies other than JSON: files and parts, bytes of many media types, forms in every style,
//! scalars.

use std::collections::BTreeMap;

use roundtrip_tests::Zoo;
use serde_json::json;
use specwright_runtime::client::{CallOptions, Operation};
use specwright_runtime::http::Method;
use specwright_runtime::http::header::CONTENT_TYPE;
use zoo_client::Error;
use zoo_client::files::{GetPortraitError, UploadError};
use zoo_server::{
    GetPortraitResponse, OrderRequest, OrderResponse, PutInvoiceRequest, PutInvoiceResponse,
    PutLevelRequest, PutLevelResponse, PutMottoRequest, PutMottoResponse, PutPortraitRequest,
    PutPortraitResponse, UploadCheckedRequest, UploadCheckedResponse, UploadMixedRequest,
    UploadMixedResponse, UploadNamedRequest, UploadNamedResponse, UploadRequest, UploadResponse,
};
use zoo_types::body::{Content, File, Part};
use zoo_types::{
    Base, Bytes, DateTime, Kind, OptionalNullable, Order, OrderItemsItem, Place, Size, Upload,
    UploadCheckedBody, UploadCheckedImageHeaders, UploadNamedBody, Value,
};

/// A file with a name and a media type, so that the received one is equal.
fn file(content: impl Into<Bytes>) -> File {
    File::new(content)
        .name("a.bin")
        .content_type("application/octet-stream")
}

fn upload() -> Upload {
    Upload::new("title", file(&b"\x00\xff\r\n--"[..]))
}

fn texts(texts: &[&str]) -> Option<Vec<String>> {
    Some(texts.iter().map(|text| (*text).to_owned()).collect())
}

/// Sends an upload and returns the received one.
async fn there(upload: Upload) -> Upload {
    // The response is JSON, which cannot contain arbitrary bytes.
    let zoo = Zoo::answering(UploadResponse::Created {
        body: Upload::new("kept", "text".to_owned().into_bytes()),
    });
    let response = zoo.client().upload(upload).await.expect("kept");
    assert_eq!(response.picture.content, "text");
    zoo.asked::<UploadRequest>().body
}

#[tokio::test]
async fn every_property_of_a_multipart_form_is_received() {
    let place = Place {
        tags: texts(&["a,b", ""]),
        since: Some("2024-02-29".into()),
        ..Place::new("\u{1f3d9}")
    };
    let full = Upload {
        portrait: Some(file("x").content_type("image/png")),
        pages: Some(vec![
            file(""),
            File::new("2")
                .name("")
                .content_type("text/html; charset=utf-8"),
        ]),
        caption: OptionalNullable::Value("*text*\r\n".to_owned()),
        size: Some(Size::Value2),
        kind: Some(Kind::GuineaPig),
        public: Some(false),
        rating: Some(-0.5),
        taken: Some(DateTime::from("2026-02-28T23:59:59Z")),
        words: texts(&["", "true", "5", "null", "a,b"]),
        colors: texts(&["a,b", "c d"]),
        sizes: Some(vec![1, -2]),
        home: Some(place.clone()),
        place: Some(place.clone()),
        places: Some(vec![place, Place::new("")]),
        limits: Some(BTreeMap::from([("a\"b".to_owned(), i64::MAX)])),
        ..upload()
    };
    let null = Upload {
        caption: OptionalNullable::Null,
        pages: None,
        size: None,
        words: texts(&["one"]),
        ..upload()
    };
    for given in [full, null, upload()] {
        assert_eq!(there(given.clone()).await, given);
    }
}

#[tokio::test]
async fn files_without_a_name_are_sent_as_blob_with_the_documented_media_type() {
    let there = there(Upload {
        portrait: Some(File::new("p")),
        ..Upload::new("t", Bytes::from_static(b"x"))
    })
    .await;
    assert_eq!(
        there.picture,
        File::new("x")
            .name("blob")
            .content_type("application/octet-stream")
    );
    assert_eq!(
        there.portrait,
        Some(File::new("p").name("blob").content_type("image/png"))
    );
    let jpeg = File::new("p").name("p").content_type("image/jpeg");
    let there = self::there(Upload {
        portrait: Some(jpeg.clone()),
        ..upload()
    })
    .await;
    assert_eq!(there.portrait, Some(jpeg));
}

#[tokio::test]
async fn large_files_are_received() {
    let octets: Vec<u8> = (0..5_u32 << 20)
        .map(|at| at.to_le_bytes()[at as usize % 3])
        .collect();
    let given = Upload {
        picture: file(octets),
        ..upload()
    };
    assert!(there(given.clone()).await == given);

    let error = Zoo::new()
        .client()
        .upload(Upload {
            picture: file(vec![0; 9 << 20]),
            ..upload()
        })
        .await
        .expect_err("too large");
    assert!(
        matches!(&error, Error::Api(UploadError::ClientError(response)) if response.status() == 413),
        "{error:?}"
    );
}

#[tokio::test]
async fn names_cannot_inject_headers_or_parts() {
    for name in [
        "a\"; name=\"title",
        "x\r\nContent-Type: text/html\r\n\r\n",
        "back\\",
        "\u{0}\u{1f}\u{7f}",
        "\u{202e}gpj",
        "%00",
        "..\\..\\x",
    ] {
        let given = Upload {
            picture: file("x").name(name),
            ..upload()
        };
        // A name that looks escaped comes back as well.
        assert_eq!(there(given).await.picture.name.as_deref(), Some(name));
        let named = UploadNamedBody {
            additional: BTreeMap::from([(format!("n{name}"), file("y"))]),
            ..UploadNamedBody::default()
        };
        let zoo = Zoo::answering(UploadNamedResponse::NoContent);
        zoo.client()
            .upload_named()
            .body(named.clone())
            .await
            .expect("kept");
        let there = zoo.asked::<UploadNamedRequest>().body.expect("a body");
        assert_eq!(there.additional.len(), 1);
        assert!(there.title.is_none() && there.additional.values().eq(named.additional.values()));
    }
}

#[tokio::test]
async fn additional_files_are_received_and_an_optional_body_can_be_omitted() {
    let files = BTreeMap::from([("a".to_owned(), file("1")), ("b c".to_owned(), file(""))]);
    let body = UploadNamedBody {
        title: Some("title".to_owned()),
        additional: files,
    };
    let zoo = Zoo::new();
    for body in [Some(body), Some(UploadNamedBody::default()), None] {
        zoo.answer(UploadNamedResponse::NoContent);
        let mut call = zoo.client().upload_named();
        if let Some(body) = body.clone() {
            call = call.body(body);
        }
        call.await.expect("kept");
        assert_eq!(
            zoo.asked::<UploadNamedRequest>(),
            UploadNamedRequest { body }
        );
    }
}

#[tokio::test]
async fn invalid_parts_are_rejected_with_a_json_pointer() {
    let refused = [
        (
            Upload {
                title: String::new(),
                ..upload()
            },
            "/title",
        ),
        (
            Upload {
                pages: Some(vec![file("1"); 4]),
                ..upload()
            },
            "/pages",
        ),
        (
            Upload {
                kind: Some(Kind::from("unicorn")),
                ..upload()
            },
            "/kind",
        ),
        (
            Upload {
                taken: Some(DateTime::from("yesterday")),
                ..upload()
            },
            "/taken",
        ),
        (
            Upload {
                words: texts(&["far, far, far too long"]),
                ..upload()
            },
            "/words/0",
        ),
        (
            Upload {
                places: Some(vec![Place {
                    since: Some("today".into()),
                    ..Place::new("")
                }]),
                ..upload()
            },
            "/places/0/since",
        ),
    ];
    let zoo = Zoo::new();
    for (body, pointer) in refused {
        match zoo.client().upload(body).await {
            Err(Error::Api(UploadError::ClientError(problem))) => {
                assert_eq!(problem.status(), 422);
                assert!(
                    problem.detail.starts_with(pointer),
                    "{pointer}: {problem:?}"
                );
            }
            other => panic!("{other:?}"),
        }
    }
    assert!(zoo.was_not_asked());
}

/// The operation, for calls without generated types.
static UPLOAD: Operation = Operation {
    id: "upload",
    method: Method::POST,
    path: specwright_runtime::parameter::Path::new("/uploads"),
    accept: "",
    security: &[&["key"]],
    idempotency_key: None,
};

static CHECKED: Operation = Operation {
    id: "uploadChecked",
    method: Method::POST,
    path: specwright_runtime::parameter::Path::new("/uploads/checked"),
    accept: "",
    security: &[&["key"]],
    idempotency_key: None,
};

/// Posts parts, each with a name, additional headers and a content, as other clients may.
async fn posted(zoo: &Zoo, parts: &[(&str, &str, &str)]) -> (u16, Value) {
    let part = |(name, head, content): &(&str, &str, &str)| {
        format!("--B\r\nContent-Disposition: form-data; name=\"{name}\"{head}\r\n\r\n{content}\r\n")
    };
    let body: String = parts.iter().map(part).collect();
    let client = zoo.client();
    let mut call = client.core().call(&UPLOAD);
    call.bytes(
        "multipart/form-data; boundary=B",
        Bytes::from(body + "--B--"),
    );
    let response = call.send().await.expect("a response");
    (
        response.status().as_u16(),
        serde_json::from_slice(response.body()).expect("JSON"),
    )
}

#[tokio::test]
async fn parts_of_other_clients_are_read_or_rejected() {
    const FILE: &str = "; filename=f";
    let zoo = Zoo::new();
    let required = [
        ("size", "", "1"),
        ("picture", FILE, "x"),
        ("unknown", FILE, "y"),
        ("title", "", "t"),
    ];
    zoo.answer(UploadResponse::Created {
        body: Upload::new("kept", Bytes::new()),
    });
    assert_eq!(
        posted(&zoo, &required).await.0,
        201,
        "parts in any order, unknown parts included"
    );
    assert_eq!(
        zoo.asked::<UploadRequest>().body.picture,
        File::new("x").name("f")
    );

    for (parts, detail) in [
        (&required[..2], "/title: is required"),
        (&[required[0], required[3]], "/picture: is required"),
        (&[required[1], required[3]], "/size: is required"),
        (
            &[("size", "", "large"), required[1], required[3]],
            "/size: must be an integer, not a string",
        ),
        (
            &[required[0], required[1], required[1], required[3]],
            "/picture: is given more than once",
        ),
    ] {
        let (status, problem) = posted(&zoo, parts).await;
        assert_eq!(
            (status, &problem["detail"]),
            (422, &json!(detail)),
            "{parts:?}"
        );
    }
    let broken = [
        required[0],
        required[1],
        required[3],
        ("home", "\r\nContent-Type: application/json", "{"),
    ];
    assert_eq!(posted(&zoo, &broken).await.0, 400);
    assert_eq!(posted(&zoo, &[required[3]; 41]).await.0, 413);
    assert!(zoo.was_not_asked());
}

#[tokio::test]
async fn lists_of_parts_are_received_unchanged() {
    let parts = vec![
        Part::new("{\"a\": 1}").content_type("application/json"),
        Part {
            file_name: Some("a\"b".to_owned()),
            ..Part::new(vec![0, 255, 13, 10])
        }
        .content_type("image/png"),
    ];
    let zoo = Zoo::answering(UploadMixedResponse::NoContent);
    zoo.client()
        .upload_mixed(parts.clone())
        .await
        .expect("kept");
    assert_eq!(zoo.asked::<UploadMixedRequest>().body, parts);
}

/// Posts a checked image, as other clients may.
async fn posted_image(zoo: &Zoo, head: &str) -> u16 {
    let client = zoo.client();
    let mut call = client.core().call(&CHECKED);
    let body = format!(
        "--B\r\nContent-Disposition: form-data; name=image; filename=a\r\n{head}\r\nx\r\n--B--"
    );
    call.bytes("multipart/form-data; boundary=B", Bytes::from(body));
    let response = call.send().await.expect("a response");
    response.status().as_u16()
}

#[tokio::test]
async fn headers_of_parts_are_typed() {
    let zoo = Zoo::answering(UploadCheckedResponse::NoContent);
    let headers = UploadCheckedImageHeaders {
        x_checksum: "a,b".to_owned(),
        x_layers: Some(vec![1, -2]),
    };
    let image = file("x").content_type("image/png");
    let image = image.with_headers(&headers).expect("the headers are valid");
    let body = UploadCheckedBody::new(image);
    zoo.client()
        .upload_checked(body.clone())
        .await
        .expect("kept");
    let received = zoo.asked::<UploadCheckedRequest>().body;
    assert_eq!(received, body);
    assert_eq!(received.image.headers["x-checksum"], "a,b");
    assert_eq!(received.image.headers["x-layers"], "1,-2");
    let typed = received.image.read_headers::<UploadCheckedImageHeaders>();
    assert_eq!(typed.expect("the headers fit"), headers);
}

#[tokio::test]
async fn required_headers_of_parts_are_required_on_both_sides() {
    let zoo = Zoo::new();
    let body = UploadCheckedBody::new(file("x").content_type("image/png"));
    match zoo.client().upload_checked(body).await {
        Err(Error::Request(error)) => assert!(error.to_string().contains("X-Checksum"), "{error}"),
        other => panic!("{other:?}"),
    }
    assert_eq!(posted_image(&zoo, "Content-Type: image/png\r\n").await, 400);
    assert!(zoo.was_not_asked());
    zoo.answer(UploadCheckedResponse::NoContent);
    assert_eq!(
        posted_image(&zoo, "x-checksum: a\r\nX-Layers: one\r\n").await,
        204
    );
    let image = zoo.asked::<UploadCheckedRequest>().body.image;
    let error = image.read_headers::<UploadCheckedImageHeaders>();
    assert_eq!(
        error.expect_err("the header must be an integer").name(),
        "X-Layers"
    );
}

#[tokio::test]
async fn bytes_are_received_with_their_media_type() {
    let zoo = Zoo::new();
    for media_type in ["image/png", "IMAGE/x-odd; a=b", "application/pdf"] {
        let body = Content::new(media_type, vec![0, 255]);
        zoo.answer(PutPortraitResponse::NoContent);
        zoo.client().put_portrait(body.clone()).await.expect("kept");
        assert_eq!(
            zoo.asked::<PutPortraitRequest>(),
            PutPortraitRequest { body }
        );
    }
    let error = zoo
        .client()
        .put_portrait(Content::new("text/plain", "x"))
        .await
        .expect_err("another media type");
    assert!(
        matches!(&error, Error::Unexpected(response) if response.status() == 415),
        "{error:?}"
    );
    let error = zoo
        .client()
        .put_portrait(Content::new("image/*", "x"))
        .await
        .expect_err("a range");
    assert!(matches!(error, Error::Request(_)), "{error:?}");

    let invoice = Bytes::from_static(b"<total>1</total>");
    for body in [Some(invoice), Some(Bytes::new()), None] {
        zoo.answer(PutInvoiceResponse::NoContent);
        let mut call = zoo.client().put_invoice();
        if let Some(body) = body.clone() {
            call = call.body(body);
        }
        call.await.expect("kept");
        let received = match zoo.asked::<PutInvoiceRequest>().body {
            Some(received) => Some(received.bytes(100).await.expect("a body")),
            None => None,
        };
        assert_eq!(received, body);
    }
}

#[tokio::test]
async fn response_bytes_have_their_media_type() {
    let zoo = Zoo::new();
    for media_type in ["image/png", "IMAGE/x-odd; a=b", "application/pdf"] {
        let body = Content::new(media_type, vec![0, 255]);
        zoo.answer(GetPortraitResponse::Ok { body: body.clone() });
        assert_eq!(
            zoo.client()
                .get_portrait()
                .await
                .expect("found")
                .into_body(),
            body
        );
        assert_eq!(
            zoo.parts().headers["accept"],
            "image/*, application/pdf, */*"
        );
        zoo.answer(GetPortraitResponse::NotFound { body: body.clone() });
        let error = zoo.client().get_portrait().await.expect_err("not found");
        assert!(
            matches!(&error, Error::Api(GetPortraitError::NotFound(found)) if *found.body() == body),
            "{error:?}"
        );
    }
    for media_type in ["image/*", "png", "", "image/p\ng"] {
        zoo.answer(GetPortraitResponse::Ok {
            body: Content::new(media_type, "x"),
        });
        let error = zoo
            .client()
            .get_portrait()
            .await
            .expect_err("no media type");
        assert!(
            matches!(&error, Error::Unexpected(response) if response.status() == 500),
            "{error:?}"
        );
    }
    let silent = specwright_runtime::axum::response::Response::new("x".into());
    let found = Zoo::failing::<GetPortraitResponse>(silent)
        .client()
        .get_portrait()
        .await
        .expect("found");
    assert_eq!(
        found.into_body(),
        Content::new("application/octet-stream", "x")
    );
}

#[tokio::test]
async fn strings_of_any_media_type_are_received() {
    let zoo = Zoo::answering(PutMottoResponse::Ok {
        body: "a \"b\"".to_owned(),
    });
    assert_eq!(
        zoo.client().put_motto("\"").await.expect("put").into_body(),
        "a \"b\""
    );
    assert_eq!(zoo.asked::<PutMottoRequest>().body, "\"");
    assert_eq!(zoo.parts().headers["accept"], "*/*");
    zoo.answer(PutMottoResponse::Ok {
        body: String::new(),
    });
    zoo.client()
        .put_motto("a,b")
        .with_header(CONTENT_TYPE, "text/csv")
        .await
        .expect("another media type");
    assert_eq!(zoo.asked::<PutMottoRequest>().body, "a,b");
    let error = zoo
        .client()
        .put_motto("0123456789")
        .await
        .expect_err("too long");
    assert!(
        matches!(&error, Error::Unexpected(response) if response.status() == 422),
        "{error:?}"
    );
}

#[tokio::test]
async fn forms_are_received_in_every_encoding() {
    let items = vec![
        OrderItemsItem {
            grams: Some(-1),
            spices: texts(&["a&b", "c"]),
            ..OrderItemsItem::new("hay [0]=")
        },
        OrderItemsItem::new(""),
    ];
    let body = Order {
        tags: texts(&["a,b", "5"]),
        address: Some(Base {
            note: Some("a=b".to_owned()),
            ..Base::new("0b7e7dee-87b3-4c3a-9b6f-3c1d2f1f0a5e")
        }),
        colors: texts(&["a,b", "c|d"]),
        rows: Some(vec![vec![1, 2], vec![]]),
        extra: Some(Place {
            tags: texts(&["x", "y"]),
            ..Place::new("z")
        }),
        odd_name: Some("odd".to_owned()),
        ..Order::new(items)
    };
    let zoo = Zoo::answering(OrderResponse::NoContent);
    zoo.client().order(body.clone()).await.expect("ordered");
    assert_eq!(zoo.asked::<OrderRequest>(), OrderRequest { body });
}

#[tokio::test]
async fn scalar_bodies_are_received() {
    let zoo = Zoo::answering(PutLevelResponse::Ok {
        body: Kind::Value3Toed,
    });
    let response = zoo.client().put_level(7).await.expect("put");
    assert_eq!(
        response.header_map()["content-type"],
        "text/plain; charset=utf-8"
    );
    assert_eq!(
        (zoo.asked::<PutLevelRequest>().body, response.into_body()),
        (7, Kind::Value3Toed)
    );
    let error = zoo
        .client()
        .put_level(-1)
        .await
        .expect_err("below the minimum");
    assert!(
        matches!(&error, Error::Unexpected(response) if response.status() == 422),
        "{error:?}"
    );
}
