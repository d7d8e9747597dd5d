//! Ports, memory and limits of the operating system.

use std::net::{Ipv4Addr, TcpListener};

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::Result;

/// Returns the resident memory of a process, in bytes (`VmRSS` of proc(5)).
pub fn resident_memory(id: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kilobytes * 1024)
}

/// Raises the limit of open files of this process and its children to the hard limit, and returns
/// the limit.
///
/// # Errors
/// Returns an error if the limit cannot be changed.
pub fn raise_open_files() -> Result<u64> {
    let limit = getrlimit(Resource::Nofile);
    setrlimit(
        Resource::Nofile,
        Rlimit {
            current: limit.maximum,
            maximum: limit.maximum,
        },
    )?;
    Ok(limit.maximum.unwrap_or(u64::MAX))
}

/// Returns a free port below the range of ephemeral ports, so that no client takes it while its
/// server is restarted.
///
/// # Errors
/// Returns an error if no port is free.
pub fn free_port() -> Result<u16> {
    for _ in 0..1000 {
        let port = fastrand::u16(20_000..32_000);
        if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok() {
            return Ok(port);
        }
    }
    Err("no port is free".into())
}
