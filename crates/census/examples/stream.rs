//! Time per record and per name of the fold and of the rest, on a synthetic stream of batches.
//!
//! `cargo run --release -p census --example stream -- mail|delegation NAMES sorted|shuffled DIR`
#![allow(clippy::print_stdout, reason = "a measuring program")]

use arrow::array::{ArrayRef, BinaryViewArray, RecordBatch, UInt16Array, make_view};
use arrow::buffer::{Buffer, ScalarBuffer};
use census::{Census, CensusOptions, Plan, Taxonomy, Unit};
use rayon::prelude::*;
use std::error::Error;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

/// Records of a split.
const SPLIT: usize = 60_000;
const BATCH: usize = 4096;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let profile = args.next().unwrap_or_else(|| "mail".to_owned());
    let names: u64 = args.next().map_or(Ok(200_000), |n| n.parse())?;
    let order = args.next().unwrap_or_else(|| "sorted".to_owned());
    let dir = args.next().unwrap_or_else(|| std::env::temp_dir().to_string_lossy().into_owned());
    let splits = splits(&profile, names, order == "shuffled")?;
    let records: usize = splits.iter().flatten().map(RecordBatch::num_rows).sum();
    println!("{records} records of {names} names in {} splits, resident {} MB", splits.len(), resident());

    let mut plan = Plan::new("jp", Unit::Delegations);
    plan.taxonomy = Taxonomy::parse("jp.tsv", include_str!("../../../pipelines/taxonomies/jp.tsv"))?;
    let census = &Census::new(plan.clone(), CensusOptions::default());
    let start = Clock::now();
    let partials: Vec<_> = splits
        .into_par_iter()
        .map(|batches| {
            let mut partial = census.partial();
            for batch in &batches {
                partial.fold(batch)?;
            }
            partial.seal();
            Ok(partial)
        })
        .collect::<Result<_, census::CensusError>>()?;
    report("fold", &start, records, names);
    println!("evidence {} MB", partials.iter().map(census::Partial::bytes).sum::<usize>() >> 20);
    let start = Clock::now();
    let mut census = Census::new(plan, CensusOptions::default());
    for partial in partials {
        census.commit(partial);
    }
    let summary = census.finish(Path::new(&dir), &mut |_, _| std::ops::ControlFlow::Continue(()))?;
    report("finish", &start, records, summary.names);
    println!(
        "{} rows, {} MB, resident {} MB",
        summary.names,
        std::fs::metadata(&summary.files[0])?.len() >> 20,
        resident()
    );
    Ok(())
}

/// Wall and processor time; other load disturbs the first more than the second.
struct Clock {
    wall: Instant,
    processor: f64,
}

impl Clock {
    fn now() -> Self {
        Clock { wall: Instant::now(), processor: processor_seconds() }
    }
}

/// User and system time of all threads.
fn processor_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

fn report(what: &str, start: &Clock, records: usize, names: u64) {
    let processor = processor_seconds() - start.processor;
    let (record, name) = (processor * 1e9 / records as f64, processor * 1e9 / names as f64);
    let wall = start.wall.elapsed().as_secs_f64();
    println!("{what}: {wall:.3} s wall, {processor:.2} s processor: {record:.1} ns per record, {name:.0} ns per name");
}

/// Peak resident set in MB.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kb| kb.parse::<u64>().ok()).unwrap_or(0) >> 10
}

struct Random(u64);

impl Random {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 32) * n) >> 32
    }

    fn percent(&mut self, n: u64) -> bool {
        self.below(100) < n
    }
}

type Line = (String, u16, String);

fn splits(profile: &str, names: u64, shuffled: bool) -> Result<Vec<Vec<RecordBatch>>, Box<dyn Error>> {
    let mut random = Random(20_260_808);
    let mut lines: Vec<Line> = vec![("jp.".to_owned(), 6, "z.dns.jp. root.dns.jp. 1 2 3 4 5".to_owned())];
    let mut all = Vec::new();
    for n in 0..names {
        let suffix = ["co.jp", "co.jp", "or.jp", "ne.jp", "jp", "jp", "jp"][random.below(7) as usize];
        all.push(format!("w{:07x}{}.{suffix}.", n * 11, ["", "-shop", "kobo"][random.below(3) as usize]));
    }
    all.sort_by_cached_key(|name| census::key::key_of(name.as_bytes()));
    for name in &all {
        if profile == "mail" { mail(&mut random, name, &mut lines) } else { delegation(&mut random, name, &mut lines) }
    }
    if shuffled {
        for at in (1..lines.len()).rev() {
            lines.swap(at, random.below(at as u64 + 1) as usize);
        }
    }
    lines.chunks(SPLIT).map(|split| split.chunks(BATCH).map(batch).collect()).collect()
}

fn delegation(random: &mut Random, name: &str, lines: &mut Vec<Line>) {
    let host = random.below(4000) * random.below(4000) / 4000;
    for n in 1..=2 + u64::from(random.percent(12)) {
        lines.push((name.to_owned(), 2, format!("ns{n}.hoster{host}.com.")));
    }
    if random.percent(4) {
        lines.push((name.to_owned(), 43, format!("{} 13 2 {:064x}", random.below(65536), random.below(1 << 32))));
    }
}

fn mail(random: &mut Random, name: &str, lines: &mut Vec<Line>) {
    delegation(random, name, lines);
    let bare = name.trim_end_matches('.');
    match random.below(10) {
        0 => {}
        1 => lines.push((name.to_owned(), 15, "0 .".to_owned())),
        2 | 3 => {
            for host in ["1 aspmx", "5 alt1.aspmx", "5 alt2.aspmx", "10 alt3.aspmx", "10 alt4.aspmx"] {
                lines.push((name.to_owned(), 15, format!("{host}.l.google.com.")));
            }
        }
        4 | 5 => {
            lines.push((name.to_owned(), 15, format!("0 {}.mail.protection.outlook.com.", bare.replace('.', "-"))));
        }
        _ => lines.push((name.to_owned(), 15, format!("10 mail.{name}"))),
    }
    if random.percent(65) {
        let record = match random.below(6) {
            0 => "v=spf1 include:_spf.google.com ~all".to_owned(),
            1 => "v=spf1 include:spf.protection.outlook.com -all".to_owned(),
            2 => format!("v=spf1 a mx ip4:192.0.{}.{}/24 ~all", random.below(256), random.below(256)),
            3 => "v=spf1 -all".to_owned(),
            4 => format!("v=spf1 a:mail.{bare} mx include:_spf.{}.ne.jp -all", random.below(500)),
            _ => format!("v=spf1 redirect=_spf.{bare}"),
        };
        lines.push((name.to_owned(), 16, format!("\"{record}\"")));
    }
    if random.percent(35) {
        lines.push((name.to_owned(), 16, format!("\"google-site-verification={:032x}\"", random.below(1 << 32))));
    }
    if random.percent(39) {
        let policy = ["none", "none", "none", "quarantine", "reject"][random.below(5) as usize];
        lines.push((format!("_dmarc.{name}"), 16, format!("\"v=DMARC1; p={policy}; rua=mailto:dmarc@{bare}\"")));
    }
    if random.percent(1) {
        lines.push((format!("_mta-sts.{name}"), 16, "\"v=STSv1; id=20260101\"".to_owned()));
    }
    if random.percent(9) {
        lines.push((
            format!("google._domainkey.{name}"),
            16,
            format!("\"v=DKIM1; k=rsa; p={:0200x}\"", random.below(1 << 32)),
        ));
    }
}

fn batch(lines: &[Line]) -> Result<RecordBatch, Box<dyn Error>> {
    let mut text = Vec::new();
    let (mut owners, mut rdatas): (Vec<u128>, Vec<u128>) = (Vec::new(), Vec::new());
    for (at, (owner, _, rdata)) in lines.iter().enumerate() {
        match owners.last() {
            Some(view) if lines[at - 1].0 == *owner => owners.push(*view),
            _ => owners.push(view(&mut text, owner)),
        }
        rdatas.push(view(&mut text, rdata));
    }
    let buffer = Buffer::from_vec(text);
    let array = |views| -> Result<ArrayRef, Box<dyn Error>> {
        Ok(Arc::new(BinaryViewArray::try_new(ScalarBuffer::from(views), vec![buffer.clone()], None)?))
    };
    Ok(RecordBatch::try_from_iter([
        ("owner", array(owners)?),
        ("class", Arc::new(UInt16Array::from_value(1, lines.len()))),
        ("rtype", Arc::new(UInt16Array::from_iter_values(lines.iter().map(|line| line.1)))),
        ("rdata", array(rdatas)?),
    ])?)
}

fn view(text: &mut Vec<u8>, value: &str) -> u128 {
    let at = text.len() as u32;
    text.extend_from_slice(value.as_bytes());
    make_view(value.as_bytes(), 0, at)
}
