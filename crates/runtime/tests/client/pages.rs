//! Pages and items of lists over scripted transports.
use futures_util::StreamExt;
use http::Method;
use specwright_runtime::client::{
    Builder, Call, CallOptions, Core, Credential, CursorTarget, Error, Items, NextPage,
    NoErrorResponse, Operation, Pages, Paging, RawResponse, Response, SendError, Sending,
};
use specwright_runtime::parameter::{Parameter, Path};
use specwright_runtime::{Secret, http};

use crate::support::{Answer, Script, Seen};

static LIST: Operation = operation(Method::GET);
static SEARCH: Operation = operation(Method::POST);

const fn operation(method: Method) -> Operation {
    Operation {
        id: "list",
        method,
        path: Path::new("/things"),
        accept: "application/json",
        security: &[&["key"]],
        idempotency_key: None,
    }
}

const fn paging(next: NextPage) -> Paging {
    Paging {
        next,
        items: Some("/data"),
        more: None,
    }
}

const AFTER: CursorTarget = CursorTarget::Parameter(Parameter::query("after"));

static LINK: Paging = paging(NextPage::Link);
static URL: Paging = paging(NextPage::Url("/next"));
static OFFSET: Paging = paging(NextPage::Offset(Parameter::query("offset")));
static NUMBER: Paging = paging(NextPage::Number {
    parameter: Parameter::query("page"),
    first: 1,
});
static CURSOR: Paging = paging(NextPage::Cursor {
    from: "/next",
    to: AFTER,
});
static LAST_ITEM: Paging = Paging {
    more: Some("/more"),
    ..paging(NextPage::Cursor {
        from: "/data/-1",
        to: AFTER,
    })
};
static PROPERTY: Paging = paging(NextPage::Cursor {
    from: "/next",
    to: CursorTarget::Property("after"),
});

#[derive(Debug)]
struct List {
    call: Call,
}

specwright_runtime::impl_call!(List => Result<RawResponse, SendError>);

impl List {
    fn send(self) -> Sending<Result<RawResponse, SendError>> {
        Box::pin(self.call.send())
    }
}

fn core(script: &Script) -> Core {
    let mut builder = Builder::new("http://api.example/v1");
    builder.transport(script.transport());
    builder.credential("key", Credential::query("key", Secret::new("s")));
    builder.default_query("lang", "en");
    builder.build().unwrap()
}

fn items(call: Call, paging: &'static Paging) -> Items<i64, NoErrorResponse> {
    call.items(paging, |response| match response.status().as_u16() {
        200 => Ok(response.items(&["application/json"], "/data")?),
        _ => Err(Error::Unexpected(response)),
    })
}

fn pages(call: Call, paging: &'static Paging) -> Pages<Response<i64>, NoErrorResponse> {
    call.pages(paging, |response| Ok(response.json()?))
}

/// Returns the items and the error of a list, and the requests.
async fn list(call: impl Fn(&Core) -> Call, paging: &'static Paging, answers: &[Answer]) -> String {
    let script = Script::new(answers);
    let mut items = items(call(&core(&script)), paging);
    let mut found = Vec::new();
    while let Some(item) = items.next().await {
        found.push(match item {
            Ok(item) => item.to_string(),
            Err(error) => error.to_string(),
        });
        assert!(found.len() < 50, "the pages do not end: {found:?}");
    }
    let requests = script.seen();
    let requests = requests.iter().map(|seen| {
        let query = seen.uri.query().unwrap_or_default();
        let query = query.replace("key=s&lang=en", "*");
        format!("?{query}{}", String::from_utf8_lossy(&seen.body))
    });
    let requests: Vec<String> = requests.collect();
    format!("{} | {}", found.join(" "), requests.join(" "))
}

fn plain(core: &Core) -> Call {
    core.call(&LIST)
}

#[tokio::test]
async fn each_kind_of_next_page_is_followed() {
    use Answer::Page;
    let none = Page(r#"{"data": []}"#, "");
    let one = Page(r#"{"data": [1, 2]}"#, "");
    let cases: [(&'static Paging, &[Answer], &str); 8] = [
        (
            &LINK,
            &[
                Page(r#"{"data": [1]}"#, "</v1/x?p=2&key=s>; rel=next"),
                Page(r#"{"data": []}"#, "<?p=3>; rel=\"next\""),
                Page(r#"{"data": [3]}"#, "<?p=1>; rel=\"first\""),
            ],
            "1 3 | ?* ?p=2&* ?p=3&*",
        ),
        (
            &URL,
            &[
                Page(r#"{"data": [1], "next": "http://api.example/b?p=2"}"#, ""),
                Page(r#"{"data": [2], "next": null}"#, ""),
            ],
            "1 2 | ?* ?p=2&*",
        ),
        (
            &OFFSET,
            &[one, one, none],
            "1 2 1 2 | ?* ?offset=2&* ?offset=4&*",
        ),
        (
            &NUMBER,
            &[one, one, none],
            "1 2 1 2 | ?* ?page=2&* ?page=3&*",
        ),
        (
            &CURSOR,
            &[
                Page(r#"{"data": [1], "next": "a&b"}"#, ""),
                Page(r#"{"data": [2], "next": 7}"#, ""),
                Page(r#"{"data": [3], "next": ""}"#, ""),
            ],
            "1 2 3 | ?* ?after=a%26b&* ?after=7&*",
        ),
        (
            &CURSOR,
            &[Page(r#"{"data": [], "next": "a"}"#, "")],
            " | ?*",
        ),
        (
            &LAST_ITEM,
            &[
                Page(r#"{"data": [1, 2], "more": true}"#, ""),
                Page(r#"{"data": [3], "more": false}"#, ""),
            ],
            "1 2 3 | ?* ?after=2&*",
        ),
        (&LAST_ITEM, &[one], "1 2 | ?*"),
    ];
    for (paging, answers, expected) in cases {
        assert_eq!(list(plain, paging, answers).await, expected, "{paging:?}");
    }
}

#[tokio::test]
async fn a_list_begins_with_the_values_of_the_call() {
    use Answer::Page;
    let begin = |core: &Core| {
        let mut call = core.call(&LIST);
        call.set(Parameter::query("offset"), &10);
        call.set(Parameter::query("page"), &4);
        call
    };
    let answers = [Page(r#"{"data": [1]}"#, ""), Page(r#"{"data": []}"#, "")];
    assert_eq!(
        list(begin, &OFFSET, &answers).await,
        "1 | ?offset=10&page=4&* ?page=4&offset=11&*"
    );
    assert_eq!(
        list(begin, &NUMBER, &answers).await,
        "1 | ?offset=10&page=4&* ?offset=10&page=5&*"
    );
    let search = |core: &Core| {
        let mut call = core.call(&SEARCH);
        call.bytes("application/json", r#"{"q":"x","after":null}"#.into());
        call
    };
    let answers = [
        Page(r#"{"data": [1], "next": "b"}"#, ""),
        Page(r#"{"data": [2]}"#, ""),
    ];
    assert_eq!(
        list(search, &PROPERTY, &answers).await,
        r#"1 2 | ?*{"q":"x","after":null} ?*{"q":"x","after":"b"}"#
    );
}

#[tokio::test]
async fn a_list_that_cannot_continue_ends_with_its_error() {
    use Answer::{Page, Status};
    let cases: [(&'static Paging, &[Answer], &str); 6] = [
        (
            &LINK,
            &[Page(
                r#"{"data": [1]}"#,
                "<https://evil.example/?p=2>; rel=next",
            )],
            "1 the next page is on another server | ?*",
        ),
        (
            &LINK,
            &[Page(r#"{"data": [1]}"#, "<?p=2>; rel=next")],
            "1 1 the next page is the page before | ?* ?p=2&*",
        ),
        (
            &CURSOR,
            &[Page(r#"{"data": [1], "next": "a"}"#, "")],
            "1 1 the next page is the page before | ?* ?after=a&*",
        ),
        (
            &CURSOR,
            &[Page(r#"{"data": [1], "next": "a"}"#, ""), Status(404)],
            "1 undocumented response with the status 404 Not Found | ?* ?after=a&*",
        ),
        (
            &CURSOR,
            &[Page(r#"{"data": [1, "x"]}"#, "")],
            "at /data/1: invalid type: string \"x\", expected i64 (in a response with the status 200 OK) | ?*",
        ),
        (
            &CURSOR,
            &[Page(r#"{"data": [1], "#, "")],
            "EOF while parsing an object (line 1, column 14) (in a response with the status 200 OK) | ?*",
        ),
    ];
    for (paging, answers, expected) in cases {
        assert_eq!(list(plain, paging, answers).await, expected, "{paging:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn pages_are_requested_one_by_one_with_the_options_of_the_call() {
    use Answer::{Page, Status};
    let script = Script::new(&[
        Page("1", "<?p=2>; rel=next"),
        Status(503),
        Page("2", "<?p=3>; rel=next"),
        Page("3", "<?p=4>; rel=next"),
    ]);
    let call = List {
        call: plain(&core(&script)),
    }
    .with_header(http::HeaderName::from_static("x-trace"), "7");
    let mut found = pages(call.clone().call, &LINK).limit(3);
    assert_eq!(script.seen().len(), 0);
    assert_eq!(found.next().await.unwrap().unwrap().into_body(), 1);
    assert_eq!(script.seen().len(), 1, "the second page was not asked for");
    let rest: Vec<_> = found.map(|page| page.unwrap().into_body()).collect().await;
    assert_eq!((rest, script.seen().len()), (vec![2, 3], 4));
    let has_option = |seen: &Seen| seen.header("x-trace").as_deref() == Some("7");
    assert!(script.seen().iter().all(has_option));
    let mut again = pages(call.call, &LINK);
    assert_eq!(again.next().await.unwrap().unwrap().into_body(), 3);
}
