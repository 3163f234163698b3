//! What an argument says.

use zonecensus::PIPELINES;
use zonefile::Name;

/// What stands for a pipeline.
pub(super) fn pipeline_help() -> String {
    let names: Vec<&str> = PIPELINES.iter().map(|(name, _)| *name).collect();
    format!("A pipeline file, or the name of a bundled pipeline: {}", names.join(", "))
}

pub(super) fn parse_origin(text: &str) -> Result<Name, String> {
    let absolute = if text.ends_with('.') { text.to_owned() } else { format!("{text}.") };
    Name::parse(absolute.as_bytes(), None).map_err(|e| e.to_string())
}

pub(super) fn parse_type(text: &str) -> Result<zonefile::RrType, String> {
    zonefile::RrType::parse(text.trim().as_bytes()).ok_or_else(|| "not an RR type".to_owned())
}

/// A month as the profile jp numbers them: 2018-03 is 0.
pub(super) fn parse_month(text: &str) -> Result<u32, String> {
    let known = (0..).map_while(|month| Some((month, synth::Profile::month(month)?)));
    let found = known.into_iter().find(|(_, name)| name == text).map(|(month, _)| month);
    found.ok_or_else(|| "not a month from 2018-03 to 2019-11".to_owned())
}

/// `512M`, `4G`, `1.5GiB`, or bytes. Units are binary.
pub(super) fn parse_size(text: &str) -> Result<u64, String> {
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let power = match unit.trim().trim_end_matches(['b', 'B']).trim_end_matches('i').to_ascii_uppercase().as_str() {
        "" => 0,
        "K" => 1,
        "M" => 2,
        "G" => 3,
        "T" => 4,
        _ => return Err("not a size such as 512M or 4G".to_owned()),
    };
    let number: f64 = number.parse().map_err(|_| "not a size such as 512M or 4G".to_owned())?;
    Ok((number * 1024f64.powi(power)) as u64)
}
