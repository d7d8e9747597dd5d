//! The announcement on standard output when the sandbox is ready.

use std::io::Write as _;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// The data of the announcement.
pub struct Announcement<'a> {
    /// The base URL of the API.
    pub base: &'a str,
    /// A key that was generated for this run. It is printed, because it is not stored anywhere.
    pub generated_key: Option<&'a str>,
    /// The address of `/metrics` and `/readyz`, if it differs from that of the API.
    pub internal: Option<SocketAddr>,
}

impl Announcement<'_> {
    /// Prints the announcement. It contains a key only if the key was generated.
    ///
    /// # Errors
    /// Returns an error if standard output cannot be written.
    pub fn print(&self) -> std::io::Result<()> {
        let mut out = std::io::stdout().lock();
        if let Some(key) = self.generated_key {
            writeln!(
                out,
                "No key is configured. This generated key is valid until the sandbox exits: {key}"
            )?;
        } else {
            writeln!(
                out,
                "Valid keys: those of the command line and of the store. Create one with `verifa keys issue`."
            )?;
        }
        let base = self.base;
        let key = self.generated_key.unwrap_or("$VERIFA_API_KEY");
        writeln!(out, "Verifa sandbox: {base}")?;
        if let Some(internal) = self.internal {
            writeln!(out, "Metrics and readiness: http://{}", reachable(internal))?;
        }
        writeln!(
            out,
            "Try: curl -i -X POST {base}/api/v1/sessions -H \"X-API-Key: {key}\" -H \"Content-Type: application/json\" -d '{{\"country\":\"DE\"}}'"
        )?;
        out.flush()
    }
}

/// Returns an address that this machine can connect to: a loopback address for a wildcard address.
pub fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}
