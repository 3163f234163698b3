//! `zonecensus synth`.

use super::args::SynthArgs;
use super::terminal::Terminal;
use super::{Outcome, output};
use anyhow::Context;
use std::fmt::Write;
use tables::escape_text;

pub(super) fn run(args: &SynthArgs, terminal: &Terminal) -> anyhow::Result<Outcome> {
    let Some(profile) = synth::Profile::find(&args.profile) else {
        anyhow::bail!(
            "no profile is called `{}`; there are {}",
            escape_text(&args.profile),
            synth::Profile::NAMES.join(", ")
        );
    };
    let profile = match (args.month, profile) {
        (None, profile) => profile,
        (Some(month), synth::Profile::Jp { .. }) => synth::Profile::jp_at(month),
        (Some(_), profile) => anyhow::bail!("the profile {} has one date only: leave out --month", profile.name()),
    };
    let domains = args.domains.unwrap_or(profile.default_domains());
    let bar = terminal.progress_of_names("writing", domains);
    let written = synth::write_dir(&profile, domains, args.seed, &args.output, &mut |done, _| bar.set_position(done));
    bar.finish_and_clear();
    written.with_context(|| args.output.display().to_string())?;
    let mut text = String::new();
    for name in profile.files().iter().copied().chain(["truth.tsv"]) {
        writeln!(text, "{}", escape_text(&args.output.join(name).to_string_lossy()))?;
    }
    output::print(text.as_bytes())
}
