//! Properties over arbitrary and near-valid records.

use mailpolicy::dmarc::{self, Found, Spec, Target};
use mailpolicy::mx::{self, Mx};
use mailpolicy::spf::{self, All, Answer, Resolver};
use mailpolicy::{bimi, mtasts, name, tlsrpt, uri, wildcard};
use proptest::prelude::*;

/// Bytes that records are made of, so that arbitrary strings get deep into the parsers.
fn soup() -> impl Strategy<Value = Vec<u8>> {
    let pieces = prop::sample::select(vec![
        "v=spf1",
        "v=DMARC1",
        "v=STSv1;",
        "v=TLSRPTv1;",
        "v=BIMI1",
        " ",
        ";",
        "=",
        ":",
        "/",
        "//",
        "%",
        "%{",
        "}",
        "a",
        "mx",
        "ptr",
        "ip4:",
        "ip6:",
        "include:",
        "exists:",
        "redirect=",
        "exp=",
        "all",
        "-",
        "~",
        "example.com",
        "192.0.2.1",
        "2001:db8::",
        "24",
        "0",
        "p=",
        "sp=",
        "np=",
        "rua=",
        "mailto:",
        "a@b.example",
        ",",
        "!",
        "10m",
        "reject",
        "none",
        "id=",
        "l=",
        "https://x.example/",
        "\t",
        "\\",
        ".",
        "\u{e4}",
    ]);
    let piece =
        prop_oneof![8 => pieces.prop_map(|s| s.as_bytes().to_vec()), 1 => prop::collection::vec(any::<u8>(), 0..4)];
    let prefix = prop::sample::select(vec!["", "v=spf1 ", "v=DMARC1;", "v=STSv1;", "v=TLSRPTv1;", "v=BIMI1;"]);
    (prefix, prop::collection::vec(piece, 0..24))
        .prop_map(|(prefix, pieces)| [prefix.as_bytes(), &pieces.concat()].concat())
}

/// One valid SPF term that is neither `all` nor a modifier given at most once.
fn mechanism() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "a",
        "+mx",
        "~a:b.example/24//64",
        "ip4:192.0.2.0/24",
        "-ip4:198.51.100.7",
        "ip6:2001:db8::/32",
        "include:c.example",
        "?ptr",
        "exists:%{ir}.x.example",
        "foo=bar",
        "ip4=192.0.2.1",
    ])
}

/// One DMARC tag other than `v`, each with its own name.
const TAGS: [&str; 9] = [
    "p=reject",
    "sp=none",
    "np=quarantine",
    "adkim=s",
    "fo=1:d",
    "pct=50",
    "rua=mailto:a@b.example",
    "t=n",
    "x=\u{e4}",
];

struct Snapshot<'a>(&'a [Vec<u8>]);

impl<'a> Resolver<'a> for Snapshot<'a> {
    fn spf(&mut self, name: &[u8]) -> Answer<'a> {
        match self.0.get(usize::from(name[0]) % (self.0.len() + 1)) {
            Some(record) => Answer::Record(record),
            None => Answer::NoRecord,
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1024) })]

    #[test]
    fn nothing_panics_and_offsets_lie_in_the_record(record in soup(), other in soup()) {
        let txts: [&[u8]; 2] = [&record, &other];
        let len = record.len().max(other.len());
        let mut offsets = Vec::new();
        for txts in [&txts[..1], &txts] {
            offsets.extend(spf::evaluate(txts).findings().iter().map(|f| f.offset));
            for spec in [Spec::Rfc9989, Spec::Rfc7489] {
                offsets.extend(dmarc::evaluate(txts, spec).findings().iter().map(|f| f.offset));
            }
            offsets.extend(mtasts::select(txts).findings.iter().map(|f| f.offset));
            offsets.extend(tlsrpt::select(txts).findings.iter().map(|f| f.offset));
            offsets.extend(bimi::select(txts).findings.iter().map(|f| f.offset));
        }
        prop_assert!(offsets.iter().all(|&at| at as usize <= len), "{offsets:?}");
        let _ = uri::uris(&record).count();
        let _ = wildcard::suspect(&[&txts, &txts]);
        let _ = mx::classify(&record, &[Mx { preference: 0, exchange: &other }], None);
        prop_assert!(name::label_count(&record) <= record.len());
        prop_assert!(dmarc::tree_walk(&record).count() <= 8);
        let _ = dmarc::discover(&record, true, &other, Spec::Rfc9989, |_| Found::One(b"v=DMARC1; p=none; psd=y"));
    }

    #[test]
    fn a_closure_over_anything_ends(records in prop::collection::vec(soup(), 1..6), top in soup()) {
        let closure = spf::closure(b"x.example.", &top, &mut Snapshot(&records));
        prop_assert!(closure.all_effective != All::Redirect);
        prop_assert!(!closure.capped || !closure.complete);
    }

    #[test]
    fn letter_case_does_not_change_an_spf_verdict(record in soup()) {
        let upper = record.to_ascii_uppercase();
        let (a, b) = (spf::parse(&record), spf::parse(&upper));
        prop_assert_eq!(a.map(|s| (s.state(), s.all, s.lookups, s.ip4_addresses, s.only_all, s.findings)),
                        b.map(|s| (s.state(), s.all, s.lookups, s.ip4_addresses, s.only_all, s.findings)));
    }

    #[test]
    fn order_of_spf_terms_before_all_does_not_change_counts(mut terms in prop::collection::vec(mechanism(), 0..12), seed in any::<u64>()) {
        let counts = |terms: &[&str]| {
            let record = format!("v=spf1 {} -all", terms.join(" "));
            let spf = spf::parse(record.as_bytes()).unwrap();
            (spf.state(), spf.all, spf.lookups, spf.ip4_addresses, spf.ip6_prefix_min, spf.uses_ptr, spf.only_all, spf.mechanism_like_modifier)
        };
        let before = counts(&terms);
        let len = terms.len().max(1);
        terms.rotate_left((seed % len as u64) as usize % len);
        terms.reverse();
        prop_assert_eq!(before, counts(&terms));
    }

    #[test]
    fn more_terms_never_need_fewer_lookups(terms in prop::collection::vec(mechanism(), 1..12)) {
        let lookups = |n: usize| spf::parse(format!("v=spf1 {}", terms[..n].join(" ")).as_bytes()).unwrap().lookups;
        prop_assert!((1..terms.len()).all(|n| lookups(n) <= lookups(n + 1)));
    }

    #[test]
    fn an_spf_error_anywhere_is_a_permerror(terms in prop::collection::vec(mechanism(), 0..12), at in any::<prop::sample::Index>()) {
        let mut terms = terms;
        terms.insert(at.index(terms.len() + 1), "ipv4:192.0.2.1");
        let record = format!("v=spf1 {}", terms.join(" "));
        prop_assert!(!spf::parse(record.as_bytes()).unwrap().is_valid());
    }

    #[test]
    fn order_and_blanks_of_dmarc_tags_do_not_matter(order in Just(TAGS.to_vec()).prop_shuffle(), take in 0..=TAGS.len(), blank in "[ \t]{0,3}") {
        let verdict = |tags: &[&str], separator: &str| {
            let record = format!("v=DMARC1;{}", tags.join(separator));
            let dmarc = dmarc::parse(record.as_bytes(), Spec::Rfc9989).unwrap();
            let targets = [Target::Own, Target::Subdomain, Target::NonexistentSubdomain];
            (dmarc.state, targets.map(|t| dmarc.effective(t)), targets.map(|t| dmarc.is_enforced(t)), dmarc.rua_valid, dmarc.pct.parsed)
        };
        let mut sorted = order[..take].to_vec();
        sorted.sort_unstable();
        prop_assert_eq!(verdict(&order[..take], &format!("{blank};{blank}")), verdict(&sorted, ";"));
    }

    #[test]
    fn letter_case_of_dmarc_names_and_values_does_not_matter(upper in prop::collection::vec(any::<bool>(), TAGS.len())) {
        let tags: Vec<String> = TAGS.iter().zip(&upper).map(|(t, up)| if *up { t.to_ascii_uppercase() } else { (*t).to_string() }).collect();
        let (record, plain) = (format!("v=DMARC1;{}", tags.join(";")), format!("v=DMARC1;{}", TAGS.join(";")));
        let read = |text: &str| {
            let d = dmarc::parse(text.as_bytes(), Spec::Rfc9989).unwrap();
            (d.state, d.p.parsed, d.sp.parsed, d.np.parsed, d.adkim.parsed, d.fo.parsed, d.t.parsed, d.rua_valid)
        };
        prop_assert_eq!(read(&record), read(&plain));
    }

    #[test]
    fn a_repeated_dmarc_tag_always_voids_the_list(at in any::<prop::sample::Index>(), pick in any::<prop::sample::Index>()) {
        let mut tags = TAGS.to_vec();
        tags.insert(at.index(tags.len() + 1), TAGS[pick.index(TAGS.len())]);
        let record = format!("v=DMARC1;{}", tags.join(";"));
        prop_assert_eq!(dmarc::parse(record.as_bytes(), Spec::Rfc9989).unwrap().state, dmarc::State::DuplicateTag);
    }

    #[test]
    fn order_of_the_rrset_does_not_matter(records in prop::collection::vec(soup(), 0..5)) {
        let forward: Vec<&[u8]> = records.iter().map(Vec::as_slice).collect();
        let backward: Vec<&[u8]> = forward.iter().rev().copied().collect();
        prop_assert_eq!(spf::evaluate(&forward).state, spf::evaluate(&backward).state);
        prop_assert_eq!(dmarc::evaluate(&forward, Spec::Rfc9989).dmarc, dmarc::evaluate(&backward, Spec::Rfc9989).dmarc);
        prop_assert_eq!(mtasts::select(&forward).state, mtasts::select(&backward).state);
        prop_assert_eq!(tlsrpt::select(&forward).state, tlsrpt::select(&backward).state);
        prop_assert_eq!(bimi::select(&forward).state, bimi::select(&backward).state);
    }
}
