use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use super::*;

fn files(entries: &[(&str, &str)]) -> Files {
    entries
        .iter()
        .map(|(path, text)| ((*path).to_owned(), marked(text)))
        .collect()
}

fn marked(text: &str) -> String {
    format!("// {MARKER} from a.yaml. Do not edit.\n{text}\n")
}

/// Every file below a folder with its text.
fn tree(root: &Path) -> Files {
    let mut found = Files::new();
    let mut waiting = vec![root.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                let relative = path
                    .strip_prefix(root)
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .replace('\\', "/");
                found.insert(relative, fs::read_to_string(path).unwrap());
            }
        }
    }
    found
}

#[test]
fn writes_then_leaves_alone_what_is_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("deep/out");
    let first = files(&[("Cargo.toml", "1"), ("a/src/lib.rs", "2")]);
    assert_eq!(write(&root, Layout::Workspace, &first).unwrap().len(), 2);
    assert_eq!(tree(&root), first);

    let time = fs::metadata(root.join("Cargo.toml"))
        .unwrap()
        .modified()
        .unwrap();
    let second = files(&[("Cargo.toml", "1"), ("a/src/lib.rs", "3")]);
    let changes = write(&root, Layout::Workspace, &second).unwrap();
    assert_eq!(
        changes,
        [Change {
            path: "a/src/lib.rs".into(),
            kind: ChangeKind::Updated,
            foreign: false
        }]
    );
    assert_eq!(
        fs::metadata(root.join("Cargo.toml"))
            .unwrap()
            .modified()
            .unwrap(),
        time
    );
    assert!(write(&root, Layout::Workspace, &second).unwrap().is_empty());
}

#[test]
fn removes_orphans_and_keeps_files_of_the_user() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    write(
        root,
        Layout::Workspace,
        &files(&[("a/src/lib.rs", "1"), ("a/src/old/gone.rs", "2")]),
    )
    .unwrap();
    fs::write(root.join("a/src/mine.rs"), "fn mine() {}").unwrap();
    fs::create_dir(root.join("target")).unwrap();
    fs::write(root.join("target/CACHEDIR.TAG"), "").unwrap();
    fs::write(root.join("target/x.rs"), marked("built")).unwrap();

    let changes = write(root, Layout::Workspace, &files(&[("a/src/lib.rs", "1")])).unwrap();
    assert_eq!(
        changes,
        [Change {
            path: "a/src/old/gone.rs".into(),
            kind: ChangeKind::Removed,
            foreign: false
        }]
    );
    assert!(!root.join("a/src/old").exists());
    assert!(root.join("a/src/mine.rs").exists() && root.join("target/x.rs").exists());
}

#[test]
fn the_crates_layout_does_not_look_beside_its_crates() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    write(
        root,
        Layout::Crates,
        &files(&[("a/x.rs", "1"), ("b/x.rs", "1")]),
    )
    .unwrap();
    let changes = write(root, Layout::Crates, &files(&[("a/y.rs", "1")])).unwrap();
    assert_eq!(changes.len(), 2);
    assert!(root.join("b/x.rs").exists() && !root.join("a/x.rs").exists());
}

#[test]
fn a_file_of_the_user_in_the_way_stops_everything() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    fs::write(root.join("Cargo.toml"), "[package]").unwrap();
    let error = write(
        root,
        Layout::Workspace,
        &files(&[("Cargo.toml", "1"), ("a.rs", "1")]),
    )
    .unwrap_err();
    assert!(matches!(error, Error::NotGenerated(_)), "{error}");
    assert_eq!(
        tree(root),
        Files::from([("Cargo.toml".into(), "[package]".into())])
    );
}

#[test]
fn paths_that_leave_the_folder_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("out");
    for path in ["../x", "/tmp/x", "a/../../x", "", "a\\..\\x", ".", "./a"] {
        let error = write(&root, Layout::Workspace, &files(&[(path, "1")])).unwrap_err();
        assert!(matches!(error, Error::OutsideFolder(_)), "{path}: {error}");
        assert!(!root.exists(), "a refused folder is not left behind");
    }
}

#[test]
fn folders_that_cannot_be_meant_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let home = std::env::home_dir().unwrap();
    for root in [Path::new("/"), &home, &file] {
        let error = write(
            root,
            Layout::Workspace,
            &files(&[("specwright-refused.rs", "1")]),
        )
        .unwrap_err();
        assert!(
            matches!(error, Error::Refused { .. }),
            "{}: {error}",
            root.display()
        );
    }
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_symbolic_link() {
    use std::os::unix::fs::symlink;
    let (folder, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let root = folder.path().join("out");
    fs::create_dir(&root).unwrap();
    fs::write(outside.path().join("x.rs"), marked("theirs")).unwrap();
    let before = tree(outside.path());

    symlink(outside.path(), root.join("a")).unwrap();
    let error = write(&root, Layout::Workspace, &files(&[("a/x.rs", "1")])).unwrap_err();
    assert!(matches!(error, Error::SymbolicLink(_)), "{error}");
    // A link beside what is generated is somebody's own, and no orphan is looked for behind it.
    write(&root, Layout::Workspace, &files(&[("b/x.rs", "1")])).unwrap();
    symlink(outside.path().join("x.rs"), root.join("c.rs")).unwrap();
    let error = write(&root, Layout::Workspace, &files(&[("c.rs", "1")])).unwrap_err();
    assert!(matches!(error, Error::SymbolicLink(_)), "{error}");
    symlink(&root, folder.path().join("link")).unwrap();
    let error = write(
        &folder.path().join("link"),
        Layout::Workspace,
        &files(&[("d.rs", "1")]),
    )
    .unwrap_err();
    assert!(matches!(error, Error::Refused { .. }), "{error}");
    assert_eq!(tree(outside.path()), before);
}

/// A kill is a panic that nobody catches before it left `apply`: nothing is cleaned up on the way.
#[test]
fn killed_at_any_moment_the_next_run_repairs() {
    let old = files(&[("Cargo.toml", "1"), ("a/lib.rs", "1"), ("a/gone.rs", "1")]);
    let new = files(&[
        ("Cargo.toml", "2"),
        ("a/lib.rs", "2"),
        ("b/deep/new.rs", "2"),
    ]);
    let mut moments = 0;
    loop {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        write(root, Layout::Workspace, &old).unwrap();
        let changes = changes::find(root, Layout::Workspace, &new).unwrap();
        let mut left = moments;
        let mut step = || {
            assert!(left > 0, "killed");
            left -= 1;
        };
        let survived = catch_unwind(AssertUnwindSafe(|| {
            commit::apply(root, &new, &changes, &mut step)
        }))
        .is_ok();
        if survived {
            assert_eq!(tree(root), new);
            break;
        }
        if commit::is_interrupted(root) {
            assert!(matches!(
                check(root, Layout::Workspace, &new),
                Err(Error::Interrupted(_))
            ));
        }
        repair(root).unwrap();
        let without_staging: Files = tree(root)
            .into_iter()
            .filter(|(path, _)| !path.starts_with('.'))
            .collect();
        assert_eq!(without_staging, old, "after a kill at moment {moments}");
        write(root, Layout::Workspace, &new).unwrap();
        assert_eq!(tree(root), new, "after a kill at moment {moments}");
        moments += 1;
    }
    assert!(moments >= 8, "only {moments} moments were tried");
}

#[test]
fn a_failure_in_the_middle_brings_the_old_tree_back() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let old = files(&[("a/lib.rs", "1"), ("z.rs", "1")]);
    write(root, Layout::Workspace, &old).unwrap();
    let new = files(&[("a/lib.rs", "2"), ("b/new.rs", "2"), ("y.rs", "2")]);
    let changes = changes::find(root, Layout::Workspace, &new).unwrap();
    let mut steps = 0;
    // A folder appears where the last file goes, after the exchange of the others began.
    let mut step = || {
        steps += 1;
        if steps == changes.len() + 2 {
            fs::create_dir_all(root.join("y.rs/blocked")).unwrap();
        }
    };
    commit::apply(root, &new, &changes, &mut step).unwrap_err();
    fs::remove_dir_all(root.join("y.rs")).unwrap();
    assert_eq!(tree(root), old);
}

#[test]
fn check_shows_everything_and_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    write(
        root,
        Layout::Workspace,
        &files(&[("a.rs", "1"), ("b.rs", "1"), ("crlf.rs", "1")]),
    )
    .unwrap();
    fs::write(root.join("crlf.rs"), marked("1").replace('\n', "\r\n")).unwrap();
    let before = tree(root);
    let found = check(
        root,
        Layout::Workspace,
        &files(&[("a.rs", "2"), ("c.rs", "1"), ("crlf.rs", "1")]),
    )
    .unwrap();
    let shown: Vec<_> = found
        .iter()
        .map(|d| {
            (
                d.change.path.as_str(),
                d.change.kind,
                d.diff.contains("-1\n+2"),
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            ("a.rs", ChangeKind::Updated, true),
            ("b.rs", ChangeKind::Removed, false),
            ("c.rs", ChangeKind::Added, false)
        ]
    );
    assert_eq!(tree(root), before);
    assert_eq!(
        check(
            &root.join("none"),
            Layout::Workspace,
            &files(&[("a.rs", "2")])
        )
        .unwrap()
        .len(),
        1
    );
}

#[test]
fn two_generators_take_turns() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let sets: Vec<Files> = (0..4)
        .map(|n| {
            (0..40)
                .map(|i| (format!("f{i}.rs"), marked(&n.to_string())))
                .collect()
        })
        .collect();
    std::thread::scope(|scope| {
        for set in &sets {
            scope.spawn(|| write(root, Layout::Workspace, set).unwrap());
        }
    });
    assert!(sets.contains(&tree(root)), "the folder holds a mixture");
}
