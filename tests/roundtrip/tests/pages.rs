//! Lists that are divided into pages.

use futures_util::StreamExt;
use roundtrip_tests::Zoo;
use zoo_client::Error;
use zoo_server::{ListRangersRequest, ListRangersResponse};
use zoo_types::{ListRangersOkBody, Ranger};

fn page(ids: &[&str], more: bool) -> ListRangersResponse {
    let rangers = ids.iter().map(|id| Ranger::new(*id));
    let body = ListRangersOkBody::new(rangers.collect::<Vec<_>>(), more);
    ListRangersResponse::Ok { body }
}

/// Returns the parameters of the last request.
fn asked(zoo: &Zoo) -> (Option<String>, Option<i64>) {
    let request: ListRangersRequest = zoo.asked();
    (request.after, request.size)
}

#[tokio::test]
async fn the_cursor_of_each_page_is_sent_with_the_next_request() {
    let zoo = Zoo::answering(page(&["a", "b"], true));
    let call = zoo.client().list_rangers().size(2);
    let mut pages = call.clone().pages();
    let first = pages.next().await.expect("a page").expect("rangers");
    assert_eq!((first.data.len(), first.more), (2, true));
    assert_eq!(asked(&zoo), (None, Some(2)));

    zoo.answer(page(&["c & d"], true));
    pages.next().await.expect("a page").expect("rangers");
    assert_eq!(asked(&zoo), (Some("b".to_owned()), Some(2)));

    zoo.answer(page(&[], false));
    let last = pages.next().await.expect("a page").expect("rangers");
    assert!(last.data.is_empty());
    assert_eq!(asked(&zoo), (Some("c & d".to_owned()), Some(2)));
    assert!(pages.next().await.is_none());
    assert!(zoo.was_not_asked());

    // The call that was cloned begins again.
    zoo.answer(page(&["a"], false));
    let items: Vec<_> = call
        .items()
        .map(|item| item.expect("a ranger").id)
        .collect()
        .await;
    assert_eq!(items, ["a"]);
    assert_eq!(asked(&zoo), (None, Some(2)));
}

#[tokio::test]
async fn an_error_ends_the_items() {
    let zoo = Zoo::answering(page(&["a"], true));
    let mut items = zoo.client().list_rangers().items();
    items.next().await.expect("an item").expect("a ranger");
    // Without a prepared response, the operation is not implemented.
    let error = items.next().await.expect("an error").expect_err("501");
    assert!(matches!(error, Error::Unexpected(_)), "{error}");
    assert!(items.next().await.is_none());
}
