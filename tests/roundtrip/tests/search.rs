//! Query parameters with nested values, and exploded objects beside other parameters.

use std::collections::BTreeMap;

use roundtrip_tests::Zoo;
use zoo_server::{SearchRequest, SearchResponse};
use zoo_types::{SearchCreated, SearchCreatedVariant1, SearchOptions, SearchPage};

fn strings(strings: &[&str]) -> Vec<String> {
    strings.iter().map(|text| (*text).to_owned()).collect()
}

fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    let pairs = pairs.iter();
    pairs
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect()
}

#[tokio::test]
async fn nested_and_exploded_values_are_received() {
    let zoo = Zoo::answering(SearchResponse::NoContent);
    let expected = SearchRequest {
        tags: strings(&["a", ""]),
        page: SearchPage::default(),
        expand: Some(strings(&["x", "y[z]"])),
        created: Some(SearchCreated::Integer(5)),
        options: Some(SearchOptions {
            limit: Some(1),
            sort: Some(strings(&["b", "a"])),
        }),
        extra: Some(map(&[("color", "red"), ("a[b]", "c")])),
    };
    let sent = expected.clone();
    zoo.client()
        .search(sent.tags, sent.page)
        .expand(sent.expand.expect("set above"))
        .created(sent.created.expect("set above"))
        .options(sent.options.expect("set above"))
        .extra(sent.extra.expect("set above"))
        .await
        .expect("an answer");
    assert_eq!(zoo.asked::<SearchRequest>(), expected);
    assert_eq!(
        zoo.parts().uri.query(),
        Some(
            "tags=a&tags=&expand[0]=x&expand[1]=y%5Bz%5D&created=5&limit=1&sort=b&sort=a\
             &a%5Bb%5D=c&color=red"
        )
    );
}

#[tokio::test]
async fn an_object_in_a_union_is_received() {
    let zoo = Zoo::answering(SearchResponse::NoContent);
    let created = SearchCreated::Variant1(SearchCreatedVariant1 { gt: Some(7) });
    zoo.client()
        .search(strings(&["a"]), SearchPage { size: Some(3) })
        .created(created.clone())
        .await
        .expect("an answer");
    let asked: SearchRequest = zoo.asked();
    assert_eq!(
        (asked.created, asked.page.size, asked.options, asked.extra),
        (Some(created), Some(3), None, None)
    );
}

#[tokio::test]
async fn values_that_belong_to_other_parameters_are_not_sent() {
    for extra in [
        map(&[("limit", "1")]),
        map(&[("tags", "x")]),
        map(&[("created[gt]", "1")]),
    ] {
        let zoo = Zoo::new();
        let call = zoo.client().search(strings(&["a"]), SearchPage::default());
        assert!(call.extra(extra).await.is_err() && zoo.was_not_asked());
    }
    let zoo = Zoo::new();
    let call = zoo.client().search(Vec::new(), SearchPage::default());
    assert!(call.await.is_err() && zoo.was_not_asked());
}
