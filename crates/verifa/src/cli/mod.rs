//! The commands of the program.

pub mod alone;
pub mod connections;
pub mod create;
pub mod descriptors;
pub mod failure;
pub mod keys;
pub mod log;
pub mod migrate;
pub mod sandbox;
pub mod signals;
pub mod store;

/// A text from elsewhere, without what would steer a terminal.
pub fn printable(text: &str) -> String {
    text.chars()
        .map(|character| {
            if character.is_control() {
                char::REPLACEMENT_CHARACTER
            } else {
                character
            }
        })
        .collect()
}
