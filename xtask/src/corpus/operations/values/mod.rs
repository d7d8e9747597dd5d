//! Values that a schema allows: examples and defaults first, then one change at a time to a full
//! and a minimal value, then random ones.

mod additional;
mod chooser;
mod declared;
mod json_schema;
mod keyword;
mod rule_schema;
mod scalar;
#[cfg(test)]
mod tests;

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use jsonschema::Validator;
use serde_json::{Map, Value, json};
use specwright::openapi::ir::{
    Access, Additional, Api, Array, Discrimination, Object, SchemaId, SchemaKind, Tuple, TypeRef,
    Union,
};

pub use scalar::any;

use chooser::{Base, Chooser};

/// The nesting depth beyond which values are minimal.
const FULL_DEPTH: usize = 6;

/// The nesting depth at which no value is made.
const MAX_DEPTH: usize = 24;

/// The number of random values.
const RANDOM: u64 = 8;

/// Makes values for the schemas of a document.
pub struct ValueMaker<'a> {
    api: &'a Api,
    /// The properties that no value has, because they are sent in the other direction.
    omitted: Access,
    validators: RefCell<HashMap<SchemaId, Option<Rc<Validator>>>>,
    scalars: RefCell<HashMap<SchemaId, Rc<Vec<Value>>>>,
    /// The values of each schema that was asked for, with and without `null`, by their number.
    made: RefCell<HashMap<(SchemaId, bool, usize), Vec<Value>>>,
    /// The schemas with an example that has undeclared properties.
    shortened: RefCell<BTreeSet<SchemaId>>,
}

impl<'a> ValueMaker<'a> {
    /// Creates a maker of values for requests, which have no `readOnly` properties.
    pub fn for_requests(api: &'a Api) -> Self {
        Self::without(api, Access::ReadOnly)
    }

    /// Creates a maker of values for responses, which have no `writeOnly` properties.
    pub fn for_responses(api: &'a Api) -> Self {
        Self::without(api, Access::WriteOnly)
    }

    fn without(api: &'a Api, omitted: Access) -> Self {
        Self {
            api,
            omitted,
            validators: RefCell::default(),
            scalars: RefCell::default(),
            made: RefCell::default(),
            shortened: RefCell::default(),
        }
    }

    /// Returns at most `limit` different values of a schema, which an independent library confirms
    /// to be valid. The order is that of the module's documentation, except that the values with
    /// one change are in an arbitrary order, which is always the same.
    pub fn values(&self, ty: TypeRef, limit: usize) -> Vec<Value> {
        let key = (ty.id, ty.nullable, limit);
        if let Some(values) = self.made.borrow().get(&key) {
            return values.clone();
        }
        let values = self.make(ty, limit);
        self.made.borrow_mut().insert(key, values.clone());
        values
    }

    /// Returns the number of schemas with an example from which undeclared properties were removed.
    pub fn shortened(&self) -> usize {
        self.shortened.borrow().len()
    }

    fn make(&self, ty: TypeRef, limit: usize) -> Vec<Value> {
        let mut values = Vec::new();
        let mut keep = |value: Option<Value>| {
            let value = value.filter(|value| self.is_valid(ty, value));
            if let Some(value) = value.filter(|value| !values.contains(value)) {
                values.push(value);
            }
            values.len() < limit
        };
        let mut others = Vec::new();
        for base in [Base::Examples, Base::Full, Base::Minimal] {
            let mut chooser = Chooser::new(base);
            keep(self.value(ty, &mut chooser, 0));
            others.extend(chooser.alternatives());
        }
        fastrand::Rng::with_seed(0).shuffle(&mut others);
        others.extend((0..RANDOM).map(Chooser::random));
        for mut chooser in others {
            if !keep(self.value(ty, &mut chooser, 0)) {
                break;
            }
        }
        values
    }

    /// Returns whether a value is valid against a schema. Every value is valid against a schema
    /// that the library rejects.
    fn is_valid(&self, ty: TypeRef, value: &Value) -> bool {
        if value.is_null() && ty.nullable {
            return true;
        }
        let known = self.validators.borrow().get(&ty.id).cloned();
        let validator = known.unwrap_or_else(|| {
            let validator = json_schema::validator(self.api, ty.id, self.omitted).map(Rc::new);
            let copy = validator.clone();
            self.validators.borrow_mut().insert(ty.id, copy);
            validator
        });
        validator.is_none_or(|validator| validator.is_valid(value))
    }

    /// Makes a value, or returns `None` if the schema nests too deeply or no value is known.
    fn value(&self, ty: TypeRef, chooser: &mut Chooser, depth: usize) -> Option<Value> {
        if depth > MAX_DEPTH {
            return None;
        }
        let is_at_end = depth > FULL_DEPTH || chooser.is_exhausted();
        if ty.nullable && chooser.choose(2, usize::from(is_at_end)) == 1 {
            return Some(Value::Null);
        }
        if let Some(example) = self.example(ty, chooser) {
            return Some(example);
        }
        match &self.api.schema(ty.id).kind {
            SchemaKind::Any => {
                let values = any();
                values.get(chooser.choose(values.len(), 0)).cloned()
            }
            SchemaKind::Null => Some(Value::Null),
            SchemaKind::Boolean => Some(json!(chooser.choose(2, 1) == 1)),
            SchemaKind::Enum(list) => {
                let position = chooser.choose(list.values.len(), 0);
                list.values.get(position).map(|value| value.value.clone())
            }
            SchemaKind::Array(array) => self.array(array, chooser, depth),
            SchemaKind::Tuple(tuple) => self.tuple(tuple, chooser, depth),
            SchemaKind::Object(object) => self.object(object, chooser, depth),
            SchemaKind::Union(union) => self.union(union, chooser, depth),
            SchemaKind::String { .. } | SchemaKind::Integer { .. } | SchemaKind::Number { .. } => {
                let scalars = self.scalars(ty);
                scalars.get(chooser.choose(scalars.len(), 0)).cloned()
            }
        }
    }

    /// Returns the example or the default of a schema, if the base prefers examples.
    fn example(&self, ty: TypeRef, chooser: &mut Chooser) -> Option<Value> {
        let schema = self.api.schema(ty.id);
        let values = schema.docs.example.iter().chain(&schema.default);
        let values: Vec<&Value> = values.filter(|value| self.is_valid(ty, value)).collect();
        if values.is_empty() {
            return None;
        }
        // The last option is none of them.
        let preferred = match chooser.base {
            Base::Examples => 0,
            Base::Full | Base::Minimal => values.len(),
        };
        let position = chooser.choose(values.len() + 1, preferred);
        let value = *values.get(position)?;
        let declared = self.declared(ty, value);
        if declared != *value {
            self.shortened.borrow_mut().insert(ty.id);
        }
        Some(declared)
    }

    /// Returns the valid candidates for a string or a number.
    fn scalars(&self, ty: TypeRef) -> Rc<Vec<Value>> {
        if let Some(known) = self.scalars.borrow().get(&ty.id) {
            return Rc::clone(known);
        }
        let candidates = match &self.api.schema(ty.id).kind {
            SchemaKind::String {
                format,
                lengths,
                pattern,
            } => scalar::strings(format, *lengths, pattern.as_deref()),
            SchemaKind::Integer { format, bounds } => scalar::integers(format.as_deref(), bounds),
            SchemaKind::Number { format, bounds } => scalar::numbers(format.as_deref(), bounds),
            _ => Vec::new(),
        };
        let mut valid: Vec<Value> = Vec::new();
        for candidate in candidates {
            if !valid.contains(&candidate) && self.is_valid(ty, &candidate) {
                valid.push(candidate);
            }
        }
        let valid = Rc::new(valid);
        self.scalars.borrow_mut().insert(ty.id, Rc::clone(&valid));
        valid
    }

    fn array(&self, array: &Array, chooser: &mut Chooser, depth: usize) -> Option<Value> {
        let min = array.lengths.min.unwrap_or(0);
        let max = array.lengths.max.unwrap_or(u64::MAX);
        let is_at_end = depth > FULL_DEPTH || chooser.is_exhausted();
        let usual = match chooser.base {
            Base::Minimal => min,
            _ if is_at_end => min,
            Base::Examples | Base::Full => min.max(2).min(max),
        };
        let mut lengths = vec![usual];
        let others = [0, 1, 2, 3, min, max];
        lengths.extend(others.into_iter().filter(|length| {
            !is_at_end && *length <= 20 && (min..=max).contains(length) && *length != usual
        }));
        let length = lengths.get(chooser.choose(lengths.len(), 0)).copied()?;
        let mut items: Vec<Value> = Vec::new();
        while (items.len() as u64) < length.min(100) {
            let mut item = self.value(array.items, chooser, depth + 1);
            if array.unique {
                item = self.another(array.items, item, &items);
            }
            items.push(item?);
        }
        Some(Value::Array(items))
    }

    /// Returns an item that the list does not contain: the given one, or another value of its
    /// schema.
    fn another(&self, ty: TypeRef, item: Option<Value>, items: &[Value]) -> Option<Value> {
        let is_new = |item: &Value| !items.contains(item);
        item.filter(is_new).or_else(|| {
            let mut attempts = (0..40).map(Chooser::random);
            attempts.find_map(|mut chooser| {
                let value = self.value(ty, &mut chooser, FULL_DEPTH);
                value.filter(|value| is_new(value) && self.is_valid(ty, value))
            })
        })
    }

    fn tuple(&self, tuple: &Tuple, chooser: &mut Chooser, depth: usize) -> Option<Value> {
        let (required, all) = (tuple.required(), tuple.items.len());
        let preferred = match chooser.base {
            Base::Minimal => required,
            Base::Examples | Base::Full => all,
        };
        let max = tuple.lengths.max.and_then(|max| usize::try_from(max).ok());
        let rest = usize::from(tuple.rest != Additional::Forbidden);
        let most = (all + rest).min(max.unwrap_or(usize::MAX)).max(required);
        let length = required + chooser.choose(most - required + 1, preferred - required);
        let mut items = Vec::new();
        for position in 0..length {
            let item = match tuple.items.get(position) {
                Some(ty) => self.value(*ty, chooser, depth + 1)?,
                None => self.additional(tuple.rest, chooser, depth)?,
            };
            items.push(item);
        }
        Some(Value::Array(items))
    }

    fn object(&self, object: &Object, chooser: &mut Chooser, depth: usize) -> Option<Value> {
        let is_at_end = depth > FULL_DEPTH || chooser.is_exhausted();
        let is_full = chooser.base != Base::Minimal && !is_at_end;
        let mut members = Map::new();
        let properties = object.properties.iter();
        for property in properties.filter(|property| property.access != self.omitted) {
            let is_required = property.required;
            if !is_required && (is_at_end || chooser.choose(2, usize::from(is_full)) == 0) {
                continue;
            }
            match self.value(property.ty, chooser, depth + 1) {
                Some(value) => drop(members.insert(property.name.clone(), value)),
                None if is_required => return None,
                None => {}
            }
        }
        for name in &object.required {
            let value = self.additional(object.additional, chooser, depth)?;
            members.insert(name.clone(), value);
        }
        if !is_at_end {
            self.undeclared(object, chooser, depth, &mut members);
        }
        Some(Value::Object(members))
    }

    fn union(&self, union: &Union, chooser: &mut Chooser, depth: usize) -> Option<Value> {
        let position = chooser.choose(union.branches.len(), 0);
        let branch = union.branches.get(position)?;
        let mut value = self.value(branch.ty, chooser, depth + 1)?;
        if let Discrimination::Discriminator {
            property,
            is_string,
        } = &union.discrimination
            && let Value::Object(members) = &mut value
        {
            let tags = &branch.discriminator_values;
            let tag = tags.get(chooser.choose(tags.len(), 0))?;
            members.insert(
                property.clone(),
                json_schema::discriminator(tag, *is_string),
            );
        }
        Some(value)
    }
}

/// Returns strings for content without a schema.
pub fn strings() -> Vec<Value> {
    let plain = specwright::openapi::ir::StringFormat::Plain;
    scalar::strings(&plain, Default::default(), None)
}
