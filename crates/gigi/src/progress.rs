//! How far something long is, such as the first read of everything: a bar on a terminal, a line now and then elsewhere.
use std::io::{IsTerminal as _, Write as _};
use std::sync::atomic::{AtomicUsize, Ordering};

use gigi_engine::Progress;
use indicatif::{ProgressBar, ProgressStyle};

/// Shown on standard error, so that standard output stays for results.
#[derive(Debug)]
pub struct Shown {
    bar: Option<ProgressBar>,
    /// Tenths that were said.
    said: AtomicUsize,
}

impl Shown {
    /// A bar if standard error is a terminal.
    pub fn new() -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::new(0);
            let style = ProgressStyle::with_template("{msg:28} {wide_bar} {pos}/{len} clients, {eta} left");
            // A template that cannot be read leaves the default one.
            if let Ok(style) = style {
                bar.set_style(style);
            }
            bar
        });
        Self { bar, said: AtomicUsize::new(0) }
    }

    /// Shows how many of something are done; a line at every tenth where there is no bar.
    pub fn count(&self, done: usize, all: usize, what: &str) {
        match &self.bar {
            Some(bar) => {
                if bar.length() != u64::try_from(all).ok() {
                    bar.set_length(u64::try_from(all).unwrap_or_default());
                    if let Ok(style) =
                        ProgressStyle::with_template("{msg:28} {wide_bar} {pos}/{len}, {eta} left")
                    {
                        bar.set_style(style);
                    }
                    bar.set_message(what.to_owned());
                }
                bar.set_position(u64::try_from(done).unwrap_or_default());
            }
            None => {
                let tenth = done * 10 / all.max(1);
                if self.said.fetch_max(tenth, Ordering::Relaxed) < tenth {
                    say(&format!("{what}: {done} of {all}"));
                }
            }
        }
    }

    /// Shows how far it is.
    pub fn show(&self, progress: Progress) {
        match (progress, &self.bar) {
            (Progress::People, Some(bar)) => bar.set_message("reading people"),
            (Progress::People, None) => say("reading people from WellSky"),
            (Progress::Clients { done, all, shifts }, Some(bar)) => {
                bar.set_length(u64::try_from(all).unwrap_or_default());
                bar.set_position(u64::try_from(done).unwrap_or_default());
                bar.set_message(format!("{shifts} shifts"));
            }
            (Progress::Clients { done, all, shifts }, None) => {
                let tenth = done * 10 / all.max(1);
                if self.said.fetch_max(tenth, Ordering::Relaxed) < tenth {
                    say(&format!("read {done} of {all} clients, {shifts} shifts"));
                }
            }
        }
    }
}

impl Default for Shown {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

fn say(line: &str) {
    // Nobody reads standard error: nothing is left to be done about it.
    let _ = writeln!(std::io::stderr(), "{line}");
}
