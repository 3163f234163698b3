//! The `jp-municipalities` profile against a naive reader of its own text.

use std::collections::{BTreeMap, BTreeSet};

use crate::reader::{generate, is_dmarc, is_spf, read};
use synth::{Profile, REGIONS};

/// Kind, prefecture and domain of each body.
fn bodies(csv: &str) -> Vec<(&str, &str, &str)> {
    let mut lines = csv.lines();
    assert_eq!(lines.next(), Some("kind,lgcode,pref,name,mail_domain_guess"));
    let body = |line: &'static str| {
        let fields: Vec<&str> = line.split(',').collect();
        assert_eq!(fields.len(), 5, "{line}");
        (fields[0], fields[2], fields[4])
    };
    lines.map(|line| body(line.to_owned().leak())).collect()
}

#[test]
fn published_counts_by_region_are_planted() {
    let mut snapshot = generate(Profile::JpMunicipalities, 1_788, 1);
    let csv = std::mem::take(&mut snapshot.zone);
    let bodies = bodies(&csv);
    assert_eq!(bodies.iter().filter(|(kind, ..)| *kind == "prefecture").count(), 47);
    assert_eq!(bodies.iter().map(|(.., domain)| domain).collect::<BTreeSet<_>>().len(), 1_788);
    // The naive reader keeps delegated names only.
    snapshot.zone = bodies.iter().map(|(.., domain)| format!("{domain}.\t60\tIN\tNS\tns.test.\n")).collect();
    let names = read(&snapshot);
    let prefectures: Vec<&str> = bodies.iter().filter(|(kind, ..)| *kind == "prefecture").map(|body| body.1).collect();
    let ends = ["北海道", "福島県", "神奈川県", "愛知県", "和歌山県", "山口県", "高知県", "沖縄県"];
    let mut counted: BTreeMap<&str, [u64; 4]> = BTreeMap::new();
    for (_, pref, domain) in &bodies {
        let at = prefectures.iter().position(|p| p == pref).expect("a prefecture");
        let is_before = |end: &&str| prefectures.iter().position(|p| p == end).is_some_and(|end| at <= end);
        let region = REGIONS[ends.iter().position(is_before).expect("a region")].group;
        let said = &names[*domain];
        let facts = [true, !said.mx.is_empty(), said.count("", is_spf) > 0, said.count("_dmarc.", is_dmarc) > 0];
        let counts = counted.entry(region).or_default();
        counts.iter_mut().zip(facts).for_each(|(count, holds)| *count += u64::from(holds));
    }
    for region in REGIONS {
        let expected = [region.bodies, region.bodies, region.spf, region.dmarc];
        assert_eq!(counted[region.group], expected, "{}", region.group);
        let planted = snapshot.truth.find(region.group, "spf_present", "mx_rr_present").expect("a row");
        assert_eq!((planted.numerator, planted.denominator), (region.spf, region.bodies));
    }
    assert_eq!(REGIONS.map(|region| region.bodies).iter().sum::<u64>(), 1_788);
}
