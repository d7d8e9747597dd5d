//! A zoo that remembers its requests and returns prepared responses.

use std::any::{Any, type_name};
use std::future::{Future, ready};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use specwright_runtime::axum::Router;
use specwright_runtime::axum::body::Body;
use specwright_runtime::axum::response::Response;
use specwright_runtime::client::{RetryPolicy, Transport};
use specwright_runtime::http::request::Parts;
use specwright_runtime::server::{
    Context, Exchange, Failure, Limits, Operation, Rejection, Service,
};
use zoo_client::ClientBuilder;
use zoo_server::{
    Animals, Files, Hosts, Notes, Operations, Records, Reports, Search, Streams, Visits,
};
use zoo_types::Problem;

use crate::keys::{KEY, Keys, Who};

/// The client and the server of the zoo. Operations without a prepared response are not
/// implemented.
#[derive(Clone, Default)]
pub struct Zoo {
    memory: Arc<Mutex<Memory>>,
}

#[derive(Default)]
struct Memory {
    answer: Option<Box<dyn Any + Send>>,
    request: Option<Box<dyn Any + Send>>,
    parts: Option<Arc<Parts>>,
    who: Option<Who>,
}

impl Zoo {
    /// Creates a zoo without prepared responses.
    pub fn new() -> Self {
        Self::default()
    }

    /// Creates a zoo with a response for the next request of one operation.
    pub fn answering<A: Send + 'static>(answer: A) -> Self {
        let zoo = Self::new();
        zoo.answer(answer);
        zoo
    }

    /// Creates a zoo with any response, documented or not, for the next request.
    pub fn failing<A: Send + 'static>(response: Response) -> Self {
        let zoo = Self::new();
        zoo.memory().answer = Some(Box::new(Err::<A, _>(Failure::response(response))));
        zoo
    }

    /// Prepares the response to the next request, of the response type of its operation.
    pub fn answer<A: Send + 'static>(&self, answer: A) {
        self.memory().answer = Some(Box::new(Ok::<A, Failure>(answer)));
    }

    /// Returns the request of the last call, of the request type of its operation.
    pub fn asked<R: 'static>(&self) -> R {
        let request = self
            .memory()
            .request
            .take()
            .expect("an operation was called");
        *request
            .downcast()
            .unwrap_or_else(|_| panic!("the last call has no request of type {}", type_name::<R>()))
    }

    /// Returns whether no operation was called since the last request was taken.
    pub fn was_not_asked(&self) -> bool {
        self.memory().request.is_none()
    }

    /// Returns the head of the last request.
    pub fn parts(&self) -> Arc<Parts> {
        self.memory()
            .parts
            .clone()
            .expect("an operation was called")
    }

    /// Returns the principal of the last request.
    pub fn who(&self) -> Option<Who> {
        self.memory().who.clone()
    }

    /// Creates a client with the API key.
    pub fn client(&self) -> zoo_client::Client {
        self.client_with(|builder| builder.key(KEY))
    }

    /// Creates a client that makes one attempt, with more settings from the caller.
    pub fn client_with(
        &self,
        set_up: impl FnOnce(ClientBuilder) -> ClientBuilder,
    ) -> zoo_client::Client {
        let builder = zoo_client::Client::builder()
            .transport(Transport::new(self.router()))
            .retry(RetryPolicy::none());
        set_up(builder).build().expect("a client")
    }

    /// Creates the router of the server.
    pub fn router(&self) -> Router {
        Router::new().nest("/v1", zoo_server::router(self.clone(), Keys))
    }

    fn serve<P: IntoWho, R: Send + 'static, A: Send + 'static>(
        &self,
        context: Context<P>,
        request: R,
    ) -> impl Future<Output = Result<A, Failure>> + Send + use<P, R, A> {
        let mut memory = self.memory();
        memory.request = Some(Box::new(request));
        memory.parts = Some(Arc::clone(&context.parts));
        memory.who = context.principal.into_who();
        let answer = memory.answer.take().map_or_else(
            || Err(Failure::not_implemented()),
            |answer| {
                *answer
                    .downcast()
                    .unwrap_or_else(|_| panic!("the answer is not {}", type_name::<A>()))
            },
        );
        ready(answer)
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The principal type of an operation: required, optional or none.
trait IntoWho: Send {
    fn into_who(self) -> Option<Who>;
}

impl IntoWho for Who {
    fn into_who(self) -> Option<Who> {
        Some(self)
    }
}

impl IntoWho for Option<Who> {
    fn into_who(self) -> Option<Who> {
        self
    }
}

impl IntoWho for () {
    fn into_who(self) -> Option<Who> {
        None
    }
}

impl Service for Zoo {
    type Principal = Who;

    /// Pictures can be large.
    fn limits(&self, operation: &'static Operation) -> Limits {
        match operation.id {
            "upload" => Limits {
                bytes: 8 << 20,
                parts: 40,
            },
            _ => Limits::default(),
        }
    }

    /// Renders rejections as the `Problem` of the API. Its code is the violated keywords, or the
    /// status.
    fn render(&self, rejection: &Rejection, _: &Exchange<Who>) -> Response {
        let keywords: Vec<_> = rejection
            .violations()
            .iter()
            .map(|violation| violation.keyword)
            .collect();
        let code = if keywords.is_empty() {
            rejection.status().as_str().to_owned()
        } else {
            keywords.join(" ")
        };
        let problem = Problem::new(code, rejection.detail());
        let head = Response::builder()
            .status(rejection.status())
            .header("Content-Type", "application/json")
            .header("X-Problem", "rejected");
        head.body(Body::from(serde_json::to_vec(&problem).expect("JSON")))
            .expect("the headers are valid")
    }
}

macro_rules! operations {
    ($($trait:ident { $($method:ident($principal:ty, $request:ident) -> $response:ident;)* })*) => {
        $(impl $trait for Zoo {
            $(fn $method(
                &self,
                context: Context<$principal>,
                request: zoo_server::$request,
            ) -> impl Future<Output = Result<zoo_server::$response, Failure>> + Send {
                self.serve(context, request)
            })*
        })*
    };
}

operations! {
    Animals {
        list_animals(Who, ListAnimalsRequest) -> ListAnimalsResponse;
        create_animal(Who, CreateAnimalRequest) -> CreateAnimalResponse;
        get_animal((), GetAnimalRequest) -> GetAnimalResponse;
        rename_animal(Option<Who>, RenameAnimalRequest) -> RenameAnimalResponse;
        delete_animal(Who, DeleteAnimalRequest) -> DeleteAnimalResponse;
        export_animal(Who, ExportAnimalRequest) -> ExportAnimalResponse;
        feed_animal(Who, FeedAnimalRequest) -> FeedAnimalResponse;
    }
    Files {
        upload(Who, UploadRequest) -> UploadResponse;
        upload_named(Who, UploadNamedRequest) -> UploadNamedResponse;
        upload_checked(Who, UploadCheckedRequest) -> UploadCheckedResponse;
        upload_mixed(Who, UploadMixedRequest) -> UploadMixedResponse;
        put_portrait(Who, PutPortraitRequest) -> PutPortraitResponse;
        get_portrait(Who, GetPortraitRequest) -> GetPortraitResponse;
        put_motto(Who, PutMottoRequest) -> PutMottoResponse;
        put_invoice(Who, PutInvoiceRequest) -> PutInvoiceResponse;
        order(Who, OrderRequest) -> OrderResponse;
        put_level(Who, PutLevelRequest) -> PutLevelResponse;
    }
    Notes {
        add_note(Who, AddNoteRequest) -> AddNoteResponse;
        echo(Who, EchoRequest) -> EchoResponse;
        echo_shapes(Who, EchoShapesRequest) -> EchoShapesResponse;
        echo_exotic(Who, EchoExoticRequest) -> EchoExoticResponse;
        echo_choices(Who, EchoChoicesRequest) -> EchoChoicesResponse;
        echo_rules(Who, EchoRulesRequest) -> EchoRulesResponse;
    }
    Reports {
        get_report(Who, GetReportRequest) -> GetReportResponse;
        get_latest_report(Who, GetLatestReportRequest) -> GetLatestReportResponse;
        export_latest_report(Who, ExportLatestReportRequest) -> ExportLatestReportResponse;
        export_report(Who, ExportReportRequest) -> ExportReportResponse;
        compare_reports(Who, CompareReportsRequest) -> CompareReportsResponse;
    }
    Hosts {
        configure(Who, ConfigureRequest) -> ConfigureResponse;
    }
    Records {
        patch_record(Who, PatchRecordRequest) -> PatchRecordResponse;
        get_record(Who, GetRecordRequest) -> GetRecordResponse;
        put_record(Who, PutRecordRequest) -> PutRecordResponse;
    }
    Streams {
        create_reply(Who, CreateReplyRequest) -> CreateReplyResponse;
        watch_sounds(Who, WatchSoundsRequest) -> WatchSoundsResponse;
        list_sightings(Who, ListSightingsRequest) -> ListSightingsResponse;
        list_tracks(Who, ListTracksRequest) -> ListTracksResponse;
        get_recording(Who, GetRecordingRequest) -> GetRecordingResponse;
    }
    Search {
        search((), SearchRequest) -> SearchResponse;
        list_rangers((), ListRangersRequest) -> ListRangersResponse;
    }
    Visits {
        get_archive(Who, GetArchiveRequest) -> GetArchiveResponse;
        delete_archive(Who, DeleteArchiveRequest) -> DeleteArchiveResponse;
        list_visits(Who, ListVisitsRequest) -> ListVisitsResponse;
        add_visit(Who, AddVisitRequest) -> AddVisitResponse;
        open_gate(Who, OpenGateRequest) -> OpenGateResponse;
        patch_plan(Who, PatchPlanRequest) -> PatchPlanResponse;
        set_price(Who, SetPriceRequest) -> SetPriceResponse;
        set_greeting(Who, SetGreetingRequest) -> SetGreetingResponse;
        count_visits(Who, CountVisitsRequest) -> CountVisitsResponse;
    }
    Operations {
        get_pictures(Who, GetPicturesRequest) -> GetPicturesResponse;
        put_pictures(Who, PutPicturesRequest) -> PutPicturesResponse;
    }
}
