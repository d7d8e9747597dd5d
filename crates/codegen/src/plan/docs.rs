//! Documentation from the titles and descriptions of the document.

use specwright_openapi::ir;

use super::model::docs::{Block, Docs, Inline};

/// Returns the documentation of an item: the title and the description of the document, or the
/// fallback if both are missing, and the link to external documentation.
pub(super) fn of(docs: &ir::Docs, fallback: impl FnOnce() -> Docs) -> Docs {
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

/// Returns a line of documentation: a name from the document, followed by the first paragraph of
/// the description or title.
pub(super) fn named(name: &str, docs: &ir::Docs) -> Docs {
    let mut texts = [&docs.description, &docs.title].into_iter().flatten();
    let text = texts.find(|text| !text.trim().is_empty());
    let mut line = vec![Inline::code(name)];
    if let Some(text) = text {
        line.extend([Inline::Own(": "), Inline::Summary(text.clone())]);
    }
    Docs {
        deprecated: docs.deprecated,
        ..Docs::line(line)
    }
}

/// Returns a description unchanged, or empty documentation without a description.
pub(super) fn markdown(text: Option<&str>) -> Docs {
    let text = text.map(str::trim).filter(|text| !text.is_empty());
    let block = text.map(|text| Block::Markdown(text.to_owned()));
    Docs {
        blocks: block.into_iter().collect(),
        deprecated: false,
    }
}
