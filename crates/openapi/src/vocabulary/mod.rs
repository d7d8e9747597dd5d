//! Terms of OpenAPI and JSON Schema that keep their meaning in generated code. The model of an API
//! and the plan of the generated crates both use them, and so does the code that prints the crates.

mod event_data;
mod json_type;
mod parameter_location;
mod status;
mod style;

pub use event_data::EventData;
pub use json_type::JsonType;
pub use parameter_location::ParameterLocation;
pub use status::Status;
pub use style::Style;
