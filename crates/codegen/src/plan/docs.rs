//! Documentation from the texts of the document.

use specwright_openapi::ir;

use super::model::docs::{Block, Docs, Inline};

/// The texts of a part of the document; `fallback` where it has none.
pub fn of(docs: &ir::Docs, fallback: impl FnOnce() -> Docs) -> Docs {
    let texts = [&docs.title, &docs.description].into_iter().flatten();
    let mut blocks: Vec<Block> = Vec::new();
    for text in texts.filter(|text| !text.trim().is_empty()) {
        let block = Block::Markdown(text.trim().to_owned());
        if !blocks.contains(&block) {
            blocks.push(block);
        }
    }
    if blocks.is_empty() {
        blocks = fallback().blocks;
    }
    if let Some(url) = &docs.external {
        blocks.push(Block::Line(vec![
            Inline::Own("See "),
            Inline::Text(url.clone()),
        ]));
    }
    Docs {
        blocks,
        deprecated: docs.deprecated,
    }
}

/// A name of the document, and after it the first sentence or paragraph of what it says.
pub fn named(name: &str, docs: &ir::Docs) -> Docs {
    let text = [&docs.description, &docs.title]
        .into_iter()
        .flatten()
        .find(|text| !text.trim().is_empty());
    let pieces = match text {
        Some(text) => vec![
            Inline::code(name),
            Inline::Own(": "),
            Inline::Summary(text.clone()),
        ],
        None => vec![Inline::code(name)],
    };
    Docs {
        deprecated: docs.deprecated,
        ..Docs::line(pieces)
    }
}
