//! Writes the inputs, and finds them.

mod rewrite;

use crate::definitions::{Definitions, Input, Made};
use anyhow::{Context, bail, ensure};
use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use synth::{Outputs, Profile, Truth};

/// Writes the inputs that `dir` does not have; those named in `only`, or all.
///
/// # Errors
/// Those of the file system; a generator that plants other counts than the definitions state, once everything is written.
pub(crate) fn write(
    definitions: &Definitions,
    dir: &Path,
    only: &[String],
    out: &mut impl Write,
) -> anyhow::Result<()> {
    for name in only {
        definitions.input(name)?;
    }
    fs::create_dir_all(dir).with_context(|| dir.display().to_string())?;
    let mut wrong = Vec::new();
    for input in definitions.inputs.iter().filter(|input| only.is_empty() || only.contains(&input.name)) {
        let path = dir.join(input.file_name());
        if path.exists() {
            writeln!(out, "{} is there already", path.display())?;
            continue;
        }
        match write_input(definitions, input, dir) {
            Ok(()) => writeln!(out, "{} written", path.display())?,
            Err(e) => wrong.push(format!("{}: {e:#}", input.name)),
        }
    }
    ensure!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

/// The path of an input that is there.
///
/// # Errors
/// It is not.
pub(crate) fn find(input: &Input, dir: &Path) -> anyhow::Result<PathBuf> {
    let path = dir.join(input.file_name());
    ensure!(path.exists(), "{} is missing; `benches inputs {}` writes it", path.display(), dir.display());
    Ok(path)
}

/// Reads the file once, so that it lies in the page cache.
pub(crate) fn warm(path: &Path) -> anyhow::Result<()> {
    io::copy(&mut File::open(path)?, &mut io::sink()).with_context(|| path.display().to_string())?;
    Ok(())
}

/// Writes one input, which appears when it is complete and its counts are right.
pub(crate) fn write_input(definitions: &Definitions, input: &Input, dir: &Path) -> anyhow::Result<()> {
    let partial = tempfile::NamedTempFile::new_in(dir)?;
    let mut file = BufWriter::with_capacity(1 << 20, partial.as_file());
    let counts = match &input.made {
        Made::Synth { profile, domains, seed } => {
            let profile = Profile::find(profile).with_context(|| format!("no profile is called `{profile}`"))?;
            let mut nowhere = io::sink();
            let outputs = Outputs { zone: &mut file, answers: &mut nowhere, domains: None };
            let truth = profile.generate(*domains, *seed, 1, outputs, &mut |_, _| {})?;
            Some(count_truth(definitions, &truth)?)
        }
        Made::From { from, rewrite } => {
            let from = find(definitions.input(from)?, dir)?;
            rewrite::copy(*rewrite, BufReader::with_capacity(1 << 20, File::open(&from)?), &mut file)?;
            None
        }
    };
    file.flush()?;
    drop(file);
    let lines = count_lines(partial.path())?;
    let stated = input.counts;
    let (records, census) = counts.unwrap_or((stated.records, stated.census));
    if (records, census, lines) != (stated.records, stated.census, stated.lines) {
        bail!("written were records = {records}, census = {census}, lines = {lines}; the definitions state {stated:?}");
    }
    partial.persist(dir.join(input.file_name()))?;
    Ok(())
}

/// Records planted: all, and those of the census types.
fn count_truth(definitions: &Definitions, truth: &Truth) -> anyhow::Result<(u64, u64)> {
    let count = |metric: &str| truth.find("all", metric, "records").map_or(0, |row| row.numerator);
    let census = definitions.census_types()?.iter().map(|rtype| count(&format!("records={rtype}"))).sum();
    Ok((count("records"), census))
}

fn count_lines(path: &Path) -> anyhow::Result<u64> {
    let text = crate::map::map_file(path)?;
    Ok(memchr::memchr_iter(b'\n', &text).count() as u64)
}
