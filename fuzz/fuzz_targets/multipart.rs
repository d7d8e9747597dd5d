//! Runs `fuzz_tests::multipart::multipart`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz_tests::multipart::multipart(bytes));
