use quote::quote;

use super::*;

const NAME: &str = "types/lib.rs.j2";

fn render(template: &str, slots: &Slots, context: Value) -> Result<String, TemplateError> {
    let overrides = BTreeMap::from([(NAME.to_owned(), template.to_owned())]);
    Ok(Templates::new(&overrides)?
        .rust(NAME, slots, context)?
        .to_string())
}

#[test]
fn placeholders_are_replaced_by_tokens() {
    let mut slots = Slots::new();
    let name = slots.add(quote!(Evil { a: u8 }));
    let text = render(
        "struct {{ name }} mod x { fn f() { {{ name }} } }",
        &slots,
        minijinja::context! { name },
    );
    assert_eq!(
        text.expect("tokens"),
        "struct Evil { a : u8 } mod x { fn f () { Evil { a : u8 } } }"
    );
}

#[test]
fn a_value_in_a_literal_is_rejected() {
    let mut slots = Slots::new();
    let name = slots.add("\" + evil() + \"");
    let error = render(
        "const A: &str = \"{{ name }}\";",
        &slots,
        minijinja::context! { name },
    );
    assert!(
        matches!(error, Err(TemplateError::SlotInLiteral { .. })),
        "{error:?}"
    );
}

#[test]
fn strings_are_never_printed_in_a_rust_file() {
    for template in [
        "{{ text }}",
        "{% autoescape false %}{{ text }}{% endautoescape %}",
        "{{ text|upper }}",
        "{{ missing }}",
        "{{ text|safe }}",
    ] {
        let error = render(
            template,
            &Slots::new(),
            minijinja::context! { text => "evil()" },
        );
        assert!(
            matches!(error, Err(TemplateError::Render(_))),
            "{template}: {error:?}"
        );
    }
}

#[test]
fn an_override_with_an_unknown_name_is_rejected() {
    let overrides = BTreeMap::from([("../x".to_owned(), String::new())]);
    assert!(matches!(
        Templates::new(&overrides),
        Err(TemplateError::Unknown(_))
    ));
}

#[test]
fn every_template_file_is_embedded() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    let mut found = Vec::new();
    for kind in std::fs::read_dir(&folder).expect("the template folder exists") {
        let kind = kind.expect("a readable entry").path();
        for file in std::fs::read_dir(&kind).expect("a folder for each crate") {
            let path = file.expect("a readable entry").path();
            let name = path
                .strip_prefix(&folder)
                .expect("a path below the template folder")
                .to_string_lossy()
                .replace('\\', "/");
            found.push(name);
        }
    }
    found.sort();
    let mut embedded: Vec<&str> = EMBEDDED.iter().map(|(name, _)| *name).collect();
    embedded.sort_unstable();
    assert_eq!(found, embedded);
}
