//! The `jp-municipalities` profile: local government as a list of bodies, and the answers for their domains.
//!
//! Calibrated to the published table of 2019-11-13 by region: 1,788 bodies, each with MX, and how many of them have SPF and DMARC.

use std::io::{self, Write};

use super::answers::{Scratch, push_answers};
use super::plan::Draw;
use super::targets::push_targets;
use crate::emit::push_number;
use crate::permute::Permutation;
use crate::places::PREFECTURES;
use crate::profile::{Outputs, Progress};
use crate::rng::{Rng, mix2};
use crate::share::{largest_remainder, rounded};
use crate::truth::{DOMAIN_HEADER, Tally, Truth};
use crate::words::{KANJI, ROMAJI};

/// A region of the published table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublishedRegion {
    /// The group's name in the truth.
    pub group: &'static str,
    /// Municipalities and prefectures, each with MX.
    pub bodies: u64,
    /// Bodies with SPF.
    pub spf: u64,
    /// Bodies with DMARC.
    pub dmarc: u64,
    /// How many prefectures it has, in the order of their numbers.
    prefectures: usize,
}

const fn region(group: &'static str, prefectures: usize, bodies: u64, spf: u64, dmarc: u64) -> PublishedRegion {
    PublishedRegion { group, bodies, spf, dmarc, prefectures }
}

/// The table of 2019-11-13, in its order. Niigata, Yamanashi, Nagano and Shizuoka are in Chubu, Mie is in Kinki: every region is a run of
/// prefectures in the order of their numbers.
pub const REGIONS: [PublishedRegion; 8] = [
    region("Hokkaido", 1, 180, 130, 3),
    region("Tohoku", 6, 233, 199, 1),
    region("Kanto", 7, 323, 279, 5),
    region("Chubu", 9, 325, 258, 1),
    region("Kinki", 7, 234, 206, 1),
    region("Chugoku", 5, 112, 89, 0),
    region("Shikoku", 4, 99, 82, 1),
    region("Kyushu-Okinawa", 8, 282, 241, 0),
];

/// Municipalities by prefecture, 1,741 in all, the special wards of Tokyo among them.
const MUNICIPALITIES: [u64; 47] = [
    179, 40, 33, 35, 25, 35, 59, 44, 25, 35, 63, 54, 62, 33, 30, 15, 19, 17, 27, 77, 42, 35, 54, 29, 19, 26, 43, 41,
    39, 30, 19, 19, 27, 23, 19, 24, 17, 20, 34, 60, 20, 21, 45, 18, 26, 43, 41,
];

/// Bodies of the published table.
pub(crate) const BODIES: u64 = 1_788;

/// Domains below lg.jp, in percent; the others lie below their prefecture's name.
const LG_PERCENT: u64 = 45;

/// Writes the list as CSV to `outputs.zone` and the answers to `outputs.answers`. Sizes other than 1,788 keep the shares.
pub(crate) fn generate(
    domains: u64,
    seed: u64,
    outputs: &mut Outputs<'_>,
    progress: Progress<'_>,
) -> io::Result<Truth> {
    let sizes = largest_remainder(domains, &MUNICIPALITIES.map(|n| n + 1));
    let mut out = Vec::new();
    push_targets(&mut Rng::new(mix2(seed, 1)), &mut out);
    outputs.answers.write_all(&out)?;
    outputs.zone.write_all(b"kind,lgcode,pref,name,mail_domain_guess\n")?;
    if let Some(out) = &mut outputs.domains {
        out.write_all(DOMAIN_HEADER.as_bytes())?;
    }
    let (mut truth, mut all, mut first, mut done) = (Truth::default(), Tally::default(), 0, 0);
    for published in &REGIONS {
        let region = Region { published, first, sizes: &sizes[first..first + published.prefectures], seed };
        let tally = region.write(outputs)?;
        tally.push_rows(published.group, &mut truth);
        all.merge(&tally);
        first += published.prefectures;
        done += region.sizes.iter().sum::<u64>();
        progress(done, domains);
    }
    all.push_rows("all", &mut truth);
    Ok(truth)
}

/// The bodies of one region.
struct Region<'a> {
    published: &'a PublishedRegion,
    /// Number of its first prefecture, from 0.
    first: usize,
    /// Bodies by prefecture.
    sizes: &'a [u64],
    seed: u64,
}

impl Region<'_> {
    fn write(&self, outputs: &mut Outputs<'_>) -> io::Result<Tally> {
        let bodies: u64 = self.sizes.iter().sum();
        let share = |count| rounded(bodies, self.published.bodies, count);
        let (spf, dmarc) = (share(self.published.spf), share(self.published.dmarc));
        let order = |aspect| Permutation::new(bodies, mix2(self.seed, mix2(self.first as u64, aspect)));
        let (by_spf, by_dmarc) = (order(1), order(2));
        let (mut tally, mut scratch, mut rank) = (Tally::default(), Scratch::default(), 0);
        let (mut list, mut answers, mut rows) = (Vec::new(), Vec::new(), Vec::new());
        for (at, &size) in self.sizes.iter().enumerate() {
            for index in 0..size {
                let body = Body::new(self.first + at, index, self.seed);
                body.push_csv(&mut list);
                let draw =
                    Draw { mx: true, spf: by_spf.at(rank) < spf, dmarc: by_dmarc.at(rank) < dmarc, ..Draw::default() };
                let operator = Rng::new(mix2(body.key, 1));
                let facts = push_answers(&body.domain, draw, operator, mix2(body.key, 2), &mut scratch, &mut answers);
                facts.push_tsv(&body.domain, self.published.group, &mut rows);
                tally.add(&facts);
                rank += 1;
            }
        }
        outputs.zone.write_all(&list)?;
        outputs.answers.write_all(&answers)?;
        if let Some(out) = &mut outputs.domains {
            out.write_all(&rows)?;
        }
        Ok(tally)
    }
}

/// A prefecture (the first of its own) or a municipality.
struct Body {
    prefecture: usize,
    index: u64,
    kind: &'static str,
    domain: Vec<u8>,
    key: u64,
}

impl Body {
    fn new(prefecture: usize, index: u64, seed: u64) -> Self {
        let key = mix2(seed, mix2(prefecture as u64, index));
        let mut rng = Rng::new(mix2(key, 3));
        let (label, mut domain) = (PREFECTURES[prefecture].label, Vec::new());
        let kind = if index == 0 { "pref" } else { rng.pick(&["city", "city", "town", "town", "vill"]) };
        let mut push = |part: &str| domain.extend_from_slice(part.as_bytes());
        push(kind);
        push(".");
        if index == 0 {
            push(label);
            push(".lg.jp");
        } else {
            // The index makes the name the only one of its prefecture, and the label makes it the only one below lg.jp.
            push(ROMAJI[index as usize % ROMAJI.len()]);
            push_number(index, &mut domain);
            let below = if rng.percent(LG_PERCENT) { ["-", label, ".lg.jp"] } else { [".", label, ".jp"] };
            below.iter().for_each(|part| domain.extend_from_slice(part.as_bytes()));
        }
        Body { prefecture, index, kind, domain, key }
    }

    /// `kind,lgcode,pref,name,mail_domain_guess`; code and name are invented.
    fn push_csv(&self, out: &mut Vec<u8>) {
        let pref = prefecture_name(self.prefecture);
        let (kind, name) = match self.kind {
            "pref" => ("prefecture", pref.clone()),
            kind => {
                let word: String = KANJI[self.index as usize % KANJI.len()].iter().collect();
                let suffix = match kind {
                    "city" => '市',
                    "town" => '町',
                    _ => '村',
                };
                ("municipality", format!("{word}{suffix}"))
            }
        };
        let code = format!("{:02}{:04}", self.prefecture + 1, self.index);
        out.extend_from_slice(format!("{kind},{code},{pref},{name},").as_bytes());
        out.extend_from_slice(&self.domain);
        out.push(b'\n');
    }
}

/// The Japanese name with its kind: 北海道, 東京都, 京都府, 青森県.
fn prefecture_name(at: usize) -> String {
    let place = &PREFECTURES[at];
    let kind = match place.label {
        "hokkaido" => "",
        "tokyo" => "都",
        "kyoto" | "osaka" => "府",
        _ => "県",
    };
    place.kanji.iter().collect::<String>() + kind
}
