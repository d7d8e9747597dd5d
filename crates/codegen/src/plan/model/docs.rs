//! Documentation, before it is printed as comments.

/// The documentation of an item.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Docs {
    /// The blocks, which are separated by blank lines.
    pub blocks: Vec<Block>,
    /// Whether the item has the attribute `#[deprecated]`.
    pub deprecated: bool,
}

/// A block of documentation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A paragraph.
    Line(Vec<Inline>),
    /// Untrusted CommonMark of the document.
    Markdown(String),
    /// A heading, such as `Errors`.
    Heading(&'static str),
    /// A table. Each row has as many cells as the head.
    Table {
        /// The column headings.
        head: Vec<&'static str>,
        /// The cells of each row.
        rows: Vec<Vec<Vec<Inline>>>,
    },
    /// Rust code that is compiled and not run. It must not contain any text of the document.
    Example(String),
}

/// A piece of a paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inline {
    /// Trusted Markdown, which is printed unchanged.
    Own(&'static str),
    /// Untrusted text, which is escaped.
    Text(String),
    /// The first paragraph of untrusted CommonMark of the document.
    Summary(String),
    /// Untrusted text as a code span.
    Code(String),
    /// A link to a generated item. The path consists of generated names.
    Item {
        /// The text of the link, which is printed as code.
        label: String,
        /// The path, if it differs from the label.
        path: Option<String>,
    },
}

impl Docs {
    /// Creates documentation without blocks.
    pub fn new() -> Self {
        Self::default()
    }

    /// Creates a paragraph of trusted Markdown.
    pub fn own(text: &'static str) -> Self {
        Self::line([Inline::Own(text)])
    }

    /// Creates a paragraph.
    pub fn line(pieces: impl IntoIterator<Item = Inline>) -> Self {
        Self {
            blocks: vec![Block::Line(pieces.into_iter().collect())],
            deprecated: false,
        }
    }

    /// Returns whether the description in the document contains a string.
    pub fn contains(&self, text: &str) -> bool {
        self.blocks.iter().any(|block| match block {
            Block::Markdown(markdown) => markdown.contains(text),
            _ => false,
        })
    }

    /// Removes everything after the first paragraph.
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

    /// Appends a paragraph.
    #[must_use]
    pub fn and(mut self, pieces: impl IntoIterator<Item = Inline>) -> Self {
        self.blocks.push(Block::Line(pieces.into_iter().collect()));
        self
    }
}

impl Inline {
    /// Creates a link whose label is the path.
    pub fn item(path: impl Into<String>) -> Self {
        Inline::Item {
            label: path.into(),
            path: None,
        }
    }

    /// Creates a code span.
    pub fn code(text: impl Into<String>) -> Self {
        Inline::Code(text.into())
    }
}
