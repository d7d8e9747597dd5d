//! Parameters: the server receives the values that the client sends, in every location and style.

use roundtrip_tests::Zoo;
use zoo_client::Error;
use zoo_client::animals::ListAnimalsError;
use zoo_server::{
    CompareReportsRequest, CompareReportsResponse, DeleteAnimalRequest, DeleteAnimalResponse,
    ExportAnimalRequest, ExportAnimalResponse, ExportLatestReportRequest,
    ExportLatestReportResponse, ExportReportRequest, ExportReportResponse, GetAnimalRequest,
    GetAnimalResponse, GetLatestReportRequest, GetLatestReportResponse, GetPicturesRequest,
    GetPicturesResponse, GetReportRequest, GetReportResponse, ListAnimalsRequest,
    ListAnimalsResponse, RenameAnimalRequest, RenameAnimalResponse,
};
use zoo_types::{Bytes, ExportReportFormat, Filter, Kind, ListAnimalsOkHeaders, Size};

/// Strings with a meaning in URLs, headers or cookies, that look like another type, or are not
/// ASCII.
const TEXTS: &[&str] = &[
    "a b",
    "a+b",
    "100%",
    "%41",
    "a&b=c",
    "a?b#c",
    "a/b\\c",
    "a,b",
    "a;b",
    "[0]",
    "a:b@c",
    "\"q\"",
    "'$!*()~",
    "5",
    "true",
    "null",
    "\u{e4}\u{f6}\u{df}",
    "\u{1f408}\u{200d}\u{2b1b}",
    "\u{4e2d}\u{6587}",
    ".a",
    "...",
    "a.json",
    "-",
    "{x}",
    "a|b",
    "^`<>",
];

fn none() -> ListAnimalsResponse {
    ListAnimalsResponse::Ok {
        headers: ListAnimalsOkHeaders::new(0),
        body: Vec::new(),
    }
}

fn unset() -> ListAnimalsRequest {
    ListAnimalsRequest {
        limit: 20,
        kinds: None,
        ids: None,
        filter: None,
        x_trace: None,
        session: None,
    }
}

#[tokio::test]
async fn unset_parameters_are_absent_or_have_their_default() {
    let zoo = Zoo::answering(none());
    zoo.client().list_animals().await.expect("a page");
    assert_eq!(zoo.asked::<ListAnimalsRequest>(), unset());
    assert_eq!(zoo.parts().uri.query(), None);
}

#[tokio::test]
async fn parameters_of_every_location_and_style_are_received() {
    let zoo = Zoo::answering(none());
    let expected = ListAnimalsRequest {
        limit: 100,
        kinds: Some(vec![
            Kind::Cat,
            Kind::GuineaPig,
            Kind::Value3Toed,
            Kind::Cat,
        ]),
        ids: Some(vec![i64::MIN, -1, 0, i64::MAX]),
        filter: Some(Filter {
            name: Some("a&b=c[d]/\u{e9} \u{1f408}".to_owned()),
            size: Some(Size::Value2),
        }),
        x_trace: Some(vec![
            "one".to_owned(),
            "two words".to_owned(),
            "dr\u{ef}".to_owned(),
            "5".to_owned(),
        ]),
        session: Some("a;b=c, \"\u{e9}\"".to_owned()),
    };
    let asked = expected.clone();
    zoo.client()
        .list_animals()
        .limit(asked.limit)
        .kinds(asked.kinds.expect("set above"))
        .ids(asked.ids.expect("set above"))
        .filter(asked.filter.expect("set above"))
        .x_trace(asked.x_trace.expect("set above"))
        .session(asked.session.expect("set above"))
        .await
        .expect("a page");
    assert_eq!(zoo.asked::<ListAnimalsRequest>(), expected);
    let query = zoo.parts().uri.query().expect("a query").to_owned();
    for part in [
        "limit=100&",
        "kinds=cat&kinds=guinea-pig&kinds=3-toed&kinds=cat&",
        "ids=-9223372036854775808,-1,0,",
        "filter[size]=2",
    ] {
        assert!(query.contains(part), "{part} in {query}");
    }
}

#[tokio::test]
async fn arrays_with_one_element_remain_arrays() {
    let zoo = Zoo::answering(none());
    let call = zoo
        .client()
        .list_animals()
        .kinds(vec![Kind::Dog])
        .ids(vec![7])
        .x_trace(vec!["7".to_owned()]);
    call.filter(Filter {
        name: Some("7".to_owned()),
        size: None,
    })
    .await
    .expect("a page");
    let expected = ListAnimalsRequest {
        kinds: Some(vec![Kind::Dog]),
        ids: Some(vec![7]),
        filter: Some(Filter {
            name: Some("7".to_owned()),
            size: None,
        }),
        x_trace: Some(vec!["7".to_owned()]),
        ..unset()
    };
    assert_eq!(zoo.asked::<ListAnimalsRequest>(), expected);
}

/// Empty exploded arrays and deep objects cannot be expressed (RFC 6570, 3.2.8), so they are
/// absent.
#[tokio::test]
async fn empty_values_are_received_if_their_style_can_express_them() {
    let zoo = Zoo::answering(none());
    let call = zoo
        .client()
        .list_animals()
        .kinds(Vec::new())
        .ids(Vec::new())
        .filter(Filter::default())
        .x_trace(Vec::new());
    call.session("").await.expect("a page");
    let expected = ListAnimalsRequest {
        ids: Some(Vec::new()),
        x_trace: Some(Vec::new()),
        session: Some(String::new()),
        ..unset()
    };
    assert_eq!(zoo.asked::<ListAnimalsRequest>(), expected);
}

#[tokio::test]
async fn setting_a_parameter_again_replaces_it() {
    let zoo = Zoo::answering(none());
    let call = zoo
        .client()
        .list_animals()
        .limit(1)
        .kinds(vec![Kind::Cat, Kind::Dog])
        .session("one")
        .x_trace(vec!["one".to_owned()]);
    call.limit(2)
        .kinds(vec![Kind::Dog])
        .session("two")
        .x_trace(vec!["two".to_owned()])
        .await
        .expect("a page");
    let expected = ListAnimalsRequest {
        limit: 2,
        kinds: Some(vec![Kind::Dog]),
        session: Some("two".to_owned()),
        x_trace: Some(vec!["two".to_owned()]),
        ..unset()
    };
    assert_eq!(zoo.asked::<ListAnimalsRequest>(), expected);
}

#[tokio::test]
async fn any_string_is_received_in_path_query_header_and_cookie() {
    let zoo = Zoo::new();
    let client = zoo.client();
    for text in TEXTS {
        zoo.answer(RenameAnimalResponse::NoContent);
        client
            .rename_animal(Kind::Cat, *text, *text, *text)
            .await
            .unwrap_or_else(|error| panic!("{text}: {error:?}"));
        let text = (*text).to_owned();
        let expected = RenameAnimalRequest {
            kind: Kind::Cat,
            name: text.clone(),
            to: text.clone(),
            if_match: text.clone(),
        };
        assert_eq!(zoo.asked::<RenameAnimalRequest>(), expected);

        zoo.answer(none());
        let call = client.list_animals().session(text.as_str()).filter(Filter {
            name: Some(text.clone()),
            size: None,
        });
        call.await
            .unwrap_or_else(|error| panic!("{text}: {error:?}"));
        let asked: ListAnimalsRequest = zoo.asked();
        assert_eq!(
            (asked.session, asked.filter.and_then(|filter| filter.name)),
            (Some(text.clone()), Some(text))
        );
    }
}

#[tokio::test]
async fn every_enumeration_value_can_be_a_path_parameter() {
    let zoo = Zoo::new();
    for kind in [Kind::Cat, Kind::Dog, Kind::GuineaPig, Kind::Value3Toed] {
        zoo.answer(GetAnimalResponse::NotFound);
        zoo.client()
            .get_animal(kind.clone(), "x")
            .await
            .expect_err("404");
        assert_eq!(
            zoo.asked::<GetAnimalRequest>(),
            GetAnimalRequest {
                kind,
                name: "x".to_owned()
            }
        );
    }
    zoo.answer(DeleteAnimalResponse::NoContent);
    #[expect(
        deprecated,
        reason = "the document deprecates the operation, which the test calls on purpose"
    )]
    zoo.client()
        .delete_animal(Kind::Dog, "a/b")
        .await
        .expect("deleted");
    assert_eq!(
        zoo.asked::<DeleteAnimalRequest>(),
        DeleteAnimalRequest {
            kind: Kind::Dog,
            name: "a/b".to_owned()
        }
    );
}

#[tokio::test]
async fn one_path_segment_can_contain_several_parameters() {
    let zoo = Zoo::new();
    for id in [i64::MIN, -1, 0, i64::MAX] {
        zoo.answer(ExportAnimalResponse::Ok {
            body: String::new(),
        });
        zoo.client().export_animal(id).await.expect("a string");
        assert_eq!(
            zoo.asked::<ExportAnimalRequest>(),
            ExportAnimalRequest { id }
        );
        assert_eq!(zoo.parts().uri.path(), format!("/animals/{id}.json"));
    }
    for (from, to) in [(1, 2), (0, i64::MAX), (10, -2)] {
        zoo.answer(GetPicturesResponse::Ok {
            body: Bytes::new().into(),
        });
        zoo.client().get_pictures(from, to).await.expect("bytes");
        assert_eq!(
            zoo.asked::<GetPicturesRequest>(),
            GetPicturesRequest { from, to }
        );
    }
}

#[tokio::test]
async fn documented_values_decide_where_a_parameter_ends() {
    let zoo = Zoo::new();
    for (name, format) in [
        ("2026", ExportReportFormat::Csv),
        ("a.b", ExportReportFormat::Csv),
        ("a.csv", ExportReportFormat::Gz),
        ("a", ExportReportFormat::TarGz),
    ] {
        zoo.answer(ExportReportResponse::Ok {
            body: String::new(),
        });
        let client = zoo.client();
        let call = client.export_report(name, format.clone());
        call.await.expect("a string");
        let name = name.to_owned();
        assert_eq!(
            zoo.asked::<ExportReportRequest>(),
            ExportReportRequest { name, format }
        );
    }
    let client = zoo.client();
    let call = client.export_report("a.tar", ExportReportFormat::Gz);
    assert!(matches!(call.await, Err(Error::Request(_))));
}

#[tokio::test]
async fn the_query_of_a_path_selects_its_operation() {
    let zoo = Zoo::new();
    for (limit, query) in [
        (None, "format=csv&all"),
        (Some(3), "format=csv&all&limit=3"),
    ] {
        zoo.answer(ExportLatestReportResponse::Ok {
            body: String::new(),
        });
        let client = zoo.client();
        let mut call = client.export_latest_report();
        if let Some(limit) = limit {
            call = call.limit(limit);
        }
        call.await.expect("a string");
        assert_eq!(
            zoo.asked::<ExportLatestReportRequest>(),
            ExportLatestReportRequest { limit }
        );
        assert_eq!(zoo.parts().uri.query(), Some(query));
    }
    zoo.answer(GetLatestReportResponse::Ok {
        body: String::new(),
    });
    zoo.client().get_latest_report().await.expect("a string");
    assert_eq!(
        zoo.asked::<GetLatestReportRequest>(),
        GetLatestReportRequest {}
    );
    assert_eq!(zoo.parts().uri.query(), None);
}

#[tokio::test]
async fn patterns_decide_where_a_parameter_ends() {
    let zoo = Zoo::new();
    for (from, to) in [("v1", "v2"), ("v1.2", "v3.4"), ("v1.20.3", "v0")] {
        zoo.answer(CompareReportsResponse::Ok {
            body: String::new(),
        });
        zoo.client()
            .compare_reports(from, to)
            .await
            .expect("a string");
        let [from, to] = [from, to].map(str::to_owned);
        assert_eq!(
            zoo.asked::<CompareReportsRequest>(),
            CompareReportsRequest { from, to }
        );
    }
    for (from, to) in [("v1", "2"), ("latest", "v2"), ("v1.v2", "v3")] {
        let client = zoo.client();
        let call = client.compare_reports(from, to);
        assert!(matches!(call.await, Err(Error::Request(_))), "{from} {to}");
    }
}

#[tokio::test]
async fn a_call_never_reaches_another_operation() {
    let zoo = Zoo::new();
    for name in ["2026", "a.pdf", ".csv", "latest.", "Latest"] {
        zoo.answer(GetReportResponse::Ok {
            body: String::new(),
        });
        zoo.client().get_report(name).await.expect("a string");
        let name = name.to_owned();
        assert_eq!(zoo.asked::<GetReportRequest>(), GetReportRequest { name });
    }
    for (name, other) in [
        ("latest", "/reports/latest"),
        ("a.csv", "/reports/{name}.{format}"),
        ("a.b.tar.gz", "/reports/{name}.{format}"),
    ] {
        match zoo.client().get_report(name).await {
            Err(Error::Request(error)) => assert!(error.to_string().contains(other), "{error}"),
            other => panic!("{name}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn values_that_a_style_cannot_express_are_not_sent() {
    let zoo = Zoo::new();
    let client = zoo.client();
    let what = |error: Error<_>| match error {
        Error::Request(error) => error.what().to_owned(),
        other => panic!("{other:?}"),
    };
    for name in ["", ".", ".."] {
        let error = client
            .get_animal(Kind::Cat, name)
            .await
            .expect_err("the value cannot be a path segment");
        let Error::Request(error) = error else {
            panic!("{error:?}")
        };
        assert_eq!(error.what(), "name");
    }
    let error = client
        .list_animals()
        .x_trace(vec!["a,b".to_owned()])
        .await
        .expect_err("the element contains the delimiter");
    assert_eq!(what(error), "X-Trace");
    let error = client
        .list_animals()
        .x_trace(vec![String::new()])
        .await
        .expect_err("the array would look empty");
    assert_eq!(what(error), "X-Trace");
    let error = client
        .list_animals()
        .x_trace(vec!["a\r\nX-Zoo-Key: b".to_owned()])
        .await
        .expect_err("the value would inject a header");
    assert_eq!(what(error).to_ascii_lowercase(), "x-trace");
    assert!(zoo.was_not_asked());
}

#[tokio::test]
async fn invalid_parameters_are_rejected_before_the_operation() {
    let zoo = Zoo::new();
    let client = zoo.client();
    let calls = [
        (client.list_animals().limit(0), "minimum"),
        (client.list_animals().limit(101), "maximum"),
        (
            client
                .list_animals()
                .kinds(vec![Kind::Cat, Kind::from("unicorn")]),
            "enum",
        ),
        (
            client.list_animals().filter(Filter {
                name: None,
                size: Some(Size::Unknown(4)),
            }),
            "enum",
        ),
        (
            client.list_animals().limit(0).kinds(vec![Kind::from("")]),
            "minimum enum",
        ),
    ];
    for (call, keywords) in calls {
        match call.await {
            Err(Error::Api(ListAnimalsError::Default(problem))) => {
                assert_eq!(
                    (problem.status().as_u16(), problem.code.as_str()),
                    (400, keywords),
                    "{}",
                    problem.detail
                );
            }
            other => panic!("{other:?}"),
        }
    }
    let error = client
        .get_animal("unicorn", "x")
        .await
        .expect_err("400, which the document does not describe");
    assert!(
        matches!(&error, Error::Unexpected(response) if response.status() == 400),
        "{error:?}"
    );
    let error = client
        .rename_animal(Kind::Cat, "x", "", "y")
        .await
        .expect_err("too short");
    assert!(
        matches!(&error, Error::Unexpected(response) if response.status() == 400),
        "{error:?}"
    );
    assert!(zoo.was_not_asked());
}
