//! What the project runs for itself: `cargo xtask check-deps`, `eval-language`, `train-language`, `train-binding`, `language-features`,
//! `storm`.
mod deps;
mod language;
mod storm;

use anyhow::{Result, bail};

fn main() -> Result<()> {
    match std::env::args().nth(1).as_deref() {
        Some("check-deps") => deps::check(),
        Some("eval-language") => language::evaluate(),
        Some("train-language") => language::train(),
        Some("train-binding") => language::train_binding(),
        Some("language-features") => language::dump(),
        Some("storm") => storm::measure(std::env::args().nth(2).as_deref() == Some("quick")),
        other => bail!(
            "unknown task {other:?}, there are: check-deps, eval-language, train-language, train-binding, \
             language-features, storm"
        ),
    }
}
