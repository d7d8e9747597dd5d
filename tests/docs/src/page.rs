use std::path::PathBuf;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use crate::repository;

/// A Markdown file of the repository.
#[derive(Clone, Debug)]
pub struct Page {
    /// Path from the root of the repository, with `/`.
    pub name: String,
    /// The whole text.
    pub text: String,
}

/// A fenced code block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeBlock {
    /// The info string, for example `rust,no_run`; empty without one.
    pub language: String,
    /// The content, with its final line break.
    pub text: String,
}

impl Page {
    /// Reads a page by its path from the root of the repository.
    ///
    /// # Panics
    /// If the file cannot be read.
    pub fn read(name: &str) -> Self {
        let text = std::fs::read_to_string(repository().join(name))
            .unwrap_or_else(|error| panic!("cannot read {name}: {error}"));
        Self {
            name: name.to_owned(),
            text,
        }
    }

    /// Returns the folder of the page.
    pub fn folder(&self) -> PathBuf {
        let mut path = repository().join(&self.name);
        path.pop();
        path
    }

    /// Returns the anchors of the headings, as GitHub and mdBook derive them.
    pub fn anchors(&self) -> Vec<String> {
        let mut anchors = Vec::new();
        let mut heading: Option<String> = None;
        for event in self.events() {
            match event {
                Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
                Event::End(TagEnd::Heading(_)) => {
                    anchors.extend(heading.take().map(|it| anchor(&it)))
                }
                Event::Text(text) | Event::Code(text) => {
                    if let Some(heading) = &mut heading {
                        heading.push_str(&text);
                    }
                }
                _ => {}
            }
        }
        anchors
    }

    /// Returns the number of headings of the first level.
    pub fn titles(&self) -> usize {
        let is_title = |event: &Event<'_>| matches!(event, Event::Start(Tag::Heading { level, .. }) if *level == HeadingLevel::H1);
        self.events().filter(is_title).count()
    }

    /// Returns the targets of all links and images.
    pub fn links(&self) -> Vec<String> {
        self.events()
            .filter_map(|event| match event {
                Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                    Some(dest_url.into_string())
                }
                _ => None,
            })
            .collect()
    }

    /// Returns all fenced code blocks, in order.
    pub fn code_blocks(&self) -> Vec<CodeBlock> {
        let mut blocks = Vec::new();
        let mut open: Option<CodeBlock> = None;
        for event in self.events() {
            match event {
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) => {
                    open = Some(CodeBlock {
                        language: language.into_string(),
                        text: String::new(),
                    });
                }
                Event::End(TagEnd::CodeBlock) => blocks.extend(open.take()),
                Event::Text(text) => {
                    if let Some(block) = &mut open {
                        block.text.push_str(&text);
                    }
                }
                _ => {}
            }
        }
        blocks
    }

    /// Returns the text of all inline code.
    pub fn inline_code(&self) -> Vec<String> {
        self.events()
            .filter_map(|event| match event {
                Event::Code(text) => Some(text.into_string()),
                _ => None,
            })
            .collect()
    }

    /// Returns the rows of all tables as the text of their cells; code keeps its backticks.
    pub fn table_rows(&self) -> Vec<Vec<String>> {
        let mut rows: Vec<Vec<String>> = Vec::new();
        let mut in_cell = false;
        for event in self.events() {
            match event {
                Event::Start(Tag::TableHead | Tag::TableRow) => rows.push(Vec::new()),
                Event::Start(Tag::TableCell) => {
                    in_cell = true;
                    rows.last_mut()
                        .expect("a cell is in a row")
                        .push(String::new());
                }
                Event::End(TagEnd::TableCell) => in_cell = false,
                Event::Text(text) if in_cell => push_to_cell(&mut rows, &text),
                Event::Code(text) if in_cell => push_to_cell(&mut rows, &format!("`{text}`")),
                _ => {}
            }
        }
        rows
    }

    fn events(&self) -> impl Iterator<Item = Event<'_>> {
        Parser::new_ext(&self.text, Options::ENABLE_TABLES)
    }
}

impl CodeBlock {
    /// Returns whether the block has a language, regardless of the options after it.
    pub fn is(&self, language: &str) -> bool {
        self.language.split(',').next() == Some(language)
    }
}

fn push_to_cell(rows: &mut [Vec<String>], text: &str) {
    if let Some(cell) = rows.last_mut().and_then(|row| row.last_mut()) {
        cell.push_str(text);
    }
}

/// Returns the anchor of a heading: its letters, digits, hyphens and underscores in lower case,
/// with hyphens for spaces.
fn anchor(heading: &str) -> String {
    heading
        .trim()
        .chars()
        .filter_map(|c| match c {
            ' ' => Some('-'),
            '-' | '_' => Some(c),
            _ if c.is_alphanumeric() => Some(c.to_ascii_lowercase()),
            _ => None,
        })
        .collect()
}
