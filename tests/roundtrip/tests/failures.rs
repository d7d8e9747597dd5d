//! Failures of implementations, and contexts for tests that call them directly.

use roundtrip_tests::{Who, Zoo};
use zoo_server::{
    AddVisitRequest, AddVisitResponse, Context, Failure, GetArchiveRequest, GetArchiveResponse,
    ResultExt, Visits,
};

fn visit(number: Option<&str>) -> Result<u8, Failure> {
    let number = number.ok_or(AddVisitResponse::NotFound)?;
    number.parse().internal()
}

#[test]
fn responses_and_errors_convert_into_failures() {
    assert_eq!(visit(Some("7")).ok(), Some(7));
    let error = visit(None).expect_err("no number");
    assert!(format!("{error:?}").contains("404"), "{error:?}");
    let error = visit(Some("seven")).expect_err("no number");
    assert!(format!("{error:?}").contains("Internal"), "{error:?}");
}

#[tokio::test]
async fn an_implementation_can_be_called_without_a_request() {
    let zoo = Zoo::answering(AddVisitResponse::NotFound);
    let context = Context::for_test(Who(vec!["key"]));
    let response = zoo.add_visit(context.clone(), AddVisitRequest {}).await;
    assert_eq!(response.ok(), Some(AddVisitResponse::NotFound));
    assert_eq!(zoo.who(), Some(Who(vec!["key"])));
    zoo.answer(GetArchiveResponse::NoContent);
    let response = zoo.get_archive(context, GetArchiveRequest {}).await;
    assert_eq!(response.ok(), Some(GetArchiveResponse::NoContent));
}
