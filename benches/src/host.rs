//! On what a result was measured.

use crate::home;
use serde::{Deserialize, Serialize};
use std::fs;
use std::process::Command;

/// The machine and the programs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Host {
    /// Short: results of one name are compared with each other.
    pub(crate) name: String,
    pub(crate) cpu: String,
    pub(crate) cores: usize,
    pub(crate) kernel: String,
    pub(crate) rustc: String,
    /// Of the working tree, `-dirty` if it has changes.
    pub(crate) commit: String,
}

impl Host {
    /// This machine, called `name` or after its processor.
    pub(crate) fn find(name: Option<&str>) -> Host {
        let cpu = cpu_model();
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let name = name.map_or_else(|| format!("{}-{cores}", slug(&cpu)), slug);
        Host { name, cpu, cores, kernel: kernel_version(), rustc: output("rustc", &["--version"]), commit: commit() }
    }
}

fn cpu_model() -> String {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name"));
    model.map_or_else(|| std::env::consts::ARCH.to_owned(), |rest| rest.trim_start_matches([' ', '\t', ':']).to_owned())
}

/// Without the part that the distribution adds.
fn kernel_version() -> String {
    let release = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    release.trim().split('-').next().unwrap_or_default().to_owned()
}

fn commit() -> String {
    let commit = output("git", &["rev-parse", "--short", "HEAD"]);
    let changes = output("git", &["status", "--porcelain", "--untracked-files=no"]);
    if commit.is_empty() || changes.is_empty() { commit } else { format!("{commit}-dirty") }
}

/// What a command prints; empty if it fails.
fn output(program: &str, args: &[&str]) -> String {
    let output = Command::new(program).args(args).current_dir(home()).output();
    let text = output.ok().filter(|output| output.status.success()).map(|output| output.stdout).unwrap_or_default();
    String::from_utf8_lossy(&text).trim().to_owned()
}

/// Lower-case letters and digits, with a hyphen for anything else.
fn slug(text: &str) -> String {
    let words: Vec<String> = text
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    words.join("-")
}
