use docs_tests::{Page, book_pages, repository, root_pages};

/// Returns the reason why a link is broken, or `None` if its target exists.
fn broken(page: &Page, link: &str) -> Option<String> {
    if link.starts_with("https://") || link.starts_with("mailto:") {
        return None;
    }
    let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
    let path = if file.is_empty() {
        repository().join(&page.name)
    } else {
        page.folder().join(file)
    };
    if !path.exists() {
        return Some(format!("{}: {link}: no such file", page.name));
    }
    if anchor.is_empty() {
        return None;
    }
    let text = std::fs::read_to_string(&path).ok()?;
    let target = Page {
        name: link.to_owned(),
        text,
    };
    let known = target.anchors();
    (!known.iter().any(|known| known == anchor))
        .then(|| format!("{}: {link}: no such heading among {known:?}", page.name))
}

#[test]
fn internal_links_and_anchors_resolve() {
    let mut summary = vec![Page::read("docs/src/SUMMARY.md")];
    summary.extend(root_pages());
    summary.extend(book_pages());
    let broken: Vec<String> = summary
        .iter()
        .flat_map(|page| {
            page.links()
                .into_iter()
                .filter_map(|link| broken(page, &link))
        })
        .collect();
    assert!(broken.is_empty(), "broken links:\n{}", broken.join("\n"));
}

#[test]
fn links_of_the_book_stay_inside_it_or_are_absolute() {
    // mdBook copies only the files below `docs/src`.
    let outside: Vec<String> = book_pages()
        .iter()
        .flat_map(|page| {
            page.links()
                .into_iter()
                .filter(|link| link.starts_with("../"))
                .map(|link| format!("{}: {link}", page.name))
                .collect::<Vec<_>>()
        })
        .collect();
    assert!(
        outside.is_empty(),
        "links that leave the book:\n{}",
        outside.join("\n")
    );
}

/// Returns the paths that ARCHITECTURE.md names, from the root of the repository. A line such as
/// "Reading a document, in `crates/openapi/src`:" is the folder of the paths in the table below it.
fn paths_of_the_architecture() -> Vec<String> {
    const FOLDERS: &[&str] = &[
        "crates/",
        "docs/",
        "spec/",
        "templates/",
        "tests/",
        "xtask/",
        ".github/",
    ];
    let page = Page::read("ARCHITECTURE.md");
    let mut folder = String::new();
    let mut paths = Vec::new();
    for line in page.text.lines() {
        if line.starts_with("## ") {
            folder.clear();
        }
        if let Some((_, rest)) = line.split_once(", in `")
            && let Some(base) = rest.strip_suffix("`:")
        {
            folder = format!("{base}/");
        }
        let code = line.split('`').skip(1).step_by(2);
        for code in code.filter(|code| !code.contains(['*', '<', '{', ' ', ':'])) {
            let is_path = code.ends_with(".rs") || code.ends_with('/');
            if FOLDERS.iter().any(|folder| code.starts_with(folder)) {
                paths.push(code.to_owned());
            } else if is_path && !folder.is_empty() {
                paths.push(format!("{folder}{code}"));
            }
        }
    }
    paths
}

#[test]
fn paths_in_the_architecture_exist() {
    let paths = paths_of_the_architecture();
    assert!(paths.len() > 40, "ARCHITECTURE.md names only {paths:?}");
    let missing: Vec<&String> = paths
        .iter()
        .filter(|path| !repository().join(path).exists())
        .collect();
    assert!(
        missing.is_empty(),
        "ARCHITECTURE.md names paths that do not exist: {missing:#?}"
    );
}
