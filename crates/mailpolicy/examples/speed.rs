//! Nanoseconds per typical record: `cargo run --release -p mailpolicy --example speed`.

use std::hint::black_box;
use std::io::Write;
use std::time::Instant;

use mailpolicy::{dmarc, spf};

const ROUNDS: u32 = 2_000;
const BATCHES: u32 = 2_000;

const SPF: [&str; 4] = [
    "v=spf1 -all",
    "v=spf1 include:_spf.google.com ~all",
    "v=spf1 a mx ip4:192.0.2.1 ip4:198.51.100.0/24 include:spf.protection.outlook.com -all",
    "v=spf1 +a +mx +ip4:192.0.2.1 ip6:2001:db8::/32 include:a.example.com include:b.example.com redirect=c.example.com",
];

const DMARC: [&str; 3] = [
    "v=DMARC1; p=none",
    "v=DMARC1; p=reject; rua=mailto:dmarc@example.com",
    "v=DMARC1; p=quarantine; sp=none; pct=100; adkim=s; aspf=s; fo=1; rua=mailto:a@example.com,mailto:b@example.net; ruf=mailto:c@example.org",
];

fn main() -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    for record in SPF {
        let ns = time(|| spf::evaluate(&[black_box(record.as_bytes())]).count);
        writeln!(out, "{ns:8.1} ns  {record}")?;
    }
    for record in DMARC {
        let ns = time(|| dmarc::evaluate(&[black_box(record.as_bytes())], dmarc::Spec::Rfc9989).count);
        writeln!(out, "{ns:8.1} ns  {record}")?;
    }
    Ok(())
}

/// Best of many short batches, in nanoseconds per call: other load on the machine only ever adds.
fn time(mut work: impl FnMut() -> u16) -> f64 {
    let mut best = f64::INFINITY;
    for _ in 0..BATCHES {
        let start = Instant::now();
        for _ in 0..ROUNDS {
            black_box(work());
        }
        best = best.min(start.elapsed().as_secs_f64() * 1e9 / f64::from(ROUNDS));
    }
    best
}
