//! Transfers large streams between two processes, and prints the peak memory of each in bytes.
//!
//! `transfer serve` prints its address, and its peak memory when its input ends. `transfer call
//! ADDRESS BYTES ITEMS` uploads and downloads bytes, and reads events and lines.

use std::convert::Infallible;
use std::error::Error;
use std::io::Read;

use futures_util::stream;
use operation_driver::{AnyCredential, KEY};
use specwright_runtime::bytes::Bytes;
use specwright_runtime::server::{Context, Failure, Limits, Operation, Service};
use zoo_client::{ByteStream, EventStream, ItemStream};
use zoo_server::{
    Animals, Files, GetRecordingRequest, GetRecordingResponse, Hosts, ListSightingsRequest,
    ListSightingsResponse, Notes, Operations, PutPicturesRequest, PutPicturesResponse, Records,
    Reports, Search, Streams, Visits, WatchSoundsRequest, WatchSoundsResponse,
};
use zoo_types::Syllable;

/// The size of a chunk in bytes.
const CHUNK: usize = 1 << 16;

/// A server with streams that do not end.
struct Endless;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["serve"] => runtime.block_on(serve())?,
        ["call", address, bytes, items] => {
            runtime.block_on(call(address, bytes.parse()?, items.parse()?))?;
        }
        _ => return Err("expected `serve`, or `call ADDRESS BYTES ITEMS`".into()),
    }
    println!("{}", peak_memory()?);
    Ok(())
}

/// Serves until the input ends.
async fn serve() -> Result<(), Box<dyn Error>> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?);
    let end = tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new()));
    let router = zoo_server::router(Endless, AnyCredential);
    tokio::select! {
        served = axum::serve(listener, router) => served?,
        _ = end => {}
    }
    Ok(())
}

async fn call(address: &str, bytes: usize, items: usize) -> Result<(), Box<dyn Error>> {
    let client = zoo_client::Client::builder()
        .server(format!("http://{address}"))
        .key(KEY)
        .timeout(std::time::Duration::from_secs(600))
        .build()?;

    let chunk = Bytes::from(vec![7; CHUNK]);
    let chunks = std::iter::repeat_n(chunk, bytes / CHUNK).map(Ok::<_, Infallible>);
    let body = ByteStream::new(stream::iter(chunks));
    let received = client.put_pictures(1, 2, body).await?;
    assert_eq!(*received, i64::try_from(bytes / CHUNK * CHUNK)?);

    let mut recording = client.get_recording().stream().await?.into_body();
    let mut read = 0;
    while read < bytes {
        read += recording.next().await.ok_or("the stream ended")??.len();
    }
    drop(recording);

    let mut sounds = client.watch_sounds().await?.into_body();
    for _ in 0..items {
        let event = sounds.next().await.ok_or("the stream ended")??;
        assert_eq!(event.data, "quack");
    }
    drop(sounds);

    let mut sightings = client.list_sightings().await?.into_body();
    for _ in 0..items {
        let syllable = sightings.next().await.ok_or("the stream ended")??;
        assert_eq!(syllable.text, "quack");
    }
    Ok(())
}

/// Returns the peak of the memory that the process had in use.
fn peak_memory() -> Result<u64, Box<dyn Error>> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let mut lines = status.lines();
    let peak = lines.find_map(|line| line.strip_prefix("VmHWM:"));
    let peak = peak.ok_or("the system does not report the peak")?;
    let kibibytes: u64 = peak.trim().trim_end_matches(" kB").parse()?;
    Ok(kibibytes * 1024)
}

impl Service for Endless {
    type Principal = ();

    fn limits(&self, _: &'static Operation) -> Limits {
        Limits {
            bytes: usize::MAX,
            ..Limits::default()
        }
    }
}

impl Operations for Endless {
    async fn put_pictures(
        &self,
        _: Context<()>,
        request: PutPicturesRequest,
    ) -> Result<PutPicturesResponse, Failure> {
        let mut pictures = request.body;
        let mut read = 0;
        while let Some(chunk) = pictures.next().await {
            read += chunk?.len();
        }
        let body = i64::try_from(read).map_err(Failure::internal)?;
        Ok(PutPicturesResponse::Ok { body })
    }
}

impl Streams for Endless {
    async fn get_recording(
        &self,
        _: Context<()>,
        _: GetRecordingRequest,
    ) -> Result<GetRecordingResponse, Failure> {
        let chunks = std::iter::repeat(Bytes::from(vec![7; CHUNK])).map(Ok::<_, Infallible>);
        let body = ByteStream::new(stream::iter(chunks));
        Ok(GetRecordingResponse::Ok { body })
    }

    async fn watch_sounds(
        &self,
        _: Context<()>,
        _: WatchSoundsRequest,
    ) -> Result<WatchSoundsResponse, Failure> {
        let sounds = std::iter::repeat_with(|| "quack".to_owned());
        let body = EventStream::of_data(stream::iter(sounds));
        Ok(WatchSoundsResponse::Ok { body })
    }

    async fn list_sightings(
        &self,
        _: Context<()>,
        _: ListSightingsRequest,
    ) -> Result<ListSightingsResponse, Failure> {
        let sightings = std::iter::repeat_with(|| Syllable::new("quack"));
        let body = ItemStream::of_items(stream::iter(sightings));
        Ok(ListSightingsResponse::Ok { body })
    }
}

impl Animals for Endless {}
impl Files for Endless {}
impl Hosts for Endless {}
impl Notes for Endless {}
impl Records for Endless {}
impl Reports for Endless {}
impl Search for Endless {}
impl Visits for Endless {}
