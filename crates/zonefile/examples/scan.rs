//! `scan FILE [kernel] [all|census|wire]`: reads a zone once and prints counts and speed.
#![allow(clippy::print_stdout)]
use std::time::Instant;
use zonefile::*;
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let text = std::fs::read(&a[1]).unwrap();
    let kernel = Kernel::ALL.into_iter().find(|k| a.get(2).is_some_and(|n| n == k.name())).unwrap_or(Kernel::detect());
    let mode = a.get(3).map_or("census", |s| s.as_str());
    let want = if mode == "census" {
        Projection::of([RrType::NS, RrType::DS, RrType::MX, RrType::TXT, RrType::SOA])
    } else {
        Projection::all()
    };
    let reps: usize = a.get(4).map_or(3, |s| s.parse().unwrap());
    for _ in 0..reps {
        let t = Instant::now();
        let (mut n, mut runs, mut bad, mut bytes, mut last, mut sum) = (0u64, 0u64, 0u64, 0u64, u64::MAX, 0u64);
        let mut wire = Vec::new();
        let mut r = Records::with_kernel(&text, &Scope::default(), &want, true, kernel);
        let mut bads = 0;
        r.for_each(
            &mut bads,
            |bad, rec| {
                n += 1;
                if rec.run != last {
                    runs += 1;
                    last = rec.run;
                }
                sum += u64::from(rec.rtype.0) + u64::from(rec.ttl);
                bytes += rec.rdata.text.len() as u64;
                if mode == "wire" {
                    wire.clear();
                    if rec.rdata.encode(&mut wire).is_err() {
                        *bad += 1
                    }
                    sum += wire.len() as u64;
                }
            },
            |bad, e| match e {
                Ok(_) => {}
                Err(e) => {
                    *bad += 1;
                    if *bad < 4 {
                        println!(
                            "{e} at {}: {:?}",
                            e.at,
                            String::from_utf8_lossy(&text[e.record..(e.record + 80).min(text.len())])
                        )
                    }
                }
            },
        );
        bad += bads;
        let s = t.elapsed().as_secs_f64();
        println!(
            "{} {mode}: {n} records {runs} runs {bad} bad {bytes} rdata bytes sum {sum}: {:.3} s {:.0} MB/s",
            kernel.name(),
            s,
            text.len() as f64 / s / 1e6
        );
    }
}
