//! Paths of types.

use super::{Kind, ModuleName, TypeName};

/// The path of a type in the types crate: a name, and the modules that contain it. A type at the
/// root of the crate has no modules.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypePath {
    modules: Vec<ModuleName>,
    name: TypeName,
}

impl TypePath {
    /// Creates a path.
    pub fn new(modules: Vec<ModuleName>, name: TypeName) -> Self {
        Self { modules, name }
    }

    /// Returns the modules, outermost first.
    pub fn modules(&self) -> &[ModuleName] {
        &self.modules
    }

    /// Returns the name in its module.
    pub fn name(&self) -> &TypeName {
        &self.name
    }

    /// Returns the name in its module.
    pub fn as_str(&self) -> &str {
        self.name.as_str()
    }
}

/// Returns the number of bytes of the name of a type that is derived from a string, without regard
/// to names that are taken.
pub fn type_name_length(text: &str) -> usize {
    Kind::Type.name(text).map_or(0, |name| name.len())
}
