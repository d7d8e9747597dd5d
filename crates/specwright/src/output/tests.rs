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

/// Returns the text of every file below a folder.
fn tree(root: &Path) -> Files {
    let mut found = Files::new();
    let mut pending = vec![root.to_owned()];
    while let Some(folder) = pending.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                pending.push(path);
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
fn unchanged_files_keep_their_modification_time() {
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
fn orphans_are_removed_and_files_of_the_user_are_kept() {
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
fn the_crates_layout_ignores_folders_of_other_crates() {
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
fn a_file_of_the_user_is_never_overwritten() {
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
fn paths_that_leave_the_folder_are_rejected() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("out");
    for path in ["../x", "/tmp/x", "a/../../x", "", "a\\..\\x", ".", "./a"] {
        let error = write(&root, Layout::Workspace, &files(&[(path, "1")])).unwrap_err();
        assert!(matches!(error, Error::OutsideFolder(_)), "{path}: {error}");
        assert!(!root.exists(), "no empty folder remains");
    }
}

#[test]
fn the_root_folder_the_home_folder_and_files_are_rejected() {
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
            matches!(error, Error::ForbiddenFolder { .. }),
            "{}: {error}",
            root.display()
        );
    }
}

#[cfg(unix)]
#[test]
fn symbolic_links_are_not_followed() {
    use std::os::unix::fs::symlink;
    let (folder, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let root = folder.path().join("out");
    fs::create_dir(&root).unwrap();
    fs::write(outside.path().join("x.rs"), marked("theirs")).unwrap();
    let before = tree(outside.path());

    symlink(outside.path(), root.join("a")).unwrap();
    let error = write(&root, Layout::Workspace, &files(&[("a/x.rs", "1")])).unwrap_err();
    assert!(matches!(error, Error::SymbolicLink(_)), "{error}");
    // A symbolic link beside the generated files is ignored, and not searched for orphans.
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
    assert!(matches!(error, Error::ForbiddenFolder { .. }), "{error}");
    assert_eq!(tree(outside.path()), before);
}

/// A panic in `step` leaves `apply` without any cleanup, as a kill does.
#[test]
fn the_next_run_repairs_a_run_killed_at_any_step() {
    let old = files(&[("Cargo.toml", "1"), ("a/lib.rs", "1"), ("a/gone.rs", "1")]);
    let new = files(&[
        ("Cargo.toml", "2"),
        ("a/lib.rs", "2"),
        ("b/deep/new.rs", "2"),
    ]);
    let mut kills = 0;
    loop {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        write(root, Layout::Workspace, &old).unwrap();
        let changes = changes::find(root, Layout::Workspace, &new).unwrap();
        let mut remaining = kills;
        let mut step = || {
            assert!(remaining > 0, "killed");
            remaining -= 1;
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
        assert_eq!(without_staging, old, "after a kill at step {kills}");
        write(root, Layout::Workspace, &new).unwrap();
        assert_eq!(tree(root), new, "after a kill at step {kills}");
        kills += 1;
    }
    assert!(kills >= 8, "only {kills} steps were tested");
}

#[test]
fn a_failure_halfway_restores_the_old_files() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let old = files(&[("a/lib.rs", "1"), ("z.rs", "1")]);
    write(root, Layout::Workspace, &old).unwrap();
    let new = files(&[("a/lib.rs", "2"), ("b/new.rs", "2"), ("y.rs", "2")]);
    let changes = changes::find(root, Layout::Workspace, &new).unwrap();
    let mut steps = 0;
    // Before the last file is renamed, a folder is created at its path.
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
fn check_reports_all_differences_without_writing() {
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
fn concurrent_runs_do_not_mix_their_files() {
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
    assert!(
        sets.contains(&tree(root)),
        "the folder mixes files of several runs"
    );
}
