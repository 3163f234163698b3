//! The command line of the census: parses arguments, prints, and chooses the exit status.

mod cli;

fn main() -> std::process::ExitCode {
    cli::run()
}
