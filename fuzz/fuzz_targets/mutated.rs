//! Runs `fuzz_tests::generation::mutated`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz_tests::generation::mutated(bytes));
