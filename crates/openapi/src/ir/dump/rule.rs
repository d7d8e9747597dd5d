//! Rules as text.

use super::schema::{length, range, type_ref};
use super::{Lines, flag, optional};
use crate::ir::{Api, ArrayRule, Lengths, ObjectRule, Rule, RuleId};

/// Writes a rule, with one keyword to a line.
pub(super) fn dump(out: &mut Lines, api: &Api, id: RuleId, rule: &Rule) {
    let types: Vec<&str> = rule.types.iter().map(|ty| ty.name()).collect();
    let types = match types.as_slice() {
        [] => String::new(),
        types => format!(" {}", types.join(" or ")),
    };
    let format = rule.format.as_ref().map(|format| format!("{format:?}"));
    let pattern = rule.pattern.as_ref().map(|text| format!("{text:?}"));
    out.line(
        0,
        format_args!(
            "rule {}:{}{}{types}{}{}{}{}{}{}",
            usize::from(id),
            flag(" never", rule.never),
            flag(" nullable", rule.nullable),
            optional(" schema ", rule.schema.map(|ty| type_ref(api, ty))),
            optional(" kind of #", rule.kind.map(usize::from)),
            optional(" format ", format),
            range(&rule.bounds),
            length(&rule.string_lengths),
            optional(" pattern ", pattern),
        ),
    );
    for value in rule.values.iter().flatten() {
        out.line(1, format_args!("value {value}"));
    }
    dump_array(out, &rule.array);
    dump_object(out, &rule.object);
    dump_applicators(out, rule);
}

fn dump_array(out: &mut Lines, rule: &ArrayRule) {
    list(out, "prefix", &rule.prefix);
    single(out, "items", rule.items);
    if let Some(contains) = rule.contains {
        let (rule, count) = (usize::from(contains.rule), length(&contains.count));
        out.line(1, format_args!("contains: {rule}{count}"));
    }
    if rule.lengths != Lengths::default() || rule.unique {
        let unique = flag(" unique", rule.unique);
        out.line(1, format_args!("items{}{unique}", length(&rule.lengths)));
    }
}

fn dump_object(out: &mut Lines, rule: &ObjectRule) {
    named(out, "property", &rule.properties);
    named(out, "pattern", &rule.patterns);
    single(out, "additional", rule.additional);
    single(out, "names", rule.names);
    if rule.lengths != Lengths::default() {
        out.line(1, format_args!("properties{}", length(&rule.lengths)));
    }
    if !rule.required.is_empty() {
        out.line(1, format_args!("requires {:?}", rule.required));
    }
    for (name, required) in &rule.dependent_required {
        out.line(1, format_args!("{name:?} requires {required:?}"));
    }
    named(out, "dependent", &rule.dependent_schemas);
}

fn dump_applicators(out: &mut Lines, rule: &Rule) {
    list(out, "all of", &rule.all_of);
    for choice in &rule.choices {
        let keyword = if choice.exclusive { "one of" } else { "any of" };
        list(out, keyword, &choice.branches);
    }
    single(out, "not", rule.not);
    if let Some(condition) = rule.condition {
        single(out, "if", Some(condition.test));
        single(out, "then", condition.then);
        single(out, "else", condition.otherwise);
    }
    single(out, "unevaluated properties", rule.unevaluated_properties);
    single(out, "unevaluated items", rule.unevaluated_items);
}

fn single(out: &mut Lines, keyword: &str, rule: Option<RuleId>) {
    if let Some(rule) = rule {
        out.line(1, format_args!("{keyword}: {}", usize::from(rule)));
    }
}

fn list(out: &mut Lines, keyword: &str, rules: &[RuleId]) {
    if !rules.is_empty() {
        let rules: Vec<String> = rules
            .iter()
            .map(|id| usize::from(*id).to_string())
            .collect();
        out.line(1, format_args!("{keyword}: {}", rules.join(", ")));
    }
}

fn named(out: &mut Lines, keyword: &str, rules: &[(String, RuleId)]) {
    for (name, rule) in rules {
        out.line(
            1,
            format_args!("{keyword} {name:?}: {}", usize::from(*rule)),
        );
    }
}
