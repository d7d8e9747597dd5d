//! Rules of the model as JSON Schema 2020-12.

use serde_json::{Map, Value, json};
use specwright::openapi::ir::{ArrayRule, Lengths, ObjectRule, Rule, RuleId};

use super::keyword::{bounds, length_keywords, reference, set};

/// Returns the key of a rule under `$defs`.
pub fn key(id: RuleId) -> String {
    format!("rule{}", usize::from(id))
}

/// Returns a reference to a rule.
pub fn rule_reference(id: RuleId) -> Value {
    json!({ "$ref": format!("#/$defs/{}", key(id)) })
}

/// Returns the schema of a rule. `kind` is the schema of [`Rule::kind`].
pub fn schema(rule: &Rule, kind: Option<Value>) -> Value {
    if rule.never {
        return json!(false);
    }
    let mut schema = bounds(&rule.bounds);
    let lengths = length_keywords(&rule.string_lengths, "minLength", "maxLength");
    schema.extend(lengths);
    if !rule.types.is_empty() {
        let types = rule.types.iter().map(|ty| ty.name());
        schema.insert("type".to_owned(), types.collect());
    }
    set(&mut schema, "format", rule.format.clone());
    set(&mut schema, "pattern", rule.pattern.clone());
    set(&mut schema, "enum", rule.values.clone());
    array(&mut schema, &rule.array);
    object(&mut schema, &rule.object);
    let mut all: Vec<Value> = rule.all_of.iter().copied().map(rule_reference).collect();
    all.extend(rule.schema.map(reference));
    all.extend(kind);
    for choice in &rule.choices {
        let keyword = if choice.exclusive { "oneOf" } else { "anyOf" };
        let branches = choice.branches.iter().copied().map(rule_reference);
        all.push(json!({ keyword: branches.collect::<Vec<_>>() }));
    }
    if !all.is_empty() {
        schema.insert("allOf".to_owned(), json!(all));
    }
    single(&mut schema, "not", rule.not);
    if let Some(condition) = rule.condition {
        single(&mut schema, "if", Some(condition.test));
        single(&mut schema, "then", condition.then);
        single(&mut schema, "else", condition.otherwise);
    }
    let unevaluated = rule.unevaluated_properties;
    single(&mut schema, "unevaluatedProperties", unevaluated);
    single(&mut schema, "unevaluatedItems", rule.unevaluated_items);
    match rule.nullable {
        true => json!({ "anyOf": [schema, { "type": "null" }] }),
        false => Value::Object(schema),
    }
}

fn array(schema: &mut Map<String, Value>, rule: &ArrayRule) {
    if !rule.prefix.is_empty() {
        let prefix = rule.prefix.iter().copied().map(rule_reference);
        schema.insert("prefixItems".to_owned(), prefix.collect());
    }
    single(schema, "items", rule.items);
    if let Some(contains) = rule.contains {
        single(schema, "contains", Some(contains.rule));
        let count = length_keywords(&contains.count, "minContains", "maxContains");
        schema.extend(count);
    }
    schema.extend(length_keywords(&rule.lengths, "minItems", "maxItems"));
    schema.insert("uniqueItems".to_owned(), json!(rule.unique));
}

fn object(schema: &mut Map<String, Value>, rule: &ObjectRule) {
    named(schema, "properties", &rule.properties);
    named(schema, "patternProperties", &rule.patterns);
    named(schema, "dependentSchemas", &rule.dependent_schemas);
    single(schema, "additionalProperties", rule.additional);
    single(schema, "propertyNames", rule.names);
    schema.insert("required".to_owned(), json!(rule.required));
    let Lengths { min, max } = rule.lengths;
    set(schema, "minProperties", min);
    set(schema, "maxProperties", max);
    let dependent = rule.dependent_required.iter().cloned();
    let dependent: Map<String, Value> = dependent
        .map(|(name, required)| (name, json!(required)))
        .collect();
    schema.insert("dependentRequired".to_owned(), Value::Object(dependent));
}

fn single(schema: &mut Map<String, Value>, keyword: &str, rule: Option<RuleId>) {
    set(schema, keyword, rule.map(rule_reference));
}

fn named(schema: &mut Map<String, Value>, keyword: &str, rules: &[(String, RuleId)]) {
    if !rules.is_empty() {
        let rules = rules.iter();
        let rules: Map<String, Value> = rules
            .map(|(name, rule)| (name.clone(), rule_reference(*rule)))
            .collect();
        schema.insert(keyword.to_owned(), Value::Object(rules));
    }
}
