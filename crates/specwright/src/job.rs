//! The pipeline as one function: `read -> lower -> plan -> emit`. What is written where is the caller's business.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use specwright_codegen::{Config, Counts, Options, Runtime};
use specwright_openapi::Version;
use specwright_openapi::diagnostic::{Diagnostic, Severity};
use specwright_openapi::ir::Api;
use specwright_openapi::limits::Limits;
use specwright_openapi::source::Sources;

use crate::output::Files;
use crate::{Failure, Input, runtime};

/// What to generate from what. Without changes: everything, as a workspace, with the runtime's source.
#[derive(Clone, Debug)]
pub struct Job {
    /// The document.
    pub input: Input,
    /// OpenAPI Overlays that are applied to the document, in their order, after those that the configuration names.
    pub overlays: Vec<Input>,
    /// The choices that belong to the API.
    pub config: Config,
    /// What is generated. An embedded runtime without files is filled with the one that this crate carries; an empty name of
    /// the document is taken from the input.
    pub options: Options,
    /// What the document may cost.
    pub limits: Limits,
    /// Folders whose files references may lead to, besides that of the document.
    pub allowed: Vec<PathBuf>,
    /// Whether warnings refuse the document.
    pub strict: bool,
}

/// What a run does at the moment, for those who watch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Reading the document and finding out what it means.
    Reading,
    /// Deciding and printing what the Rust says.
    Generating,
}

/// What came of a [`Job`].
#[derive(Debug)]
pub struct Generated {
    /// What the document means, if that could be found out.
    pub api: Option<Api>,
    /// The files, if the document was not refused.
    pub files: Option<Files>,
    /// What there is to say: about the document, then about the configuration, then about the output.
    pub diagnostics: Vec<Diagnostic>,
    /// The texts that the diagnostics point into.
    pub sources: Sources,
    /// The name before `-types`, `-client` and `-server` or, of a refused document, its name.
    pub title: String,
    /// The version that the document says it has, if it can be read.
    pub version: Option<Version>,
    /// Operations in the document.
    pub operations: usize,
    /// Schemas under `components` (or `definitions`).
    pub schemas: usize,
    /// What is in the output; nothing of a refused document.
    pub counts: Counts,
    /// How long it took.
    pub elapsed: Duration,
}

impl Job {
    /// A job with the usual choices.
    pub fn new(input: Input) -> Self {
        Self {
            input,
            overlays: Vec::new(),
            config: Config::default(),
            options: Options::default(),
            limits: Limits::default(),
            allowed: Vec::new(),
            strict: false,
        }
    }

    /// Runs the pipeline; nothing is written.
    ///
    /// # Errors
    /// When a file cannot be read or a template cannot be used. What is wrong with the document is in [`Generated::diagnostics`].
    pub fn run(&self) -> Result<Generated, Failure> {
        self.run_with_progress(&mut |_| {})
    }

    /// Runs the pipeline and says what it is doing.
    ///
    /// # Errors
    /// As for [`Job::run`].
    pub fn run_with_progress(&self, watch: &mut dyn FnMut(Phase)) -> Result<Generated, Failure> {
        let started = Instant::now();
        watch(Phase::Reading);
        let bytes = self.input.read(self.limits.bytes)?;
        let mut loader = self.input.loader(self.limits.bytes, &self.allowed);
        let name = self.input.name();
        let input = specwright_openapi::Input {
            name: name.clone(),
            bytes,
        };
        let overlays = self.read_overlays()?;
        let read = specwright_openapi::read_overlaid(input, &overlays, &mut *loader, &self.limits);
        let mut generated = Generated {
            api: None,
            files: None,
            diagnostics: read.diagnostics,
            sources: read.sources,
            title: name,
            version: read.version,
            operations: 0,
            schemas: 0,
            counts: Counts::default(),
            elapsed: Duration::ZERO,
        };
        for (id, source) in self.config.sources() {
            generated.sources.add_choices(id, source);
        }
        generated
            .diagnostics
            .extend(self.config.problems.iter().cloned());
        if let Some(api) = read.api {
            generated.operations = api.document_operations;
            generated.schemas = api.component_schemas;
            // What an unread configuration might have chosen is not known.
            if self.config.problems.is_empty() {
                watch(Phase::Generating);
                self.generate(&api, &mut generated)?;
            }
            generated.api = Some(api);
        }
        if self.strict {
            generated
                .diagnostics
                .iter_mut()
                .for_each(|diagnostic| diagnostic.severity = Severity::Error);
        }
        if generated.errors() > 0 {
            generated.files = None;
            generated.counts = Counts::default();
        }
        generated.elapsed = started.elapsed();
        Ok(generated)
    }

    fn read_overlays(&self) -> Result<Vec<specwright_openapi::Input>, Failure> {
        let folder = self
            .config
            .file
            .as_ref()
            .and_then(|file| Path::new(&file.name).parent())
            .unwrap_or(Path::new(""));
        let chosen = self
            .config
            .overlays
            .iter()
            .map(|path| Input::File(folder.join(path)));
        let overlays = chosen.chain(self.overlays.iter().cloned());
        let read = |input: Input| {
            Ok(specwright_openapi::Input {
                bytes: input.read(self.limits.bytes)?,
                name: input.name(),
            })
        };
        overlays.map(read).collect()
    }

    fn generate(&self, api: &Api, generated: &mut Generated) -> Result<(), Failure> {
        let output = specwright_codegen::generate(api, &self.config, &self.options())?;
        let Generated {
            diagnostics,
            sources,
            ..
        } = generated;
        diagnostics.extend(output.diagnostics.into_iter().map(|mut diagnostic| {
            diagnostic.span = sources.original(&diagnostic.span);
            diagnostic
        }));
        generated.counts = output.counts;
        generated.files = Some(output.files);
        Ok(())
    }

    /// The options with what only this crate knows filled in.
    fn options(&self) -> Options {
        let mut options = self.options.clone();
        if options.spec.is_empty() {
            options.spec = self.input.short_name();
        }
        if let Runtime::Embedded(files) = &mut options.runtime
            && files.is_empty()
        {
            *files = runtime::files();
        }
        options
    }
}

impl Generated {
    /// How many diagnostics are errors.
    pub fn errors(&self) -> usize {
        self.diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.severity == Severity::Error)
            .count()
    }

    /// How many diagnostics are warnings.
    pub fn warnings(&self) -> usize {
        self.diagnostics.len() - self.errors()
    }
}
