//! The command line of Specwright.

use std::process::ExitCode;

/// In a profile, the functions of glibc's allocator had about 29 % of the samples.
#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    specwright::cli::run(std::env::args_os()).into()
}
