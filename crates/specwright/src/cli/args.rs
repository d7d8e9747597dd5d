//! The arguments, and the job that they describe.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::{Action, MessageFormat};
use crate::codegen::config::{MethodRule, PathRule, Rules, Selection};
use crate::settings::{read_config, read_templates};
use crate::{Crates, Failure, Input, Job, Layout, Limits, Runtime};

/// Generates Rust types, a client and a server from one OpenAPI document.
#[derive(Debug, Parser)]
#[command(name = "specwright", version, about, max_term_width = 100)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Generate crates from a document.
    Generate(Box<Generate>),
    /// Show what there is to say about a document, and write nothing.
    Check(Box<Check>),
}

#[derive(Debug, Args)]
pub(super) struct Check {
    #[command(flatten)]
    pub read: Read,
}

/// What every command reads.
#[derive(Clone, Debug, Args)]
pub(super) struct Read {
    /// The document: a file, or `-` for standard input.
    spec: PathBuf,
    /// The choices that belong to the API: a `specwright.toml`.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// A folder whose files references may lead to, besides those below the folder of the document; may be given again.
    #[arg(long, value_name = "DIR")]
    allow_dir: Vec<PathBuf>,
    /// An OpenAPI Overlay that is applied to the document; may be given again, and comes after those that the configuration names.
    #[arg(long, value_name = "FILE")]
    overlay: Vec<PathBuf>,
    /// Refuse the document for warnings too.
    #[arg(long)]
    strict: bool,
    /// In which form results are shown.
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub message_format: MessageFormat,
    #[command(flatten)]
    rules: RuleFlags,
    #[command(flatten)]
    bounds: Bounds,
}

/// Which operations are generated, and with them the types that they use. An operation has to fit one rule of each kind of
/// `--include-…`, and none of `--exclude-…`. All may be given again.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Operations")]
struct RuleFlags {
    /// Only operations with this tag.
    #[arg(long, value_name = "TAG")]
    include_tag: Vec<String>,
    /// Only the operation with this operationId.
    #[arg(long, value_name = "ID")]
    include_operation: Vec<String>,
    /// Only operations with a path like this: `*` stands for anything in a segment, `**` for any segments.
    #[arg(long, value_name = "PATTERN")]
    include_path: Vec<PathRule>,
    /// Only operations with this HTTP method.
    #[arg(long, value_name = "METHOD")]
    include_method: Vec<MethodRule>,
    /// No operations with this tag.
    #[arg(long, value_name = "TAG")]
    exclude_tag: Vec<String>,
    /// Not the operation with this operationId.
    #[arg(long, value_name = "ID")]
    exclude_operation: Vec<String>,
    /// No operations with a path like this.
    #[arg(long, value_name = "PATTERN")]
    exclude_path: Vec<PathRule>,
    /// No operations with this HTTP method.
    #[arg(long, value_name = "METHOD")]
    exclude_method: Vec<MethodRule>,
}

#[derive(Debug, Args)]
pub(super) struct Generate {
    #[command(flatten)]
    pub read: Read,
    /// The folder to write to.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The name before `-types`, `-client` and `-server`; made of the document's title without it.
    #[arg(long)]
    name: Option<String>,
    /// Which crates: the client and the server bring the types with them.
    #[arg(
        long,
        value_name = "CRATES",
        value_enum,
        value_delimiter = ',',
        default_value = "types,client,server"
    )]
    only: Vec<Only>,
    /// A workspace of its own, or the folders of the crates alone for a workspace that is there.
    #[arg(long, value_enum, default_value_t)]
    layout: LayoutArg,
    /// Compare with the folder instead of writing: one diff for every stale file, every missing file, every orphan.
    #[arg(long)]
    check: bool,
    /// Use the runtime crate in this folder, given as seen from the folder of a generated crate if it is relative.
    #[arg(long, value_name = "PATH", conflicts_with = "runtime_version")]
    runtime_path: Option<String>,
    /// Use the published runtime crate of this version.
    #[arg(long, value_name = "VERSION")]
    runtime_version: Option<String>,
    /// Templates that take the place of the embedded ones of the same name.
    #[arg(long, value_name = "DIR")]
    templates: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Only {
    Types,
    Client,
    Server,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum LayoutArg {
    #[default]
    Workspace,
    Crates,
}

/// What the document may cost.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Limits")]
struct Bounds {
    /// Bytes of one file.
    #[arg(long, value_name = "N", default_value_t = Limits::default().bytes)]
    max_bytes: usize,
    /// Files of one document.
    #[arg(long, value_name = "N", default_value_t = Limits::default().files)]
    max_files: usize,
    /// Lists and objects inside each other.
    #[arg(long, value_name = "N", default_value_t = Limits::default().nesting, value_parser = nesting)]
    max_nesting: usize,
    /// Values in one file.
    #[arg(long, value_name = "N", default_value_t = Limits::default().nodes)]
    max_nodes: usize,
    /// Values that YAML aliases repeat.
    #[arg(long, value_name = "N", default_value_t = Limits::default().alias_nodes)]
    max_alias_nodes: usize,
    /// Schemas, beyond one for each value of the document.
    #[arg(long, value_name = "N", default_value_t = Limits::default().schemas)]
    max_schemas: usize,
    /// Parts that are merged for all `allOf` of the document together.
    #[arg(long, value_name = "N", default_value_t = Limits::default().merged_parts)]
    max_merged_parts: usize,
    /// References that are followed from one place.
    #[arg(long, value_name = "N", default_value_t = Limits::default().reference_hops)]
    max_reference_hops: usize,
}

fn nesting(text: &str) -> Result<usize, String> {
    let most = Limits::MAX_NESTING;
    match text.parse() {
        Ok(nesting) if nesting <= most => Ok(nesting),
        _ => Err(format!("a number up to {most} is expected")),
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
    /// The job of reading and nothing else.
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
    /// The job.
    pub fn job(&self) -> Result<Job, Failure> {
        let mut job = self.read.job()?;
        if let Some(name) = &self.name {
            job.config.name = Some(name.clone());
        }
        job.options.crates = Crates {
            client: self.only.contains(&Only::Client),
            server: self.only.contains(&Only::Server),
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

    /// What becomes of the files.
    pub fn action(&self) -> Action {
        if self.check {
            Action::Compare(self.out.clone(), "specwright generate".to_owned())
        } else {
            Action::Write(self.out.clone())
        }
    }
}
