//! Runs a [`Job`] and writes, compares or only reports its result.

use std::path::PathBuf;

use specwright_openapi::diagnostic::{Code, Severity};

use super::{Console, Exit, MessageFormat};
use crate::output::{self, Change, ChangeKind, Difference};
use crate::report::{self, Frames};
use crate::{Failure, Generated, Job};

/// The use of the generated files.
#[derive(Clone, Debug)]
pub enum Action {
    /// Only report diagnostics.
    Diagnose,
    /// Write the files into this folder.
    Write(PathBuf),
    /// Compare the files with this folder. The string is the command that updates the folder.
    Compare(PathBuf, String),
}

/// Runs a job and prints its diagnostics, changes and summary.
///
/// # Errors
/// If a file cannot be read or written. The output folder is then unchanged.
pub fn execute(job: &Job, action: &Action, console: &mut Console) -> Result<Exit, Failure> {
    if let Action::Write(folder) = action {
        output::repair(folder)?;
    }
    let generated = job.run_with_progress(&mut |phase| console.progress(phase))?;
    show_diagnostics(&generated, console)?;
    let Some(files) = &generated.files else {
        show_summary(&generated, None, console)?;
        // An invalid configuration is a usage error, even if the document is rejected as well.
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
    let layout = job.options.layout;
    match action {
        Action::Diagnose => {
            show_summary(&generated, None, console)?;
            Ok(Exit::Success)
        }
        Action::Write(folder) => {
            let changes = output::write(folder, layout, files)?;
            show_changes(&changes, &folder.display().to_string(), console)?;
            show_summary(&generated, Some(changes.len()), console)?;
            Ok(Exit::Success)
        }
        Action::Compare(folder, remedy) => {
            let differences = output::check(folder, layout, files)?;
            show_differences(&differences, &folder.display().to_string(), remedy, console)?;
            show_summary(&generated, Some(differences.len()), console)?;
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
    // Errors are printed last, next to the prompt.
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
        0 => console.print(&format!("{folder} is up to date")),
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
        (_, 0) => console.print(&format!("{folder} is up to date")),
        (_, 1) => console.print(&format!(
            "1 file in {folder} is out of date: run `{remedy}`"
        )),
        (_, n) => console.print(&format!(
            "{n} files in {folder} are out of date: run `{remedy}`"
        )),
    }
}

/// Prints the summary. `changed` is the number of files that were written or differ, if the output
/// was written or compared.
fn show_summary(
    generated: &Generated,
    changed: Option<usize>,
    console: &mut Console,
) -> Result<(), Failure> {
    match console.format() {
        MessageFormat::Human => {
            if !generated.diagnostics.is_empty() {
                console.note("run `specwright explain CODE` for details of a diagnostic code");
            }
            console.print(&report::summary_line(generated, changed.is_some()))
        }
        MessageFormat::Json => {
            console.print(&report::summary_json(generated, changed.unwrap_or(0)))
        }
    }
}
