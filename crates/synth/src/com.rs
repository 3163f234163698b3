//! The `com` profile: the delegations of a large registry, by name or with all lines shuffled.
//!
//! Every record is computed from the number of its name and its place among the records of that name, so that any order of records
//! costs no memory: shuffled, a keyed permutation walks over (name, place) and places that a name does not have are left out.

mod shape;

use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::bench::XorShift;
use crate::bench::labels::Labels;
use crate::blocks::in_order;
use crate::emit::{BASE64, LineStyle, push_chars, push_record};
use crate::model::Model;
use crate::permute::Permutation;
use crate::profile::Progress;
use crate::rng::{Rng, mix2};
use crate::share::rounded;
use crate::truth::Truth;
use crate::words::{ENGLISH, NUMBERS, ROMAJI};
use shape::{PLACES, Shape, Writer};

/// The order of the records of a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Names ascend, and all records of a name stand together.
    ByName,
    /// Any record may follow any other.
    Shuffled,
}

/// Places of records per block. Bytes do not depend on it, nor on threads.
const BLOCK: u64 = PLACES * 8_192;

/// Names with DS, of a thousand.
const SIGNED: u64 = 42;

/// All that a record is computed from.
struct Snapshot {
    names: u64,
    seed: u64,
    model: Model,
    hosters: Vec<(String, String)>,
    signed: Permutation,
    /// Of all places, if shuffled.
    order: Option<Permutation>,
}

#[derive(Default)]
struct Block {
    text: Vec<u8>,
    label: Vec<u8>,
    rdata: Vec<u8>,
    counts: BTreeMap<&'static str, u64>,
}

/// Writes a zone of `names` names; its truth counts domains and records.
pub(crate) fn generate(
    order: Order,
    names: u64,
    seed: u64,
    threads: usize,
    out: &mut dyn Write,
    progress: Progress<'_>,
) -> io::Result<Truth> {
    let snapshot = Snapshot::new(order, names, seed);
    let mut counts = BTreeMap::new();
    out.write_all(&apex(seed, &mut counts))?;
    let mut done = 0;
    let places = names * PLACES;
    let make = |at, block: &mut Block| snapshot.write_block(at, block);
    in_order(places.div_ceil(BLOCK), threads, make, |block| {
        out.write_all(&block.text)?;
        for (rtype, count) in &block.counts {
            *counts.entry(*rtype).or_default() += count;
        }
        done += 1;
        progress((done * BLOCK / PLACES).min(names), names);
        Ok(())
    })?;
    Ok(truth_of(names, snapshot.signed_names(), &counts))
}

fn truth_of(names: u64, signed: u64, counts: &BTreeMap<&'static str, u64>) -> Truth {
    let mut truth = Truth::default();
    truth.push("all", "names", names, names, "names");
    truth.push("all", "ds", signed, names, "names");
    let all = counts.values().sum();
    for (rtype, &count) in counts {
        truth.push("all", &format!("records={rtype}"), count, all, "records");
    }
    truth
}

fn apex(seed: u64, counts: &mut BTreeMap<&'static str, u64>) -> Vec<u8> {
    let (mut out, mut key) = (Vec::new(), b"257 3 13 ".to_vec());
    push_chars(BASE64, 86, &mut Rng::new(mix2(seed, 0)), &mut key);
    key.extend_from_slice(b"==");
    let mut push = |ttl, rtype, rdata: &[u8]| {
        *counts.entry(rtype).or_default() += 1;
        push_record(LineStyle::plain(ttl), [b"", b"com"], rtype, rdata, None, &mut out);
    };
    push(900, "SOA", b"a.gtld-servers.net. nstld.verisign-grs.com. 1770000000 1800 900 604800 900");
    for server in 'a'..='m' {
        push(172_800, "NS", format!("{server}.gtld-servers.net.").as_bytes());
    }
    push(86_400, "DNSKEY", &key);
    push(86_400, "NSEC3PARAM", b"1 0 0 -");
    out
}

impl Snapshot {
    fn new(order: Order, names: u64, seed: u64) -> Self {
        let words: Vec<&str> = [ROMAJI, ENGLISH].concat();
        let order = (order == Order::Shuffled).then(|| Permutation::new(names * PLACES, mix2(seed, 3)));
        Self {
            names,
            seed,
            model: Model::learn(&words, NUMBERS),
            hosters: Labels::new().hosters(&mut XorShift(mix2(seed, 1) | 1), "com"),
            signed: Permutation::new(names, mix2(seed, 2)),
            order,
        }
    }

    fn signed_names(&self) -> u64 {
        rounded(self.names, 1_000, SIGNED)
    }

    fn write_block(&self, at: u64, block: &mut Block) {
        block.text.clear();
        block.counts.clear();
        let places = (at * BLOCK)..((at + 1) * BLOCK).min(self.names * PLACES);
        match &self.order {
            Some(order) => places.for_each(|place| {
                let place = order.at(place);
                self.write(place % self.names, |at| at == place / self.names, block);
            }),
            None => (places.start / PLACES..places.end / PLACES).for_each(|name| self.write(name, |_| true, block)),
        }
    }

    /// Writes the records of a name whose places are wanted.
    fn write(&self, name: u64, is_wanted: impl Fn(u64) -> bool, block: &mut Block) {
        let key = mix2(self.seed, name);
        let shape = Shape::draw(self.signed.at(name) < self.signed_names(), &mut Rng::new(key));
        if !(0..shape.records()).any(&is_wanted) {
            return;
        }
        block.label.clear();
        self.model.push_label(name, self.names, self.seed, |_| true, &mut block.label);
        block.label.extend_from_slice(b".com");
        let mut writer = Writer {
            name: &block.label,
            hosters: &self.hosters,
            rdata: &mut block.rdata,
            text: &mut block.text,
            counts: &mut block.counts,
        };
        (0..shape.records()).filter(|place| is_wanted(*place)).for_each(|place| {
            writer.push(&shape, place, Rng::new(mix2(key, 1 + place)));
        });
    }
}
