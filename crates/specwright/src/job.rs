//! The whole pipeline as one function: `read -> lower -> plan -> emit`. Nothing is written to disk.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use specwright_codegen::{Config, Counts, Options, Runtime};
use specwright_openapi::diagnostic::{Diagnostic, Severity};
use specwright_openapi::ir::Api;
use specwright_openapi::limits::Limits;
use specwright_openapi::source::Sources;
use specwright_openapi::{ReadOptions, Version};

use crate::output::Files;
use crate::{Failure, Input, runtime};

/// The input and the options of a run. By default all crates are generated, as a workspace that
/// contains the runtime.
#[derive(Clone, Debug)]
pub struct Job {
    /// The root document.
    pub input: Input,
    /// OpenAPI Overlays to apply in this order, after the overlays that the configuration names.
    pub overlays: Vec<Input>,
    /// The overrides and selections of `specwright.toml`.
    pub config: Config,
    /// The output options. An embedded runtime without files is replaced by the runtime in this
    /// crate; an empty name of the document is taken from the input.
    pub options: Options,
    /// The limits on the resources that the document may consume.
    pub limits: Limits,
    /// Folders in which references may name files, besides the folder of the document.
    pub allowed: Vec<PathBuf>,
    /// Whether warnings are treated as errors.
    pub strict: bool,
}

/// The current phase of a run, for progress output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Reading the document and lowering it to the model.
    Reading,
    /// Planning and emitting Rust.
    Generating,
}

/// The result of a [`Job`].
#[derive(Debug)]
pub struct Generated {
    /// The model of the document; `None` if the document cannot be lowered.
    pub api: Option<Api>,
    /// The generated files; `None` if a diagnostic is an error.
    pub files: Option<Files>,
    /// Diagnostics about the document, then the configuration, then the output.
    pub diagnostics: Vec<Diagnostic>,
    /// The files that diagnostics refer to.
    pub sources: Sources,
    /// The prefix of the crate names; if the document is rejected, the name of its file.
    pub title: String,
    /// The OpenAPI or Swagger version that the document declares, if it is supported.
    pub version: Option<Version>,
    /// The number of operations in the document.
    pub operations: usize,
    /// The number of schemas under `components.schemas` or `definitions`.
    pub schemas: usize,
    /// The contents of the output by number; all zero if the document is rejected.
    pub counts: Counts,
    /// The duration of the run.
    pub elapsed: Duration,
}

impl Job {
    /// Creates a job with default options.
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

    /// Runs the pipeline without writing anything.
    ///
    /// # Errors
    /// If a file cannot be read or a template is unusable. Problems of the document are in
    /// [`Generated::diagnostics`].
    pub fn run(&self) -> Result<Generated, Failure> {
        self.run_with_progress(&mut |_| {})
    }

    /// Runs the pipeline and passes each phase to `progress` as it begins.
    ///
    /// # Errors
    /// As for [`Job::run`].
    pub fn run_with_progress(&self, progress: &mut dyn FnMut(Phase)) -> Result<Generated, Failure> {
        let started = Instant::now();
        progress(Phase::Reading);
        let bytes = self.input.read(self.limits.bytes)?;
        let mut loader = self.input.loader(self.limits.bytes, &self.allowed);
        let name = self.input.name();
        let input = specwright_openapi::Input {
            name: name.clone(),
            bytes,
        };
        let overlays = self.read_overlays()?;
        let options = ReadOptions {
            limits: self.limits.clone(),
            unresolved: self.config.document.unresolved,
        };
        let read = specwright_openapi::read_with_overlays(input, &overlays, &mut *loader, &options);
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
            generated.sources.add_configuration(id, source);
        }
        generated
            .diagnostics
            .extend(self.config.problems.iter().cloned());
        if let Some(api) = read.api {
            generated.operations = api.document_operations;
            generated.schemas = api.component_schemas;
            // An invalid configuration may contain overrides that would change the output.
            if self.config.problems.is_empty() {
                progress(Phase::Generating);
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
        let configured = self
            .config
            .overlays
            .iter()
            .map(|path| Input::File(folder.join(path)));
        let overlays = configured.chain(self.overlays.iter().cloned());
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

    /// Returns the options with the document's name and the embedded runtime filled in.
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
    /// Returns the number of errors.
    pub fn errors(&self) -> usize {
        self.diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.severity == Severity::Error)
            .count()
    }

    /// Returns the number of warnings.
    pub fn warnings(&self) -> usize {
        self.diagnostics.len() - self.errors()
    }
}
