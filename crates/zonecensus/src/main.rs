//! The command line of the census: parses arguments, prints, and chooses the exit status.

mod cli;

/// Many small texts are made and dropped by several threads at once, which the system's allocator takes turns at.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    cli::run()
}
