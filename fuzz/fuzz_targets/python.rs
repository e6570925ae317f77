#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| oktalint_fuzz::python(data));
