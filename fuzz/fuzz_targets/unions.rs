//! Runs `fuzz_tests::unions::unions`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz_tests::unions::unions(bytes));
