//! Generating into memory, and a naive reader of the text that shares no code with the generator.

use std::collections::{BTreeMap, BTreeSet};

use synth::{DEFAULT_SEED, Outputs, Profile, Truth};

pub(crate) struct Snapshot {
    pub(crate) zone: String,
    pub(crate) answers: String,
    pub(crate) domains: String,
    pub(crate) truth: Truth,
}

pub(crate) fn generate(profile: Profile, domains: u64, threads: usize) -> Snapshot {
    let (mut zone, mut answers, mut rows) = (Vec::new(), Vec::new(), Vec::new());
    let outputs = Outputs { zone: &mut zone, answers: &mut answers, domains: Some(&mut rows) };
    let truth = profile.generate(domains, DEFAULT_SEED, threads, outputs, &mut |_, _| {}).expect("memory takes all");
    let text = |bytes| String::from_utf8(bytes).expect("ASCII");
    Snapshot { zone: text(zone), answers: text(answers), domains: text(rows), truth }
}

/// Everything said about one name, as sets: a repeated record is one record.
#[derive(Default, Clone)]
pub(crate) struct Name {
    pub(crate) delegated: bool,
    pub(crate) ds: bool,
    pub(crate) mx: BTreeSet<String>,
    pub(crate) txt: BTreeMap<String, BTreeSet<String>>,
}

impl Name {
    /// The joined texts at a prefix, one for each record.
    pub(crate) fn texts(&self, prefix: &str) -> Vec<Vec<u8>> {
        self.txt.get(prefix).into_iter().flatten().map(|rdata| joined(rdata)).collect()
    }

    /// How many records `is` selects.
    pub(crate) fn count(&self, prefix: &str, is: fn(&[u8]) -> bool) -> usize {
        self.texts(prefix).iter().filter(|text| is(text)).count()
    }
}

const PREFIXES: [&str; 4] = ["_dmarc.", "_mta-sts.", "_smtp._tls.", "default._bimi."];

pub(crate) fn read(snapshot: &Snapshot) -> BTreeMap<String, Name> {
    let mut names: BTreeMap<String, Name> = BTreeMap::new();
    for line in snapshot.zone.lines().chain(snapshot.answers.lines()) {
        let fields: Vec<&str> = line.splitn(5, ['\t', ' ']).collect();
        let (owner, rtype, rdata) = (fields[0].to_ascii_lowercase(), fields[3].to_ascii_uppercase(), fields[4]);
        if !fields[2].eq_ignore_ascii_case("IN") {
            continue;
        }
        let prefix = PREFIXES.into_iter().find(|prefix| owner.starts_with(prefix)).unwrap_or("");
        let name = owner[prefix.len()..].strip_suffix('.').expect("absolute owners");
        let entry = names.entry(name.to_owned()).or_default();
        match rtype.as_str() {
            "NS" => entry.delegated = true,
            "DS" => entry.ds = true,
            "MX" => drop(entry.mx.insert(rdata.to_ascii_lowercase())),
            "TXT" => drop(entry.txt.entry(prefix.to_owned()).or_default().insert(rdata.to_owned())),
            _ => {}
        }
    }
    names.retain(|name, entry| entry.delegated && name != "jp");
    names
}

/// The strings of TXT rdata, unescaped and put together.
fn joined(rdata: &str) -> Vec<u8> {
    let (mut text, mut quoted) = (Vec::new(), false);
    let mut bytes = rdata.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => quoted = !quoted,
            b' ' if !quoted => {}
            b'\\' => match bytes.next().expect("an escape has something behind it") {
                hundreds @ b'0'..=b'2' => {
                    let (tens, ones) = (bytes.next().expect("\\DDD"), bytes.next().expect("\\DDD"));
                    text.push((hundreds - b'0') * 100 + (tens - b'0') * 10 + (ones - b'0'));
                }
                other => text.push(other),
            },
            other => text.push(other),
        }
    }
    assert!(!quoted, "open quote: {rdata}");
    text
}

/// RFC 7208 4.5.
pub(crate) fn is_spf(text: &[u8]) -> bool {
    text.len() >= 6 && text[..6].eq_ignore_ascii_case(b"v=spf1") && text.get(6).is_none_or(|&b| b == b' ')
}

/// RFC 9989 4.7: `v`, `=`, `DMARC1` with blanks between, then a semicolon or the end.
pub(crate) fn is_dmarc(text: &[u8]) -> bool {
    let text = String::from_utf8_lossy(text);
    let Some((tag, value)) = text.split(';').next().expect("at least one part").split_once('=') else { return false };
    tag.starts_with('v') && tag.trim_end_matches([' ', '\t']) == "v" && value.trim_matches([' ', '\t']) == "DMARC1"
}

/// Tag names and values of a DMARC record.
pub(crate) fn dmarc_tags(text: &[u8]) -> Vec<(String, String)> {
    let text = String::from_utf8_lossy(text).into_owned();
    let pair = |part: &str| part.split_once('=').map(|(tag, value)| (tag.trim().to_owned(), value.trim().to_owned()));
    text.split(';').filter_map(pair).collect()
}

/// RFC 8461 3.1, without the grammar of extensions.
pub(crate) fn has_mta_sts(name: &Name) -> bool {
    let records: Vec<String> = texts_that_begin(name, "_mta-sts.", "v=STSv1;");
    records.len() == 1
        && records[0]
            .split(';')
            .filter_map(|part| part.trim().strip_prefix("id="))
            .any(|id| (1..=32).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// RFC 8460 3.
pub(crate) fn has_tlsrpt(name: &Name) -> bool {
    let records = texts_that_begin(name, "_smtp._tls.", "v=TLSRPTv1;");
    records.len() == 1 && records[0].split(';').any(|part| part.trim().starts_with("rua="))
}

pub(crate) fn has_bimi(name: &Name) -> bool {
    texts_that_begin(name, "default._bimi.", "v=BIMI1;").len() == 1
}

fn texts_that_begin(name: &Name, prefix: &str, begin: &str) -> Vec<String> {
    let texts = name.texts(prefix).into_iter().map(|text| String::from_utf8_lossy(&text).into_owned());
    texts.filter(|text| text.starts_with(begin)).collect()
}
