//! Runs `fuzz_tests::generation::grown`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz_tests::generation::grown(bytes));
