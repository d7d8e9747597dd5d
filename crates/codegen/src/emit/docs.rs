//! The one writer of doc comments. Text of the document becomes documentation here and nowhere else: what it says is kept, and what it
//! could do (run as a doctest, render as HTML, link into the code, reorder the text around it) is not.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};

use super::markdown::{self, Place};
use crate::plan::{Block, Docs, Inline};

/// Docs as attributes, `#[doc = ".."]` or `#![doc = ".."]`, one a line.
#[derive(Clone, Copy, Debug)]
pub struct DocComments<'a> {
    docs: &'a Docs,
    inner: bool,
}

impl<'a> DocComments<'a> {
    /// The docs of the item that follows.
    pub fn outer(docs: &'a Docs) -> Self {
        Self { docs, inner: false }
    }

    /// The docs of the module or crate that they stand in.
    pub fn inner(docs: &'a Docs) -> Self {
        Self { docs, inner: true }
    }
}

impl ToTokens for DocComments<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let text = text(self.docs);
        for line in text.lines().map(str::trim_end) {
            let literal = match line {
                "" => Literal::string(""),
                line => Literal::string(&format!(" {line}")),
            };
            tokens.extend(if self.inner { quote!(#![doc = #literal]) } else { quote!(#[doc = #literal]) });
        }
    }
}

/// The Markdown of docs.
pub fn text(docs: &Docs) -> String {
    let mut blocks: Vec<String> = docs.blocks.iter().map(block).filter(|block| !block.trim().is_empty()).collect();
    if docs.deprecated {
        blocks.push("Deprecated.".to_owned());
    }
    blocks.join("\n\n")
}

fn block(block: &Block) -> String {
    match block {
        Block::Line(pieces) => line(pieces),
        Block::Markdown(text) => markdown::block(text),
        Block::Heading(text) => format!("# {text}"),
        Block::Table { head, rows } => table(head, rows),
        Block::Example(code) => format!("```no_run\n{}\n```", code.trim_end()),
    }
}

fn line(pieces: &[Inline]) -> String {
    let mut text = String::new();
    for piece in pieces {
        let place = if text.is_empty() { Place::Start } else { Place::Within };
        text.push_str(&inline(piece, place));
    }
    text
}

fn inline(piece: &Inline, place: Place) -> String {
    match piece {
        Inline::Own(text) => (*text).to_owned(),
        Inline::Text(text) => markdown::text(text, place),
        Inline::Summary(text) => markdown::summary(text, place),
        Inline::Code(text) => markdown::code(text),
        Inline::Item { label, path: None } => format!("[`{label}`]"),
        Inline::Item { label, path: Some(path) } => format!("[`{label}`]({path})"),
    }
}

fn table(head: &[&'static str], rows: &[Vec<Vec<Inline>>]) -> String {
    let mut text = format!("| {} |\n|{}", head.join(" | "), "---|".repeat(head.len()));
    for row in rows {
        text.push_str("\n|");
        for cell in row {
            text.push(' ');
            text.push_str(&escape_bars(&line(cell)));
            text.push_str(" |");
        }
    }
    text
}

/// A bar ends the cell of a table, even in code.
fn escape_bars(cell: &str) -> String {
    let mut escaped = String::with_capacity(cell.len());
    let mut backslash = false;
    for character in cell.chars() {
        if character == '|' && !backslash {
            escaped.push('\\');
        }
        backslash = character == '\\' && !backslash;
        escaped.push(character);
    }
    escaped
}
