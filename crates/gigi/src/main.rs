//! `gigi`: operations agent for home-care agencies. Parses the command line and dispatches; each command is a file.
mod solve;
mod understand;

use std::io::Write as _;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use gigi::config::{Config, SETTINGS};
use gigi::{backups, demo, doctor, export, fairness, rank, rehearse, serve, simulate, sync, teach};
use tracing_subscriber::EnvFilter;

/// Operations agent for home-care agencies.
#[derive(Debug, Parser)]
#[command(name = "gigi", version, about, long_about = None, after_long_help = settings())]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// The whole story in one process, with nothing installed: invented people, simulated WellSky, phones on a page.
    Demo(demo::Options),
    /// The service. Reads its settings from the environment; `gigi --help` lists them.
    Serve,
    /// Brings the database up to date and ends.
    Migrate,
    /// Reads everything from WellSky into the database once and says what it took.
    Sync(sync::Options),
    /// Says what is set up, what answers, and what to do about what does not.
    Doctor(doctor::Options),
    /// The simulated WellSky, Twilio and phones alone.
    Sim(simulate::Options),
    /// Writes what coordinators corrected as training lines, without people in them; to be reviewed before use.
    ExportCorrections(teach::Options),
    /// Writes complaints or incidents as files that a surveyor can read.
    Export(export::Options),
    /// Reads messages as JSON lines on standard input and says what each one means, one JSON line each.
    Understand,
    /// Says who may be asked for a shift, in what order and why, and who may not. Asks nobody.
    Rank(rank::Options),
    /// Says who was asked, who won and who gets the hours she wants.
    Fairness(fairness::Options),
    /// Clients with visits in the next days for whom hardly anybody could step in. Asks nobody.
    Backups(backups::Options),
    /// Writes clock times that people say were not right as CSV, for whoever corrects them.
    ExportClockCorrections(backups::Export),
    /// Fills a storm: hundreds of open shifts at once. Prints one JSON object with the best plan found.
    Solve(solve::Solve),
    /// Plays past call-outs again with modelled people and says what this policy and others would have done.
    Rehearse(rehearse::Options),
}

fn settings() -> String {
    let mut text = String::from("Environment (names marked * may come from a file, as NAME_FILE):\n");
    for (name, secret, meaning) in SETTINGS {
        let star = if *secret { "*" } else { " " };
        text.push_str(&format!("  {name:<30}{star} {meaning}\n"));
    }
    text
}

fn main() -> ExitCode {
    let command = Cli::parse().command;
    if matches!(command, Command::Understand) {
        return understand::run(std::io::stdin().lock(), std::io::stdout().lock());
    }
    if let Command::Solve(options) = &command {
        #[expect(
            clippy::disallowed_methods,
            reason = "a budget of milliseconds is measured where it is given"
        )]
        let began = std::time::Instant::now();
        return solve::run(options, || began.elapsed(), std::io::stdout().lock());
    }
    let quiet = matches!(
        command,
        Command::Demo(_)
            | Command::Sim(_)
            | Command::Doctor(_)
            | Command::Sync(_)
            | Command::Rank(_)
            | Command::Fairness(_)
            | Command::ExportCorrections(_)
            | Command::Export(_)
            | Command::Backups(_)
            | Command::ExportClockCorrections(_)
            | Command::Rehearse(_)
    );
    let level = if quiet { "warn" } else { "info,sqlx=warn" };
    let filter = EnvFilter::try_from_env("GIGI_LOG").unwrap_or_else(|_| EnvFilter::new(level));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    gigi::web::health::collect();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(e) => return failed(&e.into()),
    };
    if let Command::Doctor(options) = command {
        return runtime.block_on(doctor::run(options));
    }
    let ended = runtime.block_on(async {
        match command {
            Command::Demo(options) => demo::start(options).await,
            Command::Serve => serve::serve(Config::from_env()?).await,
            Command::Sync(options) => sync::start(options, Config::from_env()?).await,
            Command::Fairness(options) => fairness::start(options, Config::from_env()?).await,
            Command::Backups(options) => backups::start(options, Config::from_env()?).await,
            Command::ExportClockCorrections(options) => backups::export(options, Config::from_env()?).await,
            Command::Rank(options) => rank::start(options, Config::from_env()?).await,
            Command::Export(options) => export::start(options, Config::from_env()?).await,
            Command::ExportCorrections(options) => teach::start(options, Config::from_env()?).await,
            Command::Rehearse(options) => {
                #[expect(clippy::disallowed_methods, reason = "the time it took is printed")]
                let began = std::time::Instant::now();
                rehearse::start(options, || began.elapsed()).await
            }
            Command::Migrate => serve::migrate(Config::from_env()?).await,
            Command::Sim(options) => simulate::start(options).await,
            Command::Understand | Command::Solve(_) | Command::Doctor(_) => Ok(()),
        }
    });
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => failed(&e),
    }
}

/// One clear line. The chain of causes carries no secret: the errors that could are written so.
fn failed(error: &anyhow::Error) -> ExitCode {
    // Nobody reads standard error: nothing is left to be done about it.
    let _ = writeln!(std::io::stderr(), "gigi: {error:#}");
    ExitCode::FAILURE
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        super::Cli::command().debug_assert();
    }
}
