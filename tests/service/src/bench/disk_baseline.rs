//! The performance of the disk: repeated appends, each followed by `fdatasync`.

use std::fs::File;
use std::io::Write as _;
use std::time::{Duration, Instant};

use crate::Result;
use crate::fixture::Fixture;
use crate::report::{Report, latencies};

/// The duration of the measurement of each size.
const TURN: Duration = Duration::from_secs(2);

/// The sizes of an append: a page, and the data that SQLite appends to its write-ahead log for a
/// session. These are one page of the table and one of each of its two indices, each with a header
/// of 24 bytes.
const SIZES: [(usize, &str); 2] = [
    (4096, "4 KiB"),
    (3 * (4096 + 24), "3 pages of a write-ahead log"),
];

/// Measures the disk of a fixture.
pub(super) fn measure(report: &Report, fixture: &Fixture) -> Result<()> {
    for (size, name) in SIZES {
        let mut file = File::create(fixture.folder().join("floor"))?;
        let bytes = vec![0x5a; size];
        let mut latency = latencies()?;
        let started = Instant::now();
        while started.elapsed() < TURN {
            let begun = Instant::now();
            file.write_all(&bytes)?;
            file.sync_data()?;
            latency
                .saturating_record(u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX));
        }
        report.note(format!(
            "disk: {:.0} appends of {name} with fdatasync per second, p50 {:.2} ms, p99 {:.2} ms",
            latency.len() as f64 / started.elapsed().as_secs_f64(),
            latency.value_at_quantile(0.5) as f64 / 1000.0,
            latency.value_at_quantile(0.99) as f64 / 1000.0
        ));
    }
    std::fs::remove_file(fixture.folder().join("floor"))?;
    Ok(())
}
