//! `specwright explain`: the documentation of a diagnostic code.

use specwright_openapi::diagnostic::Code;
use specwright_openapi::nearest;

use super::{Console, Exit};
use crate::Failure;

/// The families of codes, which may be omitted on the command line.
const FAMILIES: [&str; 2] = ["oas::", "gen::"];

/// Prints the entry of a code: its cause, an example and how to fix it. `name` is `oas::ref-cycle`
/// or `ref-cycle`.
///
/// # Errors
/// If standard output is not writable.
pub(super) fn explain(name: &str, console: &mut Console) -> Result<Exit, Failure> {
    match find(name) {
        Some(code) => {
            console.print(code.explanation().trim_end())?;
            Ok(Exit::Success)
        }
        None => {
            console.usage(&unknown(name), Some("explain"));
            Ok(Exit::Failed)
        }
    }
}

fn find(name: &str) -> Option<Code> {
    let mut codes = Code::ALL.iter().copied();
    codes.find(|code| code.as_str() == name || without_family(code.as_str()) == name)
}

fn without_family(name: &str) -> &str {
    let mut families = FAMILIES.iter();
    families
        .find_map(|family| name.strip_prefix(family))
        .unwrap_or(name)
}

fn unknown(name: &str) -> String {
    let known = Code::ALL.iter().map(|code| without_family(code.as_str()));
    let similar = nearest(without_family(name), known).and_then(find);
    match similar {
        Some(code) => format!("unknown diagnostic code `{name}`, did you mean `{code}`?"),
        None => format!("unknown diagnostic code `{name}`"),
    }
}
