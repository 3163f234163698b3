//! The SPF records of operators that the records of names include: a collector follows them, so the answers hold them too. Their owners
//! are no counted names.

use super::operators::push_template;
use crate::rng::Rng;

/// Targets of `include` and `redirect` under .jp, with their records; `#` stands for each of the numbers that a template can draw.
const TARGETS: &[(&str, &str)] = &[
    ("spf.sender.xserver.jp", "v=spf1 ip4:*/24 ip4:*/24 ~all"),
    ("_spf.lolipop.jp", "v=spf1 ip4:*/24 ~all"),
    ("_spf.heteml.jp", "v=spf1 ip4:*/23 ip4:* ~all"),
    ("spf.gmoserver.jp", "v=spf1 ip4:*/22 ~all"),
    ("spf-bl#.gmoserver.jp", "v=spf1 ip4:*/27 ~all"),
    ("spf.cpi.ad.jp", "v=spf1 ip4:*/24 ip4:*/24 ?all"),
    ("spf.ocn.ne.jp", "v=spf1 ip4:*/20 ~all"),
    ("spf.securemx.jp", "v=spf1 ip4:*/25 ip4:*/25 ~all"),
    ("_spf.alpha-prm.jp", "v=spf1 ip4:*/24 ~all"),
    ("_spf.sender.ne.jp", "v=spf1 ip4:* -all"),
    ("spf.haihaimail.jp", "v=spf1 ip4:*/26 ~all"),
];

/// The highest number that `#` stands for.
const NUMBERS: u64 = 99;

/// The records, one a line.
pub(crate) fn push_targets(rng: &mut Rng, out: &mut Vec<u8>) {
    for (owner, record) in TARGETS {
        let numbers = if owner.contains('#') { 1..=NUMBERS } else { 1..=1 };
        for number in numbers {
            out.extend_from_slice(owner.replace('#', &number.to_string()).as_bytes());
            out.extend_from_slice(b".\t3600\tIN\tTXT\t\"");
            push_template(record, b"", rng, out);
            out.extend_from_slice(b"\"\n");
        }
    }
}
