//! A snapshot as files in a folder.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use crate::profile::{Outputs, Profile, Progress};
use crate::truth::Truth;

/// How to write a folder.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// 0: as many as there are processors.
    pub threads: usize,
    /// Write `truth-domains.tsv` too, one row per domain.
    pub domain_truth: bool,
}

/// Writes the profile's files and `truth.tsv` into `dir`, which is made if it is missing; files of these names are replaced.
///
/// # Errors
/// Those of [`Profile::generate`] and of the file system.
pub fn write_dir(profile: &Profile, domains: u64, seed: u64, dir: &Path, progress: Progress<'_>) -> io::Result<Truth> {
    write_dir_with(profile, domains, seed, dir, Options::default(), progress)
}

/// [`write_dir`] with options.
///
/// # Errors
/// Those of [`Profile::generate`] and of the file system.
pub fn write_dir_with(
    profile: &Profile,
    domains: u64,
    seed: u64,
    dir: &Path,
    options: Options,
    progress: Progress<'_>,
) -> io::Result<Truth> {
    fs::create_dir_all(dir)?;
    let create = |name: &str| File::create(dir.join(name)).map(|file| BufWriter::with_capacity(1 << 20, file));
    let mut zone = create(profile.files()[0])?;
    let mut answers = profile.files().get(1).map(|name| create(name)).transpose()?;
    let wants_domains = options.domain_truth && answers.is_some();
    let mut domain_truth = wants_domains.then(|| create("truth-domains.tsv")).transpose()?;
    let mut nowhere = io::sink();
    let outputs = Outputs {
        zone: &mut zone,
        answers: answers.as_mut().map_or(&mut nowhere as &mut dyn Write, |out| out),
        domains: domain_truth.as_mut().map(|out| out as &mut dyn Write),
    };
    let truth = profile.generate(domains, seed, options.threads, outputs, progress)?;
    zone.flush()?;
    for out in [&mut answers, &mut domain_truth].into_iter().flatten() {
        out.flush()?;
    }
    let mut out = create("truth.tsv")?;
    truth.write_tsv(&mut out)?;
    out.flush()?;
    Ok(truth)
}
