use super::slot::{Property, Rest};
use crate::json::{Reader, ValueError, duplicate_key};

/// Reads an object: the values of the properties, and of all others with `rest` or not at all.
///
/// # Errors
/// If the value is not an object, a required property is absent, a property occurs twice or a value
/// does not fit its type.
pub fn read(
    reader: &mut Reader<'_>,
    properties: &mut [Property<'_>],
    mut rest: Option<&mut dyn Rest>,
) -> Result<(), ValueError> {
    let mut object = reader.object()?;
    // Properties usually come in the order of the fields.
    let mut expected = 0;
    while let Some(name) = object.next()? {
        let Some(index) = find(properties, expected, name) else {
            match &mut rest {
                Some(rest) => {
                    let name = name.to_owned();
                    if !object.value(|reader| rest.read(&name, reader))? {
                        return Err(duplicate_key(&name));
                    }
                }
                None => object.value(|reader| reader.skip())?,
            }
            continue;
        };
        expected = index + 1;
        if let Some(property) = properties.get_mut(index) {
            if property.is_read {
                return Err(duplicate_key(property.name));
            }
            property.is_read = true;
            object.value(|reader| property.slot.read(reader))?;
        }
    }
    let is_missing = |property: &&Property<'_>| property.is_required && !property.is_read;
    match properties.iter().find(is_missing) {
        Some(missing) => Err(ValueError::new("is required").inside(missing.name)),
        None => Ok(()),
    }
}

/// Returns the index of the property with this name. Tries the property at `expected` first.
fn find(properties: &[Property<'_>], expected: usize, name: &str) -> Option<usize> {
    let has_name = |property: &Property<'_>| property.name == name;
    if properties.get(expected).is_some_and(has_name) {
        return Some(expected);
    }
    properties.iter().position(has_name)
}
