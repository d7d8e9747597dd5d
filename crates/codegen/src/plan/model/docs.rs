//! Documentation as blocks, before it is written as comments.

/// The documentation of one item.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Docs {
    /// The blocks, with an empty line between each two.
    pub blocks: Vec<Block>,
    /// Whether the item is marked `#[deprecated]`.
    pub deprecated: bool,
}

/// A block of documentation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// One paragraph.
    Line(Vec<Inline>),
    /// CommonMark of the document, not trusted.
    Markdown(String),
    /// A heading of the generator, such as `Errors`.
    Heading(&'static str),
    /// A table; all rows have as many cells as the head.
    Table {
        /// The head.
        head: Vec<&'static str>,
        /// The rows.
        rows: Vec<Vec<Vec<Inline>>>,
    },
    /// Rust code that is compiled and not run; never made of text of the document.
    Example(String),
}

/// A piece of a paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inline {
    /// Markdown of the generator itself.
    Own(&'static str),
    /// Any text, shown as it is.
    Text(String),
    /// The first paragraph of CommonMark of the document, not trusted.
    Summary(String),
    /// Any text, shown as code.
    Code(String),
    /// A link to an item of the output, shown as code; the path is made of names.
    Item {
        /// What is shown, without backticks.
        label: String,
        /// The path, if it is not the label.
        path: Option<String>,
    },
}

impl Docs {
    /// No text.
    pub fn new() -> Self {
        Self::default()
    }

    /// One paragraph of the generator's own words.
    pub fn own(text: &'static str) -> Self {
        Self::line([Inline::Own(text)])
    }

    /// One paragraph.
    pub fn line(pieces: impl IntoIterator<Item = Inline>) -> Self {
        Self {
            blocks: vec![Block::Line(pieces.into_iter().collect())],
            deprecated: false,
        }
    }

    /// These docs cut to the first paragraph.
    #[must_use]
    pub fn first_line(self) -> Self {
        let first = self.blocks.into_iter().next().map(|block| match block {
            Block::Markdown(text) => Block::Line(vec![Inline::Summary(text)]),
            block => block,
        });
        Self {
            blocks: first.into_iter().collect(),
            deprecated: self.deprecated,
        }
    }

    /// These docs with one more paragraph.
    #[must_use]
    pub fn and(mut self, pieces: impl IntoIterator<Item = Inline>) -> Self {
        self.blocks.push(Block::Line(pieces.into_iter().collect()));
        self
    }
}

impl Inline {
    /// A link to an item that is named by its path.
    pub fn item(path: impl Into<String>) -> Self {
        Inline::Item {
            label: path.into(),
            path: None,
        }
    }

    /// Any text, shown as code.
    pub fn code(text: impl Into<String>) -> Self {
        Inline::Code(text.into())
    }
}
