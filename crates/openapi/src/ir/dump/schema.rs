//! Schemas as text.

use super::{Lines, docs, flag, optional, required};
use crate::ir::{
    Access, Additional, Api, Array, Bounds, Discrimination, Enumeration, Lengths, Object, Schema,
    SchemaId, SchemaKind, SchemaName, StringFormat, Tuple, TypeRef, Union, Usage,
};

/// Writes a schema.
pub(super) fn dump(out: &mut Lines, api: &Api, id: SchemaId, schema: &Schema) {
    let head = format!(
        "schema {} {} [{}]{}{}{}",
        id.index(),
        name(api, &schema.name),
        usage(schema.usage),
        optional(" = ", schema.default.as_ref()),
        optional(" rule ", schema.rule.map(usize::from)),
        docs(&schema.docs)
    );
    match &schema.kind {
        SchemaKind::Object(object) => dump_object(out, api, &head, object),
        SchemaKind::Union(union) => dump_union(out, api, &head, union),
        SchemaKind::Enum(enumeration) => dump_enumeration(out, &head, enumeration),
        kind => out.line(0, format_args!("{head}: {}", description(api, kind))),
    }
}

/// Returns a reference: the kind or name of the schema and its id, `?` if it is nullable and `^` if
/// it closes a cycle.
pub(super) fn type_ref(api: &Api, ty: TypeRef) -> String {
    let schema = api.schemas.get(ty.id);
    let name = schema.map(|schema| match &schema.name {
        SchemaName::Component(name) => format!("{name:?}"),
        SchemaName::Inline { .. } => schema.kind.name().to_owned(),
    });
    format!(
        "{}#{}{}{}",
        name.unwrap_or_default(),
        ty.id.index(),
        flag("?", ty.nullable),
        flag("^", ty.cyclic)
    )
}

fn usage(usage: Usage) -> &'static str {
    match (usage.request, usage.response) {
        (true, true) => "request and response",
        (true, false) => "request",
        (false, true) => "response",
        (false, false) => "unused",
    }
}

fn name(api: &Api, name: &SchemaName) -> String {
    match name {
        SchemaName::Component(name) => format!("{name:?}"),
        SchemaName::Inline {
            owner,
            operation,
            steps,
        } => {
            let owner = owner.and_then(|owner| api.schemas.get(owner));
            let owner = owner.map(|schema| match &schema.name {
                SchemaName::Component(name) => format!("{name:?}"),
                SchemaName::Inline { .. } => "inline".to_owned(),
            });
            format!(
                "{}{}{steps:?}",
                owner.unwrap_or_default(),
                operation.as_deref().unwrap_or_default()
            )
        }
    }
}

fn description(api: &Api, kind: &SchemaKind) -> String {
    match kind {
        SchemaKind::Integer { format, bounds } | SchemaKind::Number { format, bounds } => {
            let format = format.as_ref().map(|format| format!(" {format:?}"));
            let format = format.unwrap_or_default();
            format!("{}{format}{}", kind.name(), range(bounds))
        }
        SchemaKind::String {
            format,
            lengths,
            pattern,
        } => {
            let format = match format {
                StringFormat::Plain => String::new(),
                StringFormat::Other(name) => format!(" {name:?}"),
                format => format!(" {format:?}"),
            };
            let pattern = pattern.as_ref().map(|text| format!(" pattern {text:?}"));
            let pattern = pattern.unwrap_or_default();
            format!("string{format}{}{pattern}", length(lengths))
        }
        SchemaKind::Array(array) => array_description(api, array),
        SchemaKind::Tuple(tuple) => tuple_description(api, tuple),
        kind => kind.name().to_owned(),
    }
}

pub(super) fn range(bounds: &Bounds) -> String {
    let minimum = if bounds.exclusive_minimum {
        " > "
    } else {
        " >= "
    };
    let maximum = if bounds.exclusive_maximum {
        " < "
    } else {
        " <= "
    };
    format!(
        "{}{}{}",
        optional(minimum, bounds.minimum.as_ref()),
        optional(maximum, bounds.maximum.as_ref()),
        optional(" multiple of ", bounds.multiple_of.as_ref())
    )
}

pub(super) fn length(lengths: &Lengths) -> String {
    match (lengths.min, lengths.max) {
        (None, None) => String::new(),
        (min, max) => format!(" length {}..{}", optional("", min), optional("", max)),
    }
}

fn array_description(api: &Api, array: &Array) -> String {
    format!(
        "array of {}{}{}",
        type_ref(api, array.items),
        length(&array.lengths),
        flag(" unique", array.unique)
    )
}

fn tuple_description(api: &Api, tuple: &Tuple) -> String {
    let items: Vec<String> = tuple.items.iter().map(|ty| type_ref(api, *ty)).collect();
    let rest = match tuple.rest {
        Additional::Forbidden => String::new(),
        rest => format!(", then {}", additional(api, rest)),
    };
    format!(
        "tuple of {}{rest}{}{}",
        items.join(", "),
        length(&tuple.lengths),
        flag(" unique", tuple.unique)
    )
}

fn additional(api: &Api, additional: Additional) -> String {
    match additional {
        Additional::Unspecified => "unspecified".to_owned(),
        Additional::Forbidden => "forbidden".to_owned(),
        Additional::Any => "any".to_owned(),
        Additional::Typed(ty) => type_ref(api, ty),
    }
}

fn dump_enumeration(out: &mut Lines, head: &str, enumeration: &Enumeration) {
    let ty = enumeration.json_type.map_or("mixed", |ty| ty.name());
    out.line(0, format_args!("{head}: enum of {ty}"));
    for value in &enumeration.values {
        let name = value.name.as_ref().map(|name| format!(" named {name:?}"));
        let text = value.description.as_ref().map(|text| format!(" {text:?}"));
        out.line(
            1,
            format_args!(
                "{}{}{}",
                value.value,
                name.unwrap_or_default(),
                text.unwrap_or_default()
            ),
        );
    }
}

fn dump_object(out: &mut Lines, api: &Api, head: &str, object: &Object) {
    let mut bounds = length(&object.lengths);
    if !object.required.is_empty() {
        bounds.push_str(&format!(" requires {:?}", object.required));
    }
    for choice in &object.choices {
        let keyword = if choice.exclusive { "one of" } else { "any of" };
        let branches = choice
            .branches
            .iter()
            .map(|branch| match branch.excluded.as_slice() {
                [] => format!("{:?}", branch.required),
                excluded => format!("{:?} without {excluded:?}", branch.required),
            });
        let branches: Vec<String> = branches.collect();
        bounds.push_str(&format!(" requires {keyword} {}", branches.join(", ")));
    }
    out.line(0, format_args!("{head}: object{bounds}"));
    for property in &object.properties {
        let access = match property.access {
            Access::ReadWrite => "",
            Access::ReadOnly => " read-only",
            Access::WriteOnly => " write-only",
        };
        let (ty, required) = (type_ref(api, property.ty), required(property.required));
        let default = optional(" = ", property.default.as_ref());
        let docs = docs(&property.docs);
        out.line(
            1,
            format_args!(
                "{:?}: {ty} {required}{access}{default}{docs}",
                property.name
            ),
        );
    }
    dump_undeclared(out, api, object);
}

/// Writes the schemas of undeclared properties.
fn dump_undeclared(out: &mut Lines, api: &Api, object: &Object) {
    for property in &object.pattern_properties {
        let (pattern, ty) = (&property.pattern, type_ref(api, property.ty));
        out.line(1, format_args!("pattern {pattern:?}: {ty}"));
    }
    if let (Additional::Typed(ty), false) =
        (object.undeclared, object.pattern_properties.is_empty())
    {
        out.line(1, format_args!("undeclared: {}", type_ref(api, ty)));
    }
    if let Some(names) = object.property_names {
        out.line(1, format_args!("property names: {}", type_ref(api, names)));
    }
    if object.additional != Additional::Unspecified {
        let text = additional(api, object.additional);
        out.line(1, format_args!("additional: {text}"));
    }
}

fn dump_union(out: &mut Lines, api: &Api, head: &str, union: &Union) {
    let keyword = if union.exclusive { "one of" } else { "any of" };
    out.line(0, format_args!("{head}: {keyword}"));
    let discrimination = match &union.discrimination {
        Discrimination::Discriminator {
            property,
            is_string: true,
        } => format!("the string {property:?}"),
        Discrimination::Discriminator {
            property,
            is_string: false,
        } => format!("the scalar {property:?}"),
        Discrimination::Constant { property } => format!("the constant {property:?}"),
        Discrimination::JsonType => "JSON type".to_owned(),
        Discrimination::SameRepresentation => "validation only".to_owned(),
        Discrimination::BestMatch => "best match".to_owned(),
    };
    out.line(1, format_args!("discriminated by {discrimination}"));
    for branch in &union.branches {
        let mut text = String::new();
        if !branch.discriminator_values.is_empty() {
            text.push_str(&format!(" values {:?}", branch.discriminator_values));
        }
        text.push_str(&optional(" constant ", branch.constant.as_ref()));
        let ty = type_ref(api, branch.ty);
        out.line(1, format_args!("{:?}: {ty}{text}", branch.name));
    }
}
