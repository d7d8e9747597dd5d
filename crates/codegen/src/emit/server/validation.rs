//! Schemas that requests are validated against, as tables of the runtime.

use minijinja::{Value, context};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::constraint::{format_call, integer_bounds, lengths_calls, number_bounds};
use crate::emit::docs::DocComments;
use crate::emit::job::Printer;
use crate::emit::literal;
use crate::emit::runtime_path::RuntimePath;
use crate::error::GenerateError;
use crate::names::ConstName;
use crate::plan::model::validation::{AdditionalCheck, Check, CheckKind};
use crate::template::Slots;

const SCHEMA: RuntimePath = RuntimePath(&["schema", "Schema"]);
const PROPERTY: RuntimePath = RuntimePath(&["schema", "Property"]);

/// Returns the module `schemas`.
pub(super) fn file(printer: Printer<'_>) -> Result<TokenStream, GenerateError> {
    let mut slots = Slots::new();
    let tables: Vec<Value> = printer
        .plan
        .server
        .tables
        .iter()
        .map(|table| {
            let value = Table {
                check: &table.check,
                in_schemas: true,
            };
            context! {
                docs => slots.add(DocComments::outer(&table.docs)),
                name => slots.add(&table.name),
                value => slots.add(value),
            }
        })
        .collect();
    Ok(printer
        .templates
        .rust("server/schemas.rs.j2", &slots, context! { tables })?)
}

/// A table as an expression of type `Schema`.
#[derive(Clone, Copy)]
pub(super) struct Table<'a> {
    /// The content of the table.
    pub check: &'a Check,
    /// Whether the expression is in the module `schemas`, which contains the statics of tables.
    pub in_schemas: bool,
}

/// A reference to a table, or to its static if the table has a name.
#[derive(Clone, Copy)]
pub(super) struct TableRef<'a>(pub Table<'a>);

impl ToTokens for TableRef<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let table = self.0;
        match (&table.check.kind, table.check.nullable) {
            (CheckKind::Table(name), false) => {
                let table = table.named(name);
                tokens.extend(quote!(&#table));
            }
            _ => tokens.extend(quote!(&#table)),
        }
    }
}

impl ToTokens for Table<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let kind = self.kind();
        let nullable = (self.check.nullable
            && !matches!(self.check.kind, CheckKind::Any | CheckKind::Null))
        .then(|| quote!(.nullable()));
        let other_types = self.check.other_types.then(|| quote!(.or_other_types()));
        tokens.extend(quote!(#kind #nullable #other_types));
    }
}

impl<'a> Table<'a> {
    /// Returns the path of the static of a table.
    fn named(self, name: &ConstName) -> TokenStream {
        if self.in_schemas {
            quote!(#name)
        } else {
            quote!(crate::schemas::#name)
        }
    }

    fn inner(self, check: &'a Check) -> TableRef<'a> {
        TableRef(Table { check, ..self })
    }

    fn kind(self) -> TokenStream {
        match &self.check.kind {
            // A static cannot be copied into an expression, so a modified table refers to it.
            CheckKind::Table(name) => {
                let table = self.named(name);
                quote!(#SCHEMA::all_of(&[&#table]))
            }
            CheckKind::Any => quote!(#SCHEMA::any()),
            CheckKind::Never => quote!(#SCHEMA::never()),
            CheckKind::File => quote!(#SCHEMA::file()),
            CheckKind::Null => quote!(#SCHEMA::null()),
            CheckKind::Boolean => quote!(#SCHEMA::boolean()),
            CheckKind::Integer { .. } | CheckKind::Number { .. } | CheckKind::String { .. } => {
                self.scalar()
            }
            CheckKind::Strings(_)
            | CheckKind::Integers(_)
            | CheckKind::Values(_)
            | CheckKind::BooleanConstant(_) => self.enumeration(),
            CheckKind::Array { .. } | CheckKind::Tuple { .. } => self.array(),
            CheckKind::Object { .. } => self.object(),
            CheckKind::AllOf(_)
            | CheckKind::Not(_)
            | CheckKind::AnyOf(_)
            | CheckKind::OneOf(_)
            | CheckKind::Discriminated { .. } => self.union(),
            CheckKind::Evaluated { .. }
            | CheckKind::Conditional { .. }
            | CheckKind::Contains { .. }
            | CheckKind::DependentRequired(_)
            | CheckKind::DependentSchemas(_) => self.rule(),
        }
    }

    fn rule(self) -> TokenStream {
        match &self.check.kind {
            CheckKind::Evaluated {
                checks,
                properties,
                items,
            } => {
                let checks = checks.iter().map(|check| self.inner(check));
                let properties = properties.as_ref().map(|check| {
                    let check = self.inner(check);
                    quote!(.unevaluated_properties(#check))
                });
                let items = items.as_ref().map(|check| {
                    let check = self.inner(check);
                    quote!(.unevaluated_items(#check))
                });
                quote!(#SCHEMA::all_of(&[#(#checks),*]) #properties #items)
            }
            CheckKind::Conditional {
                test,
                then,
                otherwise,
            } => {
                let (test, then) = (self.inner(test), self.inner(then));
                let otherwise = self.inner(otherwise);
                quote!(#SCHEMA::conditional(#test, #then, #otherwise))
            }
            CheckKind::Contains { check, count } => {
                let (check, count) = (self.inner(check), lengths_calls(*count, "contains"));
                quote!(#SCHEMA::contains(#check) #count)
            }
            CheckKind::DependentRequired(properties) => {
                let properties = properties.iter().map(|(name, required)| {
                    let name = literal::string(name);
                    let required = required.iter().map(|name| literal::string(name));
                    quote!((#name, &[#(#required),*]))
                });
                quote!(#SCHEMA::dependent_required(&[#(#properties),*]))
            }
            CheckKind::DependentSchemas(properties) => {
                let properties = properties.iter().map(|(name, check)| {
                    let (name, check) = (literal::string(name), self.inner(check));
                    quote!((#name, #check))
                });
                quote!(#SCHEMA::dependent_schemas(&[#(#properties),*]))
            }
            _ => TokenStream::new(),
        }
    }

    fn scalar(self) -> TokenStream {
        match &self.check.kind {
            CheckKind::Integer { format, bounds } => {
                let (format, bounds) = (format_call(format), integer_bounds(bounds));
                quote!(#SCHEMA::integer() #format #bounds)
            }
            CheckKind::Number { bounds } => {
                let bounds = number_bounds(bounds);
                quote!(#SCHEMA::number() #bounds)
            }
            CheckKind::String {
                format,
                lengths,
                pattern,
            } => {
                let (format, lengths) = (format_call(format), lengths_calls(*lengths, "length"));
                let pattern = pattern.as_ref().map(|pattern| {
                    let pattern = literal::string(pattern);
                    quote!(.pattern(#pattern))
                });
                quote!(#SCHEMA::string() #lengths #pattern #format)
            }
            _ => TokenStream::new(),
        }
    }

    fn enumeration(self) -> TokenStream {
        match &self.check.kind {
            CheckKind::Strings(values) => {
                let values = values.iter().map(|value| literal::string(value));
                quote!(#SCHEMA::string().enum_values(&[#(#values),*]))
            }
            CheckKind::Integers(values) => {
                let values = values
                    .iter()
                    .map(|value| literal::integer(i128::from(*value)));
                quote!(#SCHEMA::integer().enum_integers(&[#(#values),*]))
            }
            CheckKind::Values(values) => {
                let values = values.iter().map(|value| literal::string(value));
                quote!(#SCHEMA::any().enum_json(&[#(#values),*]))
            }
            CheckKind::BooleanConstant(value) => {
                let value = literal::string(&value.to_string());
                quote!(#SCHEMA::boolean().enum_json(&[#value]))
            }
            _ => TokenStream::new(),
        }
    }

    fn union(self) -> TokenStream {
        match &self.check.kind {
            CheckKind::AllOf(branches) => {
                let branches = branches.iter().map(|branch| self.inner(branch));
                quote!(#SCHEMA::all_of(&[#(#branches),*]))
            }
            CheckKind::Not(check) => {
                let check = self.inner(check);
                quote!(#SCHEMA::not(#check))
            }
            CheckKind::AnyOf(branches) => {
                let branches = branches.iter().map(|branch| self.inner(branch));
                quote!(#SCHEMA::any_of(&[#(#branches),*]))
            }
            CheckKind::OneOf(branches) => {
                let branches = branches.iter().map(|branch| self.inner(branch));
                quote!(#SCHEMA::one_of(&[#(#branches),*]))
            }
            CheckKind::Discriminated {
                property,
                branches,
                untagged,
            } => {
                let property = literal::string(property);
                let branches = branches.iter().map(|(tag, branch)| {
                    let (tag, branch) = (literal::string(tag), self.inner(branch));
                    quote!((#tag, #branch))
                });
                let untagged = (!untagged.is_empty()).then(|| {
                    let untagged = untagged.iter().map(|branch| self.inner(branch));
                    quote!(.without_discriminator(&[#(#untagged),*]))
                });
                quote!(#SCHEMA::discriminated(#property, &[#(#branches),*]) #untagged)
            }
            _ => TokenStream::new(),
        }
    }

    fn array(self) -> TokenStream {
        match &self.check.kind {
            CheckKind::Array {
                items,
                lengths,
                unique,
            } => {
                let (items, lengths) = (self.inner(items), lengths_calls(*lengths, "items"));
                let unique = unique.then(|| quote!(.unique_items()));
                quote!(#SCHEMA::array(#items) #lengths #unique)
            }
            CheckKind::Tuple {
                items,
                rest,
                lengths,
                unique,
            } => {
                let items = items.iter().map(|item| self.inner(item));
                let (rest, lengths) = (self.additional(rest), lengths_calls(*lengths, "items"));
                let unique = unique.then(|| quote!(.unique_items()));
                quote!(#SCHEMA::tuple(&[#(#items),*]) #rest #lengths #unique)
            }
            _ => TokenStream::new(),
        }
    }

    fn object(self) -> TokenStream {
        let CheckKind::Object {
            properties,
            required,
            patterns,
            additional,
            keys,
            lengths,
        } = &self.check.kind
        else {
            return TokenStream::new();
        };
        let lengths = lengths_calls(*lengths, "properties");
        let (object, additional) = match (properties.as_slice(), additional) {
            ([], AdditionalCheck::Typed(values)) => {
                let values = self.inner(values);
                (quote!(#SCHEMA::map(#values)), None)
            }
            (properties, additional) => {
                let properties = properties.iter().map(|property| {
                    let (name, check) =
                        (literal::string(&property.name), self.inner(&property.check));
                    if property.required {
                        quote!(#PROPERTY::required(#name, #check))
                    } else {
                        quote!(#PROPERTY::optional(#name, #check))
                    }
                });
                (
                    quote!(#SCHEMA::object(&[#(#properties),*])),
                    self.additional(additional),
                )
            }
        };
        let patterns = (!patterns.is_empty()).then(|| {
            let patterns = patterns.iter().map(|(pattern, check)| {
                let (pattern, check) = (literal::string(pattern), self.inner(check));
                quote!((#pattern, #check))
            });
            quote!(.pattern_properties(&[#(#patterns),*]))
        });
        let keys = keys.as_ref().map(|keys| {
            let keys = self.inner(keys);
            quote!(.property_names(#keys))
        });
        let required = (!required.is_empty()).then(|| {
            let required = required.iter().map(|name| literal::string(name));
            quote!(.required(&[#(#required),*]))
        });
        quote!(#object #additional #required #patterns #keys #lengths)
    }

    fn additional(self, additional: &'a AdditionalCheck) -> Option<TokenStream> {
        match additional {
            AdditionalCheck::Any => None,
            AdditionalCheck::Forbidden => Some(quote!(.closed())),
            AdditionalCheck::Typed(values) => {
                let values = self.inner(values);
                Some(quote!(.additional(#values)))
            }
        }
    }
}
