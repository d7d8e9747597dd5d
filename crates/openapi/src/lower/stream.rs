//! The items of a stream: which schema describes them, and how an event contains its data.
//!
//! OpenAPI 3.2 declares items by `itemSchema` (3.2.0, 4.14.3). Earlier versions have no keyword, and
//! their documents declare the schema of an item as `schema`; an array there is the whole sequence.

use super::context::Context;
use super::schema::lowering::SchemaLowering;
use super::shape::{Shape, shape};
use super::value::is_json;
use crate::ir::ContentKind;
use crate::media_type::{Framing, MediaType};
use crate::pointer::Span;
use crate::vocabulary::{EventData, JsonType};

/// The items of a stream.
pub(super) struct Items {
    /// The format of the stream.
    pub(super) kind: ContentKind,
    /// The location of the schema of an item; `None` if items are any strings or JSON values.
    pub(super) schema: Option<Span>,
}

impl Items {
    fn any(framing: Framing) -> Self {
        Self {
            kind: match framing {
                Framing::Events => ContentKind::Events(EventData::Text),
                Framing::Lines => ContentKind::Lines,
                Framing::Records => ContentKind::Records,
            },
            schema: None,
        }
    }
}

/// Returns the items of a stream, which is the content at a location.
pub(super) fn items(lowering: &mut SchemaLowering<'_>, framing: Framing, content: &Span) -> Items {
    let context = &mut lowering.context;
    let item = content.join("itemSchema");
    let is_described = context.input.node(&item).is_some();
    if is_described && framing == Framing::Events {
        return event(context, item);
    }
    let schema = match is_described {
        true => Some(item),
        false => sequence_items(context, &content.join("schema")),
    };
    let Some(schema) = schema else {
        return Items::any(framing);
    };
    match (framing, shape(context, &schema)) {
        // A string without further keywords describes the text of the stream, not its items.
        (Framing::Lines | Framing::Records, Shape::String | Shape::Bytes) if !is_described => {
            Items::any(framing)
        }
        (Framing::Lines, _) => Items {
            kind: ContentKind::Lines,
            schema: Some(schema),
        },
        (Framing::Records, _) => Items {
            kind: ContentKind::Records,
            schema: Some(schema),
        },
        (Framing::Events, Shape::Any | Shape::Bytes) => Items::any(framing),
        (Framing::Events, Shape::String) => Items {
            kind: ContentKind::Events(EventData::Text),
            schema: Some(schema),
        },
        (Framing::Events, Shape::Scalar | Shape::Other) => Items {
            kind: ContentKind::Events(EventData::Json),
            schema: Some(schema),
        },
    }
}

/// Returns the location of the schema of an item, given that of the content: the `items` of an array
/// or the schema itself.
fn sequence_items(context: &mut Context<'_>, schema: &Span) -> Option<Span> {
    context.input.node(schema)?;
    let keywords = context.keywords_behind(schema)?;
    let is_array = matches!(keywords.types.as_slice(), [JsonType::Array]);
    let items = context.resolve(schema)?.join("items");
    if is_array {
        return context.input.node(&items).map(|_| items);
    }
    Some(schema.clone())
}

/// Returns the items of a stream whose `itemSchema` describes an event: an object with the
/// properties `data`, `event`, `id` and `retry` (OpenAPI 3.2.0, 4.14.4.2). Only the data of an event
/// is typed if a single schema describes it.
fn event(context: &mut Context<'_>, item: Span) -> Items {
    let whole = |data, schema| Items {
        kind: ContentKind::Events(data),
        schema: Some(schema),
    };
    let Some(target) = context.resolve(&item) else {
        return Items::any(Framing::Events);
    };
    let input = context.input;
    let has = |key: &str| input.has(&target, key);
    let properties = target.join("properties");
    let data = properties.join("data");
    let is_combined = ["oneOf", "anyOf", "allOf"].into_iter().any(has);
    if is_combined || input.node(&data).is_none() {
        let is_event = is_combined
            || ["event", "id", "retry"]
                .into_iter()
                .any(|key| input.has(&properties, key));
        let data = if is_event {
            EventData::Whole
        } else {
            EventData::Json
        };
        return whole(data, item);
    }
    let Some(data) = context.resolve(&data) else {
        return Items::any(Framing::Events);
    };
    let content = data.join("contentSchema");
    let media_type = input.node(&data.join("contentMediaType"));
    let media_type = media_type.and_then(|node| node.as_str());
    if input.node(&content).is_some() && media_type.is_none_or(|it| is_json(&MediaType::new(it))) {
        return whole(EventData::Json, content);
    }
    match shape(context, &data) {
        Shape::Any => Items::any(Framing::Events),
        Shape::String | Shape::Bytes => whole(EventData::Text, data),
        Shape::Scalar | Shape::Other => whole(EventData::Json, data),
    }
}
