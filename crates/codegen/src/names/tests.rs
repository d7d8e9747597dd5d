use super::*;

fn types(texts: &[&str]) -> Vec<String> {
    let mut scope = Scope::new();
    texts
        .iter()
        .map(|text| scope.name::<TypeName>(text).as_str().to_owned())
        .collect()
}

fn variants(texts: &[&str]) -> Vec<String> {
    let mut scope = Scope::new();
    texts
        .iter()
        .map(|text| scope.name::<VariantName>(text).as_str().to_owned())
        .collect()
}

fn field(text: &str) -> String {
    Scope::new().name::<FieldName>(text).as_str().to_owned()
}

fn module(text: &str) -> String {
    Scope::new().name::<ModuleName>(text).as_str().to_owned()
}

#[test]
fn casing_follows_the_kind() {
    assert_eq!(
        types(&["create-session", "HTTPError", "v1.Pod"]),
        ["CreateSession", "HttpError", "V1Pod"]
    );
    assert_eq!(field("externalRef"), "external_ref");
    assert_eq!(
        Scope::new().name::<ConstName>("externalRef").as_str(),
        "EXTERNAL_REF"
    );
}

#[test]
fn conflicts_are_resolved_by_fallbacks_and_then_by_numbers() {
    assert_eq!(
        types(&["fooBar", "foo_bar", "FooBar"]),
        ["FooBar", "FooUnderscoreBar", "FooBar2"]
    );
    let mut scope = Scope::new();
    let first: TypeName = scope.name("Order");
    let second: TypeName = scope.name_or("order", &["order request"]);
    assert_eq!((first.as_str(), second.as_str()), ("Order", "OrderRequest"));
}

#[test]
fn any_text_becomes_a_name() {
    assert_eq!(
        variants(&["", " ", "1", "-1", "+1", "<=", "self"]),
        [
            "Empty",
            "Space",
            "Value1",
            "Minus1",
            "Plus1",
            "LessEqual",
            "SelfValue"
        ]
    );
    assert_eq!(
        types(&["Option", "Größe", "日本", "\u{200d}x"]),
        ["OptionType", "Grosse", "RiBen", "X"]
    );
    assert_eq!(field("self"), "self_");
    assert_eq!(field("type"), "type");
    assert_eq!(field("$ref"), "ref");
    assert_eq!(field("_"), "underscore");
    assert_eq!(module("type"), "type_");
    assert_eq!(module("COM1"), "com1_");
    assert_eq!(module("../../etc/passwd"), "etc_passwd");
}

#[test]
fn long_names_are_cut_and_stay_unique() {
    let long = "a".repeat(300);
    let longer = "a".repeat(301);
    let names = types(&[&long, &longer]);
    assert!(names.iter().all(|name| name.len() <= 100), "{names:?}");
    assert_ne!(names[0], names[1]);
}

#[test]
fn package_names_are_valid_for_cargo() {
    assert_eq!(
        PackageName::from_text("3scale API\n[evil]").as_str(),
        "api-3scale-api-evil"
    );
    assert_eq!(
        PackageName::from_text("🦀🦀")
            .with_suffix("types")
            .as_str()
            .split('-')
            .next_back(),
        Some("types")
    );
    assert_eq!(
        PackageName::from_text("").with_suffix("types").crate_name(),
        "api_types"
    );
}

#[test]
fn plurals_of_acronyms_and_unusual_names_are_one_word() {
    for (text, field) in [
        ("IDs", "ids"),
        ("contactIDs", "contact_ids"),
        ("APIsOfUser", "apis_of_user"),
        ("OAuth2", "oauth2"),
        ("IPv4Address", "ipv4_address"),
        ("IDsight", "i_dsight"),
    ] {
        assert_eq!(
            Scope::new().name::<FieldName>(text).as_str(),
            field,
            "{text}"
        );
    }
}
