//! Paths of user-supplied types that the generator also uses itself.

use crate::config::UserType;
use crate::plan::model::ty::RustType;

/// Returns the type for a configured path. A path of a type that the generator uses itself becomes
/// that type rather than a user-supplied type.
pub(super) fn plan(ty: &UserType) -> RustType {
    match ty.as_str() {
        "bool" => RustType::Bool,
        "i8" => RustType::I8,
        "i16" => RustType::I16,
        "i32" => RustType::I32,
        "i64" => RustType::I64,
        "u8" => RustType::U8,
        "u16" => RustType::U16,
        "u32" => RustType::U32,
        "u64" => RustType::U64,
        "f64" => RustType::F64,
        "String" | "std::string::String" => RustType::String,
        "serde_json::Value" => RustType::Value,
        _ => RustType::User(ty.clone()),
    }
}
