//! The command line of Specwright.

use std::process::ExitCode;

/// A run with the allocator of glibc takes about 30 % longer.
#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    specwright::cli::run(std::env::args_os()).into()
}
