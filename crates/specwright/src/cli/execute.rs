//! One run: generate, then write, compare, or only show what there is to say.

use std::path::PathBuf;

use specwright_openapi::diagnostic::{Code, Severity};

use super::{Console, Exit, MessageFormat};
use crate::output::{self, Change, ChangeKind, Difference, Layout};
use crate::report::{self, Frames};
use crate::{Failure, Generated, Job};

/// What becomes of the files.
#[derive(Clone, Debug)]
pub enum Action {
    /// Nothing: the diagnostics are all that is wanted.
    Diagnose,
    /// They are written into a folder.
    Write(PathBuf),
    /// They are compared with a folder; the text says how to bring it up to date.
    Compare(PathBuf, String),
}

/// Runs a job and shows what came of it.
///
/// # Errors
/// When a file can't be read or written; the output folder then holds what it held before.
pub fn execute(job: &Job, action: &Action, console: &mut Console) -> Result<Exit, Failure> {
    if let Action::Write(folder) = action {
        output::repair(folder)?;
    }
    let generated = job.run_with_progress(&mut |work| console.progress(work))?;
    show_diagnostics(&generated, console)?;
    let Some(files) = &generated.files else {
        show_summary(&generated, 0, console)?;
        // A wrong configuration is wrong usage, whatever the document is like.
        let is_usage = generated
            .diagnostics
            .iter()
            .any(|diagnostic| diagnostic.code == Code::InvalidConfig);
        return Ok(if is_usage {
            Exit::Failed
        } else {
            Exit::Rejected
        });
    };
    let layout = match job.options.layout {
        crate::Layout::Workspace => Layout::Workspace,
        crate::Layout::Crates => Layout::Crates,
    };
    match action {
        Action::Diagnose => {
            show_summary(&generated, 0, console)?;
            Ok(Exit::Success)
        }
        Action::Write(folder) => {
            let changes = output::write(folder, layout, files)?;
            show_changes(&changes, &folder.display().to_string(), console)?;
            show_summary(&generated, changes.len(), console)?;
            Ok(Exit::Success)
        }
        Action::Compare(folder, remedy) => {
            let differences = output::check(folder, layout, files)?;
            show_differences(&differences, &folder.display().to_string(), remedy, console)?;
            show_summary(&generated, differences.len(), console)?;
            Ok(if differences.is_empty() {
                Exit::Success
            } else {
                Exit::Rejected
            })
        }
    }
}

fn show_diagnostics(generated: &Generated, console: &mut Console) -> Result<(), Failure> {
    let frames = Frames::new(console.color());
    // Errors come last, where they are seen first.
    for severity in [Severity::Warning, Severity::Error] {
        for diagnostic in generated
            .diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.severity == severity)
        {
            match console.format() {
                MessageFormat::Human => console.note(&frames.draw(diagnostic, &generated.sources)),
                MessageFormat::Json => {
                    console.print(&report::diagnostic_json(diagnostic, &generated.sources))?
                }
            }
        }
    }
    Ok(())
}

fn show_changes(changes: &[Change], folder: &str, console: &mut Console) -> Result<(), Failure> {
    if console.format() == MessageFormat::Json {
        return Ok(());
    }
    for change in changes {
        console.print(&report::change_line(change, folder))?;
    }
    let of = |kind| changes.iter().filter(|change| change.kind == kind).count();
    match changes.len() {
        0 => console.print(&format!("{folder} is fresh: nothing to change")),
        _ => console.print(&format!(
            "{folder}: {} added, {} updated, {} removed",
            of(ChangeKind::Added),
            of(ChangeKind::Updated),
            of(ChangeKind::Removed)
        )),
    }
}

fn show_differences(
    differences: &[Difference],
    folder: &str,
    remedy: &str,
    console: &mut Console,
) -> Result<(), Failure> {
    for difference in differences {
        if console.format() == MessageFormat::Json {
            console.print(&report::difference_json(difference))?;
            continue;
        }
        let state = match difference.change.kind {
            ChangeKind::Added => "missing",
            ChangeKind::Updated => "stale",
            ChangeKind::Removed => "orphan",
        };
        console.print(&format!(
            "{state} {folder}/{}",
            report::escape_text(&difference.change.path)
        ))?;
        for line in difference.diff.lines() {
            console.print(&report::escape_line(line))?;
        }
    }
    match (console.format(), differences.len()) {
        (MessageFormat::Json, _) => Ok(()),
        (_, 0) => console.print(&format!("{folder} is fresh")),
        (_, 1) => console.print(&format!(
            "1 file of {folder} is not as generated: run `{remedy}`"
        )),
        (_, n) => console.print(&format!(
            "{n} files of {folder} are not as generated: run `{remedy}`"
        )),
    }
}

fn show_summary(
    generated: &Generated,
    changed: usize,
    console: &mut Console,
) -> Result<(), Failure> {
    match console.format() {
        MessageFormat::Human => console.print(&report::summary_line(generated)),
        MessageFormat::Json => console.print(&report::summary_json(generated, changed)),
    }
}
