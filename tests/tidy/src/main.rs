//! `cargo run -q -p tidy -- cycles [CRATE]` prints import cycles, `-- sizes [CRATE]` prints the lengths of files and
//! functions, and `-- layers CRATE[::MODULE]` prints a row for the table of layers in ARCHITECTURE.md.
//!
//! `TIDY_ROOT` selects another checkout of the repository.

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;

use tidy::cycle::cycles;
use tidy::import_graph::ImportGraph;
use tidy::layer::lowest_layers;
use tidy::size::{Sizes, percentile};
use tidy::workspace::{Package, packages, repository};

const USAGE: &str = "usage: tidy cycles [CRATE] | tidy layers CRATE[::MODULE] | tidy sizes [CRATE]";

/// The limits beyond which `sizes` lists a file or a function.
const FILE_LINES: usize = 400;
const FUNCTION_LINES: usize = 60;
const PARAMETERS: usize = 5;

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

/// Reads the packages, or the one whose name or folder is `name`.
fn selected(name: Option<&str>) -> Result<Vec<Package>, Box<dyn Error>> {
    let root = std::env::var_os("TIDY_ROOT");
    let root = root.as_deref().map_or(repository(), Path::new);
    let mut packages = packages(root)?;
    if let Some(name) = name {
        packages.retain(|package| package.name == name || package.short_name() == name);
        if packages.is_empty() {
            return Err(format!("unknown crate `{name}`").into());
        }
    }
    Ok(packages)
}

fn print_cycles(name: Option<&str>) -> Result<ExitCode, Box<dyn Error>> {
    let mut count = 0;
    for package in selected(name)? {
        for root in package.crate_roots() {
            for cycle in cycles(&ImportGraph::load(&package.files, &root)?) {
                println!("{}: {cycle}", package.short_name());
                count += 1;
            }
        }
    }
    println!("{count} import cycles");
    Ok(if count == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Prints the row of a crate or a module (`verifa::server`) for the table under `## Layers` in ARCHITECTURE.md.
fn print_layers(scope: &str) -> Result<ExitCode, Box<dyn Error>> {
    let mut segments = scope.split("::").map(str::to_owned);
    let package = segments.next();
    let below: Vec<String> = segments.collect();
    for package in selected(package.as_deref())? {
        for root in package.crate_roots() {
            if root.starts_with(package.folder.join("src")) {
                let graph = ImportGraph::load(&package.files, &root)?;
                let layers = lowest_layers(&graph, &below).into_iter().map(|layer| {
                    let names = layer.iter().map(|name| format!("`{name}`"));
                    names.collect::<Vec<_>>().join(" ")
                });
                let layers = layers.collect::<Vec<_>>().join(" → ");
                println!("| `{scope}` | | {layers} |");
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn print_sizes(name: Option<&str>) -> Result<ExitCode, Box<dyn Error>> {
    println!(
        "{:<12} {:>5} {:>5} {:>5} {:>5}   functions {:>4} {:>4} {:>4}",
        "", "files", "p50", "p90", "max", "p50", "p90", "max"
    );
    let mut all = Sizes::default();
    for package in selected(name)? {
        let sizes = Sizes::of(&package)?;
        print_row(&package.short_name(), &sizes);
        all.files.extend(sizes.files);
        all.functions.extend(sizes.functions);
    }
    print_row("all", &all);
    print_long(&all);
    Ok(ExitCode::SUCCESS)
}

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

/// Lists what is beyond the limits.
fn print_long(sizes: &Sizes) {
    for file in &sizes.files {
        if file.lines > FILE_LINES && !file.is_test {
            println!("{}: {} lines", file.path.display(), file.lines);
        }
    }
    for function in &sizes.functions {
        let parameters = function.parameters.unwrap_or(0);
        if function.lines > FUNCTION_LINES || parameters > PARAMETERS || function.has_tuple {
            let tuple = if function.has_tuple { ", a tuple" } else { "" };
            println!(
                "{}:{}: fn {}: {} lines, {parameters} parameters{tuple}",
                function.file.display(),
                function.line,
                function.name,
                function.lines,
            );
        }
    }
}
