//! `cargo run -q -p tidy -- cycles [CRATE]` prints import cycles, `-- sizes [CRATE]` prints the
//! lengths of files and functions, and `-- layers CRATE[::MODULE]` prints a row for the table of
//! layers in ARCHITECTURE.md.
//!
//! `TIDY_ROOT` selects another checkout of the repository.

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;

use tidy::analysis::Analysis;
use tidy::cycle::cycles;
use tidy::layer::lowest_layers;
use tidy::size::{Sizes, percentile};
use tidy::workspace::{packages, repository};

const USAGE: &str = "usage: tidy cycles [CRATE] | tidy layers CRATE[::MODULE] | tidy sizes [CRATE]";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments[..] {
        ["cycles"] => print_cycles(None),
        ["cycles", name] => print_cycles(Some(name)),
        ["sizes"] => print_sizes(None),
        ["sizes", name] => print_sizes(Some(name)),
        ["layers", name] => print_layers(name),
        _ => Err(USAGE.into()),
    };
    outcome.unwrap_or_else(|error| {
        eprintln!("tidy: {error}");
        ExitCode::from(2)
    })
}

/// Analyzes all packages, or the package whose name or folder is `name`.
fn selected(name: Option<&str>) -> Result<Vec<Analysis>, Box<dyn Error>> {
    let root = std::env::var_os("TIDY_ROOT");
    let root = root.as_deref().map_or(repository(), Path::new);
    let mut packages = packages(root)?;
    if let Some(name) = name {
        packages.retain(|package| package.name == name || package.short_name() == name);
        if packages.is_empty() {
            return Err(format!("unknown crate `{name}`").into());
        }
    }
    let analyses = packages.into_iter().map(Analysis::new);
    Ok(analyses.collect::<Result<_, _>>()?)
}

fn print_cycles(name: Option<&str>) -> Result<ExitCode, Box<dyn Error>> {
    let mut count = 0;
    for analysis in selected(name)? {
        for cycle in analysis
            .crates
            .iter()
            .flat_map(|krate| cycles(&krate.graph))
        {
            println!("{}: {cycle}", analysis.package.short_name());
            count += 1;
        }
    }
    println!("{count} import cycles");
    Ok(match count {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    })
}

/// Prints the row of a crate or a module (`verifa::server`) for the table under `## Layers` in
/// ARCHITECTURE.md.
fn print_layers(scope: &str) -> Result<ExitCode, Box<dyn Error>> {
    let mut segments = scope.split("::").map(str::to_owned);
    let package = segments.next();
    let below: Vec<String> = segments.collect();
    for analysis in selected(package.as_deref())? {
        for krate in analysis.main_crates() {
            let layers = lowest_layers(&krate.graph, &below).into_iter();
            let layers = layers.map(|layer| {
                let names = layer.iter().map(|name| format!("`{name}`"));
                names.collect::<Vec<_>>().join(" ")
            });
            let layers = layers.collect::<Vec<_>>().join(" → ");
            if !layers.is_empty() {
                println!("| `{scope}` | | {layers} |");
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn print_sizes(name: Option<&str>) -> Result<ExitCode, Box<dyn Error>> {
    let columns = "files   p50   p90   max   functions  p50  p90  max";
    println!("{:<12} {columns}", "");
    let mut all = Sizes::default();
    for analysis in selected(name)? {
        print_row(&analysis.package.short_name(), &analysis.sizes);
        all.files.extend(analysis.sizes.files);
        all.functions.extend(analysis.sizes.functions);
    }
    print_row("all", &all);
    for excess in all.excesses() {
        println!("{excess}");
    }
    Ok(ExitCode::SUCCESS)
}

/// Prints the 50th and 90th percentile and the maximum. Files that contain only tests are excluded.
fn print_row(name: &str, sizes: &Sizes) {
    let files: Vec<usize> = sizes
        .files
        .iter()
        .filter(|file| !file.is_test)
        .map(|file| file.lines)
        .collect();
    let functions: Vec<usize> = sizes
        .functions
        .iter()
        .map(|function| function.lines)
        .collect();
    println!(
        "{name:<12} {:>5} {:>5} {:>5} {:>5}   {:>9} {:>4} {:>4} {:>4}",
        files.len(),
        percentile(&files, 50),
        percentile(&files, 90),
        percentile(&files, 100),
        functions.len(),
        percentile(&functions, 50),
        percentile(&functions, 90),
        percentile(&functions, 100),
    );
}
