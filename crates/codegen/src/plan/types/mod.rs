//! The types crate.
//!
//! [`plan`] first names the schemas that become types ([`naming`]), then determines the type of
//! each use of a schema ([`type_use`]), then plans the definition of each type ([`shape`]), and
//! last makes the decisions that need all definitions: accessors of defaults ([`mod@default`]),
//! initial values ([`initial`]), variants that are unions ([`open_union`]), structs that need serde's
//! derives ([`by_serde`]), properties with one value ([`constant`]), definitions that several types
//! share ([`sharing`]), boxes, lints and the recursion limit ([`layout`]).

mod alias;
mod binary;
mod by_serde;
mod constant;
mod content_enum;
mod default;
mod default_expression;
mod docs;
mod enumeration;
mod field_counts;
mod headers;
mod initial;
mod layout;
mod location;
mod naming;
mod null;
mod number;
mod open_union;
mod presence;
mod reachable;
mod shape;
mod sharing;
mod structure;
mod tuple;
mod type_use;
mod union;
mod unnamed;
mod variant;

use std::collections::BTreeMap;

use self::content_enum::NamedContentEnums;
use self::headers::NamedHeaders;
use self::naming::Naming;
use self::reachable::Uses;
use self::type_use::TypeUses;
use super::alternatives;
use super::model::multipart::FileProperties;
use super::model::ty::RustType;
use super::model::types::{TypeItem, TypesPlan};
use super::overrides::Overrides;
use super::selection::Selection;

use specwright_openapi::diagnostic::Report;
use specwright_openapi::ir::{SchemaId, SchemaName};

/// Plans the types crate. All schemas get names, so that names do not depend on the selection;
/// types are generated for the selected ones.
pub(super) fn plan(
    overrides: &Overrides<'_>,
    selection: &Selection,
    report: &mut Report,
) -> TypesPlan {
    let schemas = overrides.schemas();
    let multipart = alternatives::multipart_bodies(schemas);
    let reachable = Uses {
        schemas,
        multipart: &multipart,
    };
    let mut naming = Naming::new(overrides, &reachable.all());
    let headers = NamedHeaders::new(schemas.api, &multipart, &mut naming, overrides);
    let content_enums = NamedContentEnums::new(schemas.api, &mut naming, overrides);
    let uses = TypeUses::new(overrides, &naming);
    let mut headers = headers.select(&uses, selection);
    sharing::share_headers(&mut headers.plans);

    let mut generated = naming.schemas.clone();
    let selected = reachable.selected(selection);
    generated.retain(|id| selected.contains(id));
    number::check(overrides, &selected, report);
    binary::check(overrides, &selected, &multipart, report);
    let mut items = items(&uses, &naming, &generated, &multipart);
    default::add_accessors(schemas, &generated, &mut items);
    initial::add(schemas, &generated, &mut items);
    open_union::mark(&mut items);
    let foreign = by_serde::foreign_aliases(&items);
    by_serde::mark(&foreign, &mut items);
    let direct = reachable.direct().into_iter();
    let roots: Vec<RustType> = direct.map(|id| uses.schema(id, 0)).collect();
    constant::apply(&mut generated, &mut items, &roots, overrides);
    sharing::apply(&generated, &mut items, &|id| {
        matches!(schemas.api.schema(id).name, SchemaName::Inline { .. })
    });
    let recursion_limit = layout::apply(&mut items);
    let names = items.iter().map(|item| item.path.clone());
    let named = generated.iter().copied().zip(names.clone().zip(0..));
    let mut plan = TypesPlan {
        closes_enums: overrides.closes_enums(),
        keeps_unknown: overrides.keeps_unknown(),
        foreign,
        recursion_limit,
        by_name: names.zip(0..).collect(),
        names: named.collect(),
        uses: schemas.iter().map(|(id, _)| uses.schema(id, 0)).collect(),
        fields: field_counts::count(&items, &headers.plans),
        modules: naming.locations.modules(),
        response_headers: headers.by_response,
        part_headers: headers.by_part,
        headers: headers.plans,
        multipart,
        items,
        ..TypesPlan::default()
    };
    content_enums.add(&mut plan, selection);
    plan
}

fn items(
    uses: &TypeUses<'_>,
    naming: &Naming,
    generated: &[SchemaId],
    multipart: &BTreeMap<SchemaId, FileProperties>,
) -> Vec<TypeItem> {
    let named = generated
        .iter()
        .filter_map(|id| Some((*id, naming.names.get(id)?)));
    let items = named.map(|(id, location)| TypeItem {
        path: location.path.clone(),
        file: location.file.clone(),
        docs: docs::plan(uses.schemas, naming, id),
        shape: shape::plan(uses, id, multipart.get(&id)),
        derives: uses.overrides.derives(id),
        attributes: uses.overrides.attributes(id),
    });
    items.collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::config::Config;
    use crate::plan::model::structure::Presence;
    use crate::plan::model::ty::RustType;
    use crate::plan::model::types::Shape;
    use crate::plan::sample_api::api;

    fn plan_with(schemas: Value, toml: &str) -> TypesPlan {
        let api = api(json!({}), schemas);
        let config = Config::read("specwright.toml", toml);
        let mut report = Report::default();
        let overrides = Overrides::new(&api, &config, &mut report);
        let selection = Selection::new(&api, &config, &mut report);
        plan(&overrides, &selection, &mut report)
    }

    fn item<'a>(plan: &'a TypesPlan, name: &str) -> &'a TypeItem {
        let mut items = plan.items.iter();
        match items.find(|item| item.path.as_str() == name) {
            Some(item) => item,
            None => panic!("the plan has no type `{name}`"),
        }
    }

    fn field_type(plan: &TypesPlan, name: &str) -> RustType {
        match &item(plan, name).shape {
            Shape::Struct(plan) => plan.fields[0].ty.clone(),
            shape => panic!("expected a struct, found {shape:?}"),
        }
    }

    fn reference(name: &str) -> Value {
        json!({ "$ref": format!("#/components/schemas/{name}") })
    }

    fn object(property: Value) -> Value {
        json!({ "type": "object", "properties": { "property": property } })
    }

    #[test]
    fn an_array_that_contains_itself_is_a_newtype() {
        let plan = plan_with(
            json!({ "Tree": { "type": "array", "items": reference("Tree") } }),
            "",
        );
        assert!(matches!(item(&plan, "Tree").shape, Shape::Newtype { .. }));
    }

    #[test]
    fn an_array_of_another_type_is_an_alias() {
        let plan = plan_with(
            json!({ "Names": { "type": "array", "items": { "type": "string" } } }),
            "",
        );
        let names = RustType::Vec(Box::new(RustType::String));
        assert!(matches!(&item(&plan, "Names").shape, Shape::Alias(ty) if *ty == names));
    }

    #[test]
    fn an_object_that_contains_itself_is_boxed() {
        let plan = plan_with(json!({ "Node": object(reference("Node")) }), "");
        assert!(matches!(field_type(&plan, "Node"), RustType::Boxed(_)));
    }

    #[test]
    fn a_user_supplied_type_replaces_a_schema_and_breaks_its_cycle() {
        let schemas = json!({
            "Node": object(reference("Edge")),
            "Edge": object(reference("Node")),
        });
        let plan = plan_with(schemas, "schemas.Edge.type = 'graph::Edge'");
        assert!(matches!(field_type(&plan, "Node"), RustType::User(_)));
        assert!(matches!(
            item(&plan, "Edge").shape,
            Shape::Alias(RustType::User(_))
        ));
    }

    #[test]
    fn a_property_of_any_value_needs_no_option_for_null() {
        let plan = plan_with(json!({ "Any": object(json!({})) }), "");
        let Shape::Struct(structure) = &item(&plan, "Any").shape else {
            panic!("expected a struct");
        };
        assert_eq!(structure.fields[0].presence, Presence::OptionalValue);
    }

    fn target(plan: &TypesPlan, name: &str) -> Option<String> {
        match &item(plan, name).shape {
            Shape::Alias(RustType::Named(target)) => Some(target.as_str().to_owned()),
            _ => None,
        }
    }

    /// A property that is an object with an enum as a property.
    fn address(description: &str) -> Value {
        let country = json!({ "type": "string", "enum": ["de", "fr"], "description": description });
        object(object(country))
    }

    #[test]
    fn inline_types_with_the_same_definition_are_aliases_of_the_first() {
        let schemas = json!({ "A": address("x"), "B": address("x"), "C": address("y") });
        let plan = plan_with(schemas, "");
        let first = |name: &str| Some(name.to_owned());
        assert_eq!(target(&plan, "BProperty"), first("AProperty"));
        assert_eq!(
            target(&plan, "BPropertyProperty"),
            first("APropertyProperty")
        );
        // Its field has another description, but the values of the enum are the same.
        assert_eq!(target(&plan, "CProperty"), None);
        assert_eq!(
            target(&plan, "CPropertyProperty"),
            first("APropertyProperty")
        );
        assert_eq!(plan.count(), 6);
    }

    #[test]
    fn components_with_the_same_definition_are_types_of_their_own() {
        let schemas = json!({ "A": object(json!({})), "B": object(json!({})) });
        let plan = plan_with(schemas, "");
        assert!(matches!(item(&plan, "B").shape, Shape::Struct(_)));
    }

    #[test]
    fn an_inline_type_with_the_definition_of_a_component_is_an_alias_of_it() {
        let property = json!({ "type": "string" });
        let schemas = json!({ "A": object(object(property.clone())), "B": object(property) });
        let plan = plan_with(schemas, "");
        assert_eq!(target(&plan, "AProperty"), Some("B".to_owned()));
        assert_eq!(target(&plan, "B"), None);
    }

    #[test]
    fn inline_types_with_other_derives_are_types_of_their_own() {
        let schemas = json!({ "A": address("x"), "B": address("x") });
        let derives = "schemas.'#/components/schemas/B/properties/property'.derive = ['Eq']";
        let plan = plan_with(schemas, derives);
        assert_eq!(target(&plan, "BProperty"), None);
    }

    #[test]
    fn names_remain_when_the_document_grows() {
        let schemas = json!({ "B": address("x"), "D": address("x") });
        let before = plan_with(schemas, "");
        let grown = json!({
            "A": address("x"), "B": address("x"), "C": address("y"), "D": address("x"),
            "E": object(json!({ "type": "string", "enum": ["de", "fr"] })),
        });
        let after = plan_with(grown, "");
        assert_eq!(target(&before, "BProperty"), None);
        assert_eq!(target(&after, "BProperty"), Some("AProperty".to_owned()));
        for item in &before.items {
            let shape = |plan: &TypesPlan| {
                let definition = plan.definition(&item.path).expect("the type is planned");
                std::mem::discriminant(&definition.shape)
            };
            assert_eq!(shape(&before), shape(&after), "{:?}", item.path);
            assert!(
                after.item(&item.path).is_some(),
                "{:?} is missing",
                item.path
            );
        }
    }

    #[test]
    fn paths_of_types_in_modules_remain_when_the_document_grows() {
        let name = "a_property_whose_name_is_rather_long";
        let nested = |inner: Value| json!({ "type": "object", "properties": { name: inner } });
        let deep = || {
            nested(nested(object(
                json!({ "type": "string", "enum": ["a", "b"] }),
            )))
        };
        let before = plan_with(json!({ "B": deep() }), "");
        let grown = json!({
            "A": deep(), "B": deep(), "C": deep(),
            "BAPropertyWhoseNameIsRatherLong": object(json!({})),
            "APropertyWhoseNameIsRatherLong": object(json!({})),
        });
        let after = plan_with(grown, "");
        let in_modules = |plan: &TypesPlan| {
            let paths = plan.items.iter().map(|item| item.path.clone());
            paths.filter(|path| !path.modules().is_empty()).count()
        };
        assert_eq!((in_modules(&before), in_modules(&after)), (2, 6));
        for path in before.items.iter().map(|item| &item.path) {
            // A component takes the name of an inline type at the root.
            let is_taken = path.as_str() == "BAPropertyWhoseNameIsRatherLong";
            assert!(
                is_taken || after.item(path).is_some(),
                "{path:?} is missing"
            );
        }
    }

    #[test]
    fn undeclared_properties_are_kept_if_the_configuration_says_so() {
        let schemas = json!({ "Open": object(json!({ "type": "string" })) });
        for (toml, is_kept) in [("", false), ("types.unknown-members = 'keep'", true)] {
            let plan = plan_with(schemas.clone(), toml);
            let Shape::Struct(structure) = &item(&plan, "Open").shape else {
                panic!("expected a struct");
            };
            assert_eq!(structure.additional.is_some(), is_kept);
        }
    }

    #[test]
    fn structs_derive_serde_only_if_something_needs_it() {
        let schemas = json!({
            "Plain": {"properties": {"x": {"$ref": "#/components/schemas/Derived"}}},
            "Standard": {"properties": {"x": {"type": "integer"}}},
            "Derived": {"properties": {"x": {"type": "integer"}}},
            "Attributed": {"properties": {"x": {"type": "integer"}}},
            "Money": {"type": "string", "minLength": 1},
            "Prices": {"type": "array", "items": {"$ref": "#/components/schemas/Money"}},
            "Paid": {"properties": {"x": {"$ref": "#/components/schemas/Prices"}}}
        });
        let toml = r#"
            [schemas.Standard]
            derive = ["Eq"]
            [schemas.Derived]
            derive = ["schemars::JsonSchema"]
            [schemas.Attributed]
            attributes = ["serde(rename_all = \"UPPERCASE\")"]
            [schemas.Money]
            type = "money::Money"
        "#;
        let plan = plan_with(schemas, toml);
        let by_serde = plan.items.iter().filter_map(|item| match &item.shape {
            Shape::Struct(plan) => Some((item.path.as_str(), plan.by_serde)),
            _ => None,
        });
        let by_serde: BTreeMap<&str, bool> = by_serde.collect();
        assert_eq!(
            by_serde,
            BTreeMap::from([
                ("Attributed", true),
                ("Derived", true),
                ("Paid", true),
                ("Plain", false),
                ("Standard", false),
            ])
        );
    }
}
