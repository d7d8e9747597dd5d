//! Runs `fuzz_tests::parameters::parameters`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz_tests::parameters::parameters(bytes));
