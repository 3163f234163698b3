use super::{Pages, read};
use crate::engine::kernels::{self, Parse};
use std::fmt::Write;
use std::num::NonZero;
use zonefile::{Kernel, Projection};

/// A zone in which guesses go wrong: parentheses over many lines, and owners, TTLs and origins far above the records that inherit
/// them.
fn awkward_zone() -> String {
    let mut zone = String::from("$TTL 1h\n$ORIGIN example.\n@ IN SOA a b 1 2 3 4 5\n");
    for block in 0..40 {
        let _ = write!(zone, "$ORIGIN b{block}.example.\n$TTL {block}\nlong TXT ( \"a\"\n");
        for line in 0..300 {
            let _ = writeln!(zone, "\"string {line} ( not a group\"\nfake A 192.0.2.1 ; a string like a record");
        }
        zone.push_str(")\n");
        for line in 0..1_500 {
            let _ = writeln!(zone, "\tTXT \"{line}\"");
        }
        for line in 0..500 {
            let _ = writeln!(zone, "host{line} A 192.0.2.{}", line % 256);
        }
    }
    zone
}

#[test]
fn splits_count_what_the_whole_counts() {
    let (zone, want) = (awkward_zone(), Projection::all());
    let mut again = 0;
    let pages = Pages { fetch: &|_| (), release: &|_| () };
    for kernel in Kernel::available() {
        for decode in [false, true] {
            let parse = Parse { kernel, want: &want, decode };
            let whole = kernels::read(zone.as_bytes(), &parse);
            assert_eq!((whole.count, whole.errors), (1 + 40 * 2_001, 0));
            for threads in 1..4 {
                let split = read(zone.as_bytes(), &parse, NonZero::new(threads).unwrap(), &pages);
                assert_eq!((split.count, split.errors, &split.digest), (whole.count, 0, &whole.digest));
                again += split.reparsed;
            }
        }
    }
    assert!(again > 0, "no guess was wrong, so the verification did nothing");
}
