//! A test per folder of documents, so that one failure does not hide the others.

use libtest_mimic::Trial;

use crate::Case;

/// Returns one test for each folder of a kind, named after the folder. `check` fails by panicking.
pub fn tests_of(kind: &str, check: fn(&Case)) -> Vec<Trial> {
    let tests = Case::all(kind).into_iter().map(|case| {
        let name = case.name.clone();
        Trial::test(name, move || {
            check(&case);
            Ok(())
        })
    });
    tests.collect()
}

/// Returns a test that is not about a single folder. `check` fails by panicking.
pub fn test(name: &str, check: fn()) -> Trial {
    Trial::test(name, move || {
        check();
        Ok(())
    })
}

/// Returns the settings for snapshots that lie in the folder of their document.
pub fn snapshots_beside(case: &Case) -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_snapshot_path(&case.folder);
    settings
}
