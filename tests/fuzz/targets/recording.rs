#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| vodsweep::fuzz::run("recording", data));
