//! `benches test`: every engine that needs no other program, once, on small inputs; and the memory that the parse core takes.

use crate::contestant::{Contestant, Engine};
use crate::definitions::{Case, Definitions, Operation};
use crate::inputs;
use crate::round::{Agreement, Programs, Round, Runner};
use anyhow::{Context, ensure};
use std::io::Write;
use std::path::Path;
use zonefile::Kernel;

/// Pairs of inputs of one kind, the second twenty times as large.
const SIZES: [(&str, &str); 3] =
    [("delegation-1", "delegation-20"), ("mail-1", "mail-20"), ("handwritten-1", "handwritten-20")];
/// How much more address space the larger one may take.
const SLACK: u64 = 1 << 18;

/// Runs the checks.
///
/// # Errors
/// A wrong count, or memory that grows with the file.
pub(crate) fn run(definitions: &Definitions, out: &mut impl Write) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    write_inputs(definitions, folder.path())?;
    let programs = Programs::default();
    let mut passes = 0;
    for case in &definitions.cases {
        let input = definitions.input(&case.input)?;
        let test = input.test.as_ref().with_context(|| format!("input `{}` states no test input", input.name))?;
        let round = Round::new(case, definitions.input(test)?, folder.path(), &programs)?;
        let mut agreement = Agreement::default();
        for runner in round.runners().0 {
            agreement.check(&runner, &round.measure(&runner)?.outcome)?;
            passes += 1;
        }
    }
    writeln!(out, "{passes} passes counted what they must")?;
    check_memory(definitions, folder.path(), out)
}

fn write_inputs(definitions: &Definitions, dir: &Path) -> anyhow::Result<()> {
    let wanted = |name: &String| {
        let tests = definitions.inputs.iter().any(|input| input.test.as_ref() == Some(name));
        tests || SIZES.iter().any(|(_, large)| large == name)
    };
    for input in definitions.inputs.iter().filter(|input| wanted(&input.name)) {
        inputs::write_input(definitions, input, dir).with_context(|| format!("input `{}`", input.name))?;
    }
    Ok(())
}

/// The parse core takes as much memory for a large file as for a small one, the map aside. That the measure would show it if it
/// did not is seen from an engine that copies the file.
fn check_memory(definitions: &Definitions, dir: &Path, out: &mut impl Write) -> anyhow::Result<()> {
    let cases: Vec<&Case> = definitions.cases.iter().filter(|case| case.operation != Operation::Job).collect();
    for operation in [Operation::Census, Operation::Heads, Operation::Decode] {
        let case = cases.iter().find(|case| case.operation == operation).context("an operation without a case")?;
        for (small, large) in SIZES {
            for engine in [Engine::Scalar, Engine::Avx2, Engine::Avx512] {
                if engine.kernel().is_none_or(|kernel| Kernel::available().all(|k| k != kernel)) {
                    continue;
                }
                let peak = |name| peak_of(definitions, case, engine, name, dir);
                let (Some(before), Some(after)) = (peak(small)?, peak(large)?) else {
                    writeln!(out, "memory is not checked: this system does not tell it")?;
                    return Ok(());
                };
                let grown = after.saturating_sub(before);
                ensure!(
                    grown <= SLACK,
                    "{engine}, {operation:?}: {large} takes {grown} bytes more memory than {small}"
                );
            }
        }
    }
    let case = cases.iter().find(|case| case.operation == Operation::Decode).context("no case decodes")?;
    let (small, large) = SIZES[0];
    let peak = |name| peak_of(definitions, case, Engine::Domain, name, dir);
    if let (Some(before), Some(after)) = (peak(small)?, peak(large)?) {
        ensure!(after > before + (10 << 20), "the copy of a large file does not show: {before} and {after} bytes");
    }
    writeln!(out, "memory of the parse core does not depend on the size of the file")?;
    Ok(())
}

fn peak_of(
    definitions: &Definitions,
    case: &Case,
    engine: Engine,
    input: &str,
    dir: &Path,
) -> anyhow::Result<Option<u64>> {
    let programs = Programs::default();
    let round = Round::new(case, definitions.input(input)?, dir, &programs)?;
    let runner = Runner::of(Contestant { engine, threads: None });
    Ok(round.measure(&runner)?.outcome.peak)
}
