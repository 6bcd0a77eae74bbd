//! `gigi`: operations agent for home-care agencies. Parses the command line and dispatches; each command is a file.
mod understand;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Operations agent for home-care agencies.
#[derive(Debug, Parser)]
#[command(name = "gigi", version, about, long_about = None)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Reads messages as JSON lines on standard input and says what each one means, one JSON line each.
    Understand,
}

fn main() -> ExitCode {
    match Cli::parse().command {
        Command::Understand => understand::run(std::io::stdin().lock(), std::io::stdout().lock()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        super::Cli::command().debug_assert();
    }
}
