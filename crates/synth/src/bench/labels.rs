//! Labels, hosts and fields that the bench profiles share.

use std::collections::HashSet;

use super::XorShift;
use crate::emit::{BASE32_HEX, BASE64};
use crate::idn::IdnLabels;

pub(super) const SYLLABLES: &[&str] = &[
    "ka", "shi", "to", "mo", "ri", "na", "ya", "ma", "ki", "su", "ko", "ha", "ta", "no", "sa", "ku", "ra", "mi", "web",
    "shop", "net", "tech", "soft", "data", "auto", "home", "star", "sun", "blue", "best", "my", "the", "pro", "go",
    "art", "bio", "med", "lab", "dev", "one", "city", "food", "land", "cloud", "app", "box", "hub", "link", "car",
    "tax",
];

const JAPANESE: u64 = 60_000;
const HOSTERS: u64 = 4_000;

/// Random labels; it knows the Japanese ones.
pub(crate) struct Labels {
    japanese: Vec<String>,
}

impl Labels {
    pub(crate) fn new() -> Self {
        let (labels, mut scratch) = (IdnLabels::new(JAPANESE, 0), Vec::new());
        let japanese = |index| {
            let mut label = Vec::new();
            labels.push_label(index, &mut scratch, &mut label);
            String::from_utf8_lossy(&label).into_owned()
        };
        let mut japanese: Vec<String> = (0..JAPANESE).map(japanese).collect();
        // Sorted, so that which of them a random number picks says where it goes in a sorted file.
        japanese.sort();
        Self { japanese }
    }

    /// Appends a label.
    pub(super) fn push(&self, r: &mut XorShift, out: &mut String) {
        if r.per_mille(12) {
            out.push_str(&self.japanese[r.below(JAPANESE) as usize]);
            return;
        }
        let count = 2 + r.below(4);
        for at in 0..count {
            out.push_str(r.pick(SYLLABLES));
            if at + 1 < count && r.per_mille(60) {
                out.push('-');
            }
        }
        if r.per_mille(200) {
            out.push_str(&r.below(1_000).to_string());
        }
    }

    /// Pairs of name servers.
    pub(crate) fn hosters(&self, r: &mut XorShift, tld: &str) -> Vec<(String, String)> {
        let hoster = |at| {
            let mut label = String::new();
            self.push(r, &mut label);
            if at % 5 == 0 {
                label.push_str("dns");
            }
            let tld = r.pick(&["com", "net", "org", "com", "net", tld]).to_owned();
            match r.below(4) {
                0 => (format!("ns1.{label}.{tld}."), format!("ns2.{label}.{tld}.")),
                1 => (format!("dns1.{label}.{tld}."), format!("dns2.{label}.{tld}.")),
                2 => {
                    let number = r.below(80);
                    (format!("ns{number:02}.{label}.{tld}."), format!("ns{:02}.{label}.{tld}.", number + 1))
                }
                _ => (format!("a.ns.{label}.{tld}."), format!("b.ns.{label}.{tld}.")),
            }
        };
        (0..HOSTERS).map(hoster).collect()
    }
}

/// `count` different names in order. Names come from `make`, which is told whether it is asked again after some came twice.
pub(super) fn distinct_names(count: u64, mut make: impl FnMut(bool) -> String) -> Vec<String> {
    let mut names: HashSet<String> = (0..count).map(|_| make(false)).collect();
    while (names.len() as u64) < count {
        let missing = count - names.len() as u64;
        names.extend((0..missing).map(|_| make(true)));
    }
    let mut names: Vec<String> = names.into_iter().collect();
    names.sort_unstable();
    names
}

/// One of the hosters, the first ones most often.
pub(super) fn pick_hoster<'a>(r: &mut XorShift, hosters: &'a [(String, String)]) -> &'a (String, String) {
    let bound = hosters_of(r.below(1_000));
    &hosters[r.below(bound) as usize]
}

/// Among how many of the [`HOSTERS`] a name with this draw of 1,000 has its own.
pub(crate) const fn hosters_of(draw: u64) -> u64 {
    match draw {
        0..=299 => 10,
        300..=599 => 100,
        600..=849 => 1_000,
        _ => HOSTERS,
    }
}

fn chars(r: &mut XorShift, alphabet: &[u8], count: usize) -> String {
    (0..count).map(|_| char::from(alphabet[r.below(alphabet.len() as u64) as usize])).collect()
}

pub(super) fn hex(r: &mut XorShift, count: usize) -> String {
    chars(r, b"0123456789abcdef", count)
}

pub(super) fn upper_hex(r: &mut XorShift, count: usize) -> String {
    chars(r, b"0123456789ABCDEF", count)
}

/// `count` characters, filled up with `A` to a multiple of four.
pub(super) fn base64(r: &mut XorShift, count: usize) -> String {
    let mut text = chars(r, BASE64, count);
    while !text.len().is_multiple_of(4) {
        text.push('A');
    }
    text
}

pub(super) fn nsec3_hash(r: &mut XorShift) -> String {
    chars(r, BASE32_HEX, 32)
}

pub(super) fn ipv4(r: &mut XorShift) -> String {
    format!("{}.{}.{}.{}", 1 + r.below(222), r.below(256), r.below(256), 1 + r.below(254))
}

pub(super) fn ipv6(r: &mut XorShift) -> String {
    let group = 65_536;
    match r.below(3) {
        0 => format!("2001:db8:{:x}::{:x}", r.below(group), 1 + r.below(65_535)),
        1 => {
            let (a, b, c, d) = (r.below(group), r.below(group), 1 + r.below(65_535), r.below(group));
            format!("2606:4700:{a:x}:{b:x}::{c:x}:{d:x}")
        }
        _ => {
            let mut text = String::from("2400");
            for _ in 0..6 {
                text.push_str(&format!(":{:x}", r.below(group)));
            }
            text.push_str(&format!(":{:x}", 1 + r.below(65_535)));
            text
        }
    }
}
