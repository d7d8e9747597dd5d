//! Files in the repository that `cargo xtask codegen` derives from other files.

use std::fs;

use anyhow::Context as _;
use specwright::cli::{Console, Exit};

/// Writes `text` to the file unless the content is equal. With `check`, only reports that the file
/// is stale.
pub fn update(path: &str, text: &str, check: bool, console: &mut Console) -> anyhow::Result<Exit> {
    // Git may convert line endings on checkout.
    let is_equal = |found: String| found.replace("\r\n", "\n") == text;
    if fs::read_to_string(path).is_ok_and(is_equal) {
        return Ok(Exit::Success);
    }
    if check {
        console.print(&format!("stale {path}: run `cargo xtask codegen`"))?;
        return Ok(Exit::Rejected);
    }
    fs::write(path, text).with_context(|| format!("cannot write {path}"))?;
    console.print(&format!("updated {path}"))?;
    Ok(Exit::Success)
}
