//! A wildcard TXT record (`*.name`) answers every underscore name alike (RFC 4592).

/// Largest RRset compared; a larger one is never called a wildcard.
const COMPARED: usize = 64;

/// Whether two or more of the given RRsets, each from another underscore name of one domain, are equal and not empty. Order inside an
/// RRset does not matter. A proof needs a probe of a random label; this is the substitute where none was made.
#[must_use]
pub fn suspect(rrsets: &[&[&[u8]]]) -> bool {
    rrsets.iter().enumerate().any(|(i, a)| rrsets[i + 1..].iter().any(|b| is_equal(a, b)))
}

fn is_equal(a: &[&[u8]], b: &[&[u8]]) -> bool {
    !a.is_empty()
        && a.len() == b.len()
        && a.len() <= COMPARED
        && a.iter().all(|txt| b.contains(txt))
        && b.iter().all(|txt| a.contains(txt))
}
