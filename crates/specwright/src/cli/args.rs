//! Command-line arguments and the [`Job`] they describe.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::{Action, MessageFormat};
use crate::codegen::config::{MethodRule, PathRule, Rules, Selection, Unresolved};
use crate::settings::{read_config, read_templates};
use crate::{Crates, Failure, Input, Job, Layout, Limits, Runtime};

/// Generates Rust types, a client and a server from an OpenAPI document.
///
/// Run `specwright explain CODE` for the meaning of a diagnostic code.
#[derive(Debug, Parser)]
#[command(name = "specwright", version, about, max_term_width = 100)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Generate Rust crates from a document.
    Generate(Box<Generate>),
    /// Report diagnostics about a document without writing anything.
    Check(Box<Check>),
    /// Explain a diagnostic code: its cause, an example and how to fix it.
    Explain(Explain),
}

#[derive(Debug, Args)]
pub(super) struct Explain {
    /// Code as printed with a diagnostic, such as `oas::ref-cycle` or `ref-cycle`.
    pub code: String,
}

#[derive(Debug, Args)]
pub(super) struct Check {
    #[command(flatten)]
    pub read: Read,
}

/// The arguments that describe the input.
#[derive(Clone, Debug, Args)]
pub(super) struct Read {
    /// OpenAPI document: a file, or `-` for standard input.
    spec: PathBuf,
    /// Configuration file with overrides for this API (`specwright.toml`).
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Additional folder in which `$ref` may name files, besides the folder of the document.
    /// Repeatable.
    #[arg(long, value_name = "DIR")]
    allow_dir: Vec<PathBuf>,
    /// Accept any value in place of a schema that a `$ref` does not resolve to, and omit parameters,
    /// headers, bodies and responses. Each is a warning. Same as `document.unresolved = "any"` in
    /// the configuration.
    #[arg(long)]
    allow_unresolved: bool,
    /// OpenAPI Overlay to apply to the document, after the overlays in the configuration.
    /// Repeatable.
    #[arg(long, value_name = "FILE")]
    overlay: Vec<PathBuf>,
    /// Treat warnings as errors.
    #[arg(long)]
    strict: bool,
    /// Format of diagnostics and results.
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub message_format: MessageFormat,
    #[command(flatten)]
    rules: RuleFlags,
    #[command(flatten)]
    bounds: Bounds,
}

/// Rules that select operations, and with them the types those operations use. An operation is
/// generated if it matches a rule of each kind of `--include-…` that is given and no `--exclude-…`
/// rule. Every rule is repeatable.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Operations")]
struct RuleFlags {
    /// Generate only operations with this tag.
    #[arg(long, value_name = "TAG")]
    include_tag: Vec<String>,
    /// Generate only the operation with this `operationId`.
    #[arg(long, value_name = "ID")]
    include_operation: Vec<String>,
    /// Generate only operations whose path matches: `*` matches within a segment, `**` across
    /// segments.
    #[arg(long, value_name = "PATTERN")]
    include_path: Vec<PathRule>,
    /// Generate only operations with this HTTP method.
    #[arg(long, value_name = "METHOD")]
    include_method: Vec<MethodRule>,
    /// Skip operations with this tag.
    #[arg(long, value_name = "TAG")]
    exclude_tag: Vec<String>,
    /// Skip the operation with this `operationId`.
    #[arg(long, value_name = "ID")]
    exclude_operation: Vec<String>,
    /// Skip operations whose path matches.
    #[arg(long, value_name = "PATTERN")]
    exclude_path: Vec<PathRule>,
    /// Skip operations with this HTTP method.
    #[arg(long, value_name = "METHOD")]
    exclude_method: Vec<MethodRule>,
}

#[derive(Debug, Args)]
pub(super) struct Generate {
    /// Output folder.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Prefix of the crate names (`NAME-types`, `NAME-client` and so on); derived from the title by
    /// default.
    #[arg(long)]
    name: Option<String>,
    /// Crates to generate. `types` is implied by the others.
    #[arg(
        long,
        value_name = "CRATES",
        value_enum,
        value_delimiter = ',',
        default_value = "types,client,server,sender,receiver"
    )]
    only: Vec<Only>,
    /// Write a complete Cargo workspace, or only crate folders for an existing workspace.
    #[arg(long, value_enum, default_value_t)]
    layout: LayoutArg,
    /// Write nothing; print a diff for each stale file, and each missing or orphaned file. Exits
    /// with 1 if there are any.
    #[arg(long)]
    check: bool,
    /// Depend on the runtime crate in this folder. Relative paths start at a generated crate's
    /// folder.
    #[arg(long, value_name = "PATH", conflicts_with = "runtime_version")]
    runtime_path: Option<String>,
    /// Depend on this version of the published runtime crate.
    #[arg(long, value_name = "VERSION")]
    runtime_version: Option<String>,
    /// Folder of templates that replace the built-in templates of the same name.
    #[arg(long, value_name = "DIR")]
    templates: Option<PathBuf>,
    // The headings of these options would otherwise apply to those above.
    #[command(flatten)]
    pub read: Read,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Only {
    Types,
    Client,
    Server,
    /// The client of the webhooks, if the document has any.
    Sender,
    /// The server of the webhooks, if the document has any.
    Receiver,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum LayoutArg {
    #[default]
    Workspace,
    Crates,
}

/// Limits on the resources that a document may consume.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Limits")]
struct Bounds {
    /// Bytes per file.
    #[arg(long, value_name = "N", default_value_t = Limits::default().bytes)]
    max_bytes: usize,
    /// Files per document.
    #[arg(long, value_name = "N", default_value_t = Limits::default().files)]
    max_files: usize,
    /// Nesting depth of arrays and objects.
    #[arg(long, value_name = "N", default_value_t = Limits::default().nesting, value_parser = nesting)]
    max_nesting: usize,
    /// Values per file.
    #[arg(long, value_name = "N", default_value_t = Limits::default().nodes)]
    max_nodes: usize,
    /// Values copied by YAML aliases.
    #[arg(long, value_name = "N", default_value_t = Limits::default().alias_nodes)]
    max_alias_nodes: usize,
    /// Schemas in addition to one per value of the document.
    #[arg(long, value_name = "N", default_value_t = Limits::default().schemas)]
    max_schemas: usize,
    /// Schemas merged by all `allOf` of the document together.
    #[arg(long, value_name = "N", default_value_t = Limits::default().merged_parts)]
    max_merged_parts: usize,
    /// References followed in a row.
    #[arg(long, value_name = "N", default_value_t = Limits::default().reference_hops)]
    max_reference_hops: usize,
}

fn nesting(text: &str) -> Result<usize, String> {
    let most = Limits::MAX_NESTING;
    match text.parse() {
        Ok(nesting) if nesting <= most => Ok(nesting),
        _ => Err(format!("expected a number up to {most}")),
    }
}

impl Bounds {
    fn limits(&self) -> Limits {
        Limits {
            bytes: self.max_bytes,
            files: self.max_files,
            nesting: self.max_nesting,
            nodes: self.max_nodes,
            alias_nodes: self.max_alias_nodes,
            schemas: self.max_schemas,
            merged_parts: self.max_merged_parts,
            reference_hops: self.max_reference_hops,
        }
    }
}

impl RuleFlags {
    fn selection(&self) -> Selection {
        Selection {
            include: Rules {
                tags: self.include_tag.clone(),
                operations: self.include_operation.clone(),
                paths: self.include_path.clone(),
                methods: self.include_method.clone(),
            },
            exclude: Rules {
                tags: self.exclude_tag.clone(),
                operations: self.exclude_operation.clone(),
                paths: self.exclude_path.clone(),
                methods: self.exclude_method.clone(),
            },
        }
    }
}

impl Read {
    /// Returns a job with the default output options.
    ///
    /// # Errors
    /// If the configuration file is unreadable.
    pub fn job(&self) -> Result<Job, Failure> {
        let input = if self.spec.as_os_str() == "-" {
            Input::Stdin
        } else {
            Input::File(self.spec.clone())
        };
        let mut job = Job::new(input);
        job.limits = self.bounds.limits();
        job.allowed.clone_from(&self.allow_dir);
        job.strict = self.strict;
        if let Some(path) = &self.config {
            job.config = read_config(path)?;
        }
        if self.allow_unresolved {
            job.config.document.unresolved = Unresolved::Any;
        }
        job.overlays = self
            .overlay
            .iter()
            .map(|path| Input::File(path.clone()))
            .collect();
        job.config.arguments = self.rules.selection();
        Ok(job)
    }
}

impl Generate {
    /// Returns the job that the arguments describe.
    ///
    /// # Errors
    /// If the configuration file or a template is unreadable.
    pub fn job(&self) -> Result<Job, Failure> {
        let mut job = self.read.job()?;
        if let Some(name) = &self.name {
            job.config.name = Some(name.clone());
        }
        job.options.crates = Crates {
            client: self.only.contains(&Only::Client),
            server: self.only.contains(&Only::Server),
            sender: self.only.contains(&Only::Sender),
            receiver: self.only.contains(&Only::Receiver),
        };
        job.options.layout = match self.layout {
            LayoutArg::Workspace => Layout::Workspace,
            LayoutArg::Crates => Layout::Crates,
        };
        match (&self.runtime_path, &self.runtime_version) {
            (Some(path), _) => job.options.runtime = Runtime::Path(path.clone()),
            (_, Some(version)) => job.options.runtime = Runtime::Version(version.clone()),
            _ => {}
        }
        if let Some(folder) = &self.templates {
            job.options.templates = read_templates(folder)?;
        }
        Ok(job)
    }

    /// Returns whether the output is written or compared.
    pub fn action(&self) -> Action {
        if self.check {
            Action::Compare(self.out.clone(), "specwright generate".to_owned())
        } else {
            Action::Write(self.out.clone())
        }
    }
}
