//! Any text from anybody in any situation.
#![no_main]

use gigi_core::language::understand;
use gigi_fuzz::{Situation, check};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|situation: Situation| {
    let reading = understand(&situation.0);
    check(&situation.0, &reading);
});
