//! What holds for every text, good or bad.

mod common;

use common::text::zone_text;
use common::{Item, assert_same, line_starts, parse, parse_pieces, parse_wanted, parse_whole, scope_at};
use proptest::collection::vec;
use proptest::prelude::*;
use zonefile::split::find_cut;
use zonefile::{Class, Kernel, Name, Projection, RrType, Scope, name};

proptest! {
    #[test]
    fn kernels_agree(text in zone_text(60), scope in scope()) {
        let padded = [text.as_slice(), b"\n", &[b';'; 300]].concat();
        let expected = parse(&padded, 0, &scope, true, Kernel::Scalar);
        for kernel in Kernel::available() {
            let found = parse(&padded, 0, &scope, true, kernel);
            assert_same(&expected.items, &found.items, kernel.name());
            // What a split relied on may be told too generously, never too sparingly; what it set is exact.
            prop_assert_eq!(&expected.end.scope, &found.end.scope, "{}", kernel.name());
            prop_assert_eq!(expected.end.set, found.end.set, "{}", kernel.name());
        }
    }

    /// Records that nobody asked for leave no trace, and change nothing for the others.
    #[test]
    fn a_projection_only_leaves_out(text in zone_text(60), types in prop::sample::subsequence(TYPES, 0..=TYPES.len())) {
        let padded = [text.as_slice(), b"\n", &[b';'; 300]].concat();
        let scope = scope_at("example.");
        let (want, all) = (Projection::of(types.clone()), parse(&padded, 0, &scope, true, Kernel::Scalar));
        let is_wanted = |text: &str| types.iter().any(|t| text.split(' ').nth(3) == Some(t.to_string().as_str()));
        let text_of = |item: &Item| match item {
            Item::Record { at, text } => Some((*at, text.clone())),
            Item::Reject { .. } => None,
        };
        let expected: Vec<_> = all.items.iter().filter_map(text_of).filter(|(_, text)| is_wanted(text)).collect();
        let scalar = parse_wanted(&padded, &scope, &want, Kernel::Scalar);
        prop_assert_eq!(&expected, &scalar.items.iter().filter_map(text_of).collect::<Vec<_>>());
        prop_assert_eq!(&all.end.scope, &scalar.end.scope);
        for kernel in Kernel::available() {
            let found = parse_wanted(&padded, &scope, &want, kernel);
            assert_same(&scalar.items, &found.items, kernel.name());
            prop_assert_eq!(&all.end.scope, &found.end.scope, "{}", kernel.name());
        }
    }

    #[test]
    fn pieces_equal_the_whole_at_every_cut(text in zone_text(40)) {
        let start = scope_at("example.");
        let padded = [text.as_slice(), b"\n", &[b';'; 300]].concat();
        let starts = line_starts(&padded);
        for kernel in Kernel::available() {
            let whole = parse_whole(&padded, &start, kernel);
            for &cut in &starts {
                let pieces = parse_pieces(&padded, &[cut], &start, kernel);
                assert_same(&whole, &pieces, &format!("{} cut at {cut}", kernel.name()));
            }
            let pieces = parse_pieces(&padded, &starts, &start, kernel);
            assert_same(&whole, &pieces, &format!("{} cut everywhere", kernel.name()));
        }
    }

    #[test]
    fn pieces_equal_the_whole_wherever_a_cut_is_looked_for(
        text in zone_text(60),
        near in vec(0usize..2000, 0..8),
        origin in prop_oneof![Just(Scope::default()), Just(scope_at("example."))],
    ) {
        let mut cuts: Vec<_> = near.iter().map(|&near| find_cut(&text, near)).collect();
        cuts.retain(|&cut| cut > 0 && cut < text.len());
        cuts.sort_unstable();
        cuts.dedup();
        prop_assert!(cuts.iter().all(|&cut| text[cut - 1] == b'\n'), "cuts are line starts");
        let whole = parse_whole(&text, &origin, Kernel::Scalar);
        for kernel in Kernel::available() {
            assert_same(&whole, &parse_pieces(&text, &cuts, &origin, kernel), &format!("{} {cuts:?}", kernel.name()));
        }
    }

    /// `End::holds` promises that the other scope would have given the same, and `End::carry` what comes out of it.
    #[test]
    fn what_holds_is_the_same(text in zone_text(12), assumed in scope(), actual in scope(), last in any::<bool>()) {
        let text = [text.as_slice(), b"\n"].concat();
        for kernel in Kernel::available() {
            let guessed = parse(&text, 0, &assumed, last, kernel);
            if guessed.end.holds(&assumed, &actual) {
                let real = parse(&text, 0, &actual, last, kernel);
                assert_same(&real.items, &guessed.items, kernel.name());
                prop_assert_eq!(real.end.carry(&actual), guessed.end.carry(&actual));
                prop_assert_eq!(real.end.consumed, guessed.end.consumed);
            }
            prop_assert!(guessed.end.holds(&assumed, &assumed));
            prop_assert_eq!(&guessed.end.carry(&assumed), &guessed.end.scope);
        }
    }

    /// A record behind everything else is found whatever that is.
    #[test]
    fn nothing_swallows_the_rest(text in zone_text(40)) {
        let probed = [text.as_slice(), b"\n\nprobe.test. 77 IN A 192.0.2.250\n"].concat();
        for kernel in Kernel::available() {
            let items = parse_whole(&probed, &scope_at("example."), kernel);
            let expected = Item::Record { at: text.len() + 2, text: "probe.test. 77 IN A 192.0.2.250".to_owned() };
            prop_assert_eq!(items.last(), Some(&expected));
        }
    }

    /// Items come in the order of the file, and no byte costs two rejects outside `$GENERATE`.
    #[test]
    fn items_come_in_order(text in zone_text(40)) {
        let items = parse_whole(&text, &scope_at("example."), Kernel::Scalar);
        let start = |item: &Item| match item {
            Item::Record { at, .. } => *at,
            Item::Reject { record, .. } => *record,
        };
        let starts: Vec<_> = items.iter().map(start).collect();
        prop_assert!(starts.is_sorted(), "{starts:?}");
    }

    #[test]
    fn any_bytes_can_be_read(text in vec(any::<u8>(), 0..600), origin in any::<bool>()) {
        let scope = if origin { scope_at("example.") } else { Scope::default() };
        let whole = parse_whole(&text, &scope, Kernel::Scalar);
        for kernel in Kernel::available() {
            assert_same(&whole, &parse_whole(&text, &scope, kernel), kernel.name());
        }
    }

    #[test]
    fn names_survive_their_text(labels in vec(vec(any::<u8>(), 1..=63), 0..6)) {
        let mut wire: Vec<u8> = labels.iter().flat_map(|l| [&[l.len() as u8][..], l].concat()).collect();
        wire.push(0);
        prop_assume!(wire.len() <= name::MAX_NAME);
        let name = Name::from_wire(&wire).expect("a valid name");
        let mut text = Vec::new();
        name.write_text(&mut text);
        prop_assert!(text.iter().all(u8::is_ascii_graphic));
        let again = Name::parse(&text, None).expect("its own text");
        prop_assert_eq!(again.wire(), &wire[..]);
    }
}

const TYPES: &[RrType] = &[RrType::A, RrType::NS, RrType::TXT, RrType::SOA, RrType::MX, RrType(65280)];

/// Scopes that differ in few fields, names also in letter case alone.
fn scope() -> impl Strategy<Value = Scope> {
    let name = |text: &str| Name::parse(text.as_bytes(), None).expect("a valid name");
    let names = vec![None, Some(name("example.")), Some(name("EXAMPLE.")), Some(name("other.")), Some(Name::ROOT)];
    let long = Some(name(&format!("{}.", ["x".repeat(60).as_str(); 4].join("."))));
    let ttl = || prop::sample::select(vec![None, Some(1), Some(2)]);
    let origins = names.iter().cloned().chain([long]).collect::<Vec<_>>();
    let class = prop::sample::select(vec![Class::IN, Class::CH]);
    (prop::sample::select(origins), ttl(), ttl(), ttl(), class, prop::sample::select(names)).prop_map(
        |(origin, default_ttl, last_ttl, soa_minimum, class, owner)| Scope {
            origin,
            default_ttl,
            last_ttl,
            soa_minimum,
            class,
            owner,
        },
    )
}
