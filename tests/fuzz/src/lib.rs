//! Random documents for the generator and random requests for the runtime. The same functions run
//! under `cargo fuzz` (folder `fuzz`), in a bounded test, and in `cargo xtask fuzz`, which also
//! compiles what is generated.
//!
//! Each entry function takes a byte string, which it reads as a sequence of choices, and panics if
//! something does not hold that must hold for any input.

pub mod choices;
pub mod document;
pub mod document_text;
pub mod generation;
pub mod multipart;
pub mod mutation;
pub mod name;
pub mod parameters;
pub mod random;
pub mod run;
pub mod unions;
pub mod value;

/// An entry function and its name, which is also that of the folder of its seeds.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// The name of the target.
    pub name: &'static str,
    /// The entry function.
    pub run: fn(&[u8]),
    /// The number of random inputs in the bounded test.
    pub inputs: u64,
}

/// All entry functions.
pub const TARGETS: &[Target] = &[
    target("grown", generation::grown, 20),
    target("mutated", generation::mutated, 20),
    target("text", generation::text, 30),
    target("parameters", parameters::parameters, 5_000),
    target("multipart", multipart::multipart, 1_000),
    target("unions", unions::unions, 2_000),
];

const fn target(name: &'static str, run: fn(&[u8]), inputs: u64) -> Target {
    Target { name, run, inputs }
}
