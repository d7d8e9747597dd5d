//! Runs `fuzz_tests::generation::text`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz_tests::generation::text(bytes));
