//! Defaults of fields.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use crate::emit::literal;
use crate::emit::ty::Ty;
use crate::plan::model::default::DefaultExpression;
use crate::plan::model::structure::FieldPlan;

/// Generates the method that returns the value of a field or its default. Returns `None` for a
/// field without a default.
pub(super) fn accessor(field: &FieldPlan) -> Option<TokenStream> {
    let default = field.default.as_ref()?;
    let FieldPlan { name, ty, .. } = field;
    let method = &default.method;
    let value = match (&default.expression, default.copied) {
        (DefaultExpression::Default, _) => quote!(self.#name.clone().unwrap_or_default()),
        (expression, true) => {
            let expression = Expression(expression);
            quote!(self.#name.unwrap_or(#expression))
        }
        (expression, false) => {
            let expression = Expression(expression);
            quote!(self.#name.clone().unwrap_or_else(|| #expression))
        }
    };
    let ty = Ty::in_types_crate(ty);
    let field_name = name.as_str();
    let docs = literal::string(&format!(
        " Returns the value of `{field_name}`, or its default if it is absent."
    ));
    Some(quote! {
        #[doc = #docs]
        pub fn #method(&self) -> #ty {
            #value
        }
    })
}

/// A default value as an expression.
pub(super) struct Expression<'a>(pub &'a DefaultExpression);

impl ToTokens for Expression<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(match self.0 {
            DefaultExpression::Bool(value) => quote!(#value),
            DefaultExpression::Integer(value) => literal::integer(*value),
            DefaultExpression::Float(value) => literal::float(*value),
            DefaultExpression::String(text) => {
                let text = literal::string(text);
                quote!(#text.to_owned())
            }
            DefaultExpression::FromString(ty, text) => {
                let (ty, text) = (Ty::in_types_crate(ty), literal::string(text));
                quote!(#ty::from(#text))
            }
            DefaultExpression::FromInteger(ty, value) => {
                let (ty, value) = (Ty::in_types_crate(ty), literal::integer((*value).into()));
                quote!(#ty::from(#value))
            }
            DefaultExpression::Variant(ty, variant) => {
                let ty = Ty::in_types_crate(ty);
                quote!(#ty::#variant)
            }
            DefaultExpression::FromValue(ty, value) => {
                let (ty, value) = (Ty::in_types_crate(ty), literal::value_expression(value));
                quote!(#ty::from(serde_json::Value::from(#value)))
            }
            DefaultExpression::List(values) => {
                let values = values.iter().map(Expression);
                quote!(vec![#(#values),*])
            }
            DefaultExpression::Tuple(values) => {
                let values = values.iter().map(Expression);
                quote!((#(#values,)*))
            }
            DefaultExpression::Default => quote!(Default::default()),
        });
    }
}
