//! Verdicts of record texts: `KIND<TAB>TEXT` a line on standard input, `STATE<TAB>ALL<TAB>LOOKUPS` a line on standard output.
//!
//! KIND is `spf`, `dmarc`, `sts`, `tlsrpt` or `bimi`; in TEXT `\DDD` is a byte in decimal. ALL and LOOKUPS are empty but for SPF.
//! `tests/oracle/differential.py` compares them with another library's.

use std::io::{self, BufRead, Write};

use mailpolicy::{bimi, dmarc, mtasts, spf, tlsrpt};

fn main() -> io::Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().split(b'\n') {
        let line = line?;
        let at = line.iter().position(|&b| b == b'\t').unwrap_or(line.len());
        let (kind, text) = line.split_at(at);
        let text = unescape(text.get(1..).unwrap_or_default());
        let texts = [text.as_slice()];
        let (mut all, mut lookups) = ("", String::new());
        let state = match kind {
            b"spf" => {
                let verdict = spf::evaluate(&texts);
                if let Some(record) = verdict.spf {
                    all = record.all.as_str();
                    lookups = record.lookups.to_string();
                }
                verdict.state.as_str()
            }
            b"dmarc" => dmarc::evaluate(&texts, dmarc::Spec::Rfc9989).state.as_str(),
            b"sts" => mtasts::select(&texts).state.as_str(),
            b"tlsrpt" => tlsrpt::select(&texts).state.as_str(),
            b"bimi" => bimi::select(&texts).state.as_str(),
            _ => "unknown kind",
        };
        writeln!(out, "{state}\t{all}\t{lookups}")?;
    }
    out.flush()
}

fn unescape(text: &[u8]) -> Vec<u8> {
    let (mut bytes, mut rest) = (Vec::new(), text);
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        let digits = after.get(..3).filter(|_| byte == b'\\').and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| digits.parse().ok()) {
            Some(value) => {
                bytes.push(value);
                rest = &after[3..];
            }
            None => bytes.push(byte),
        }
    }
    bytes
}
