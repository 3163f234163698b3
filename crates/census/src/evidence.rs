//! Evidence: what is kept of the records of one name until the merge.
//!
//! The evidence of a name is a set of items, each a tag and a payload. Merging is set union: commutative, associative and idempotent,
//! which is why order, splits, files and repeated records (RFC 2181 5) cannot change a result. An item is written as
//! `tag, length, payload`; the length is one byte, or 255 and four more (little endian). One that stands in the buffer already, for any
//! name, is written as `tag + 128, distance` instead, where the distance (3 bytes, little endian) leads back to the first one: most names share
//! their name servers, mail hosts and SPF records with many others.

pub(crate) mod mask;

use crate::key::{Place, key_of, parent};

/// What an item says. The discriminant is the byte in the buffer and decides the order of items after the merge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub(crate) enum Tag {
    /// NS target: lower-case text with its final dot.
    Ns = 1,
    /// DS: key tag (big endian), algorithm, digest type, four bytes of hash of the digest.
    Ds,
    /// An SOA record is there.
    Soa,
    /// MX: preference (big endian), then the exchange as lower-case text with its final dot.
    Mx,
    /// A record of the discontinued type SPF is there.
    SpfType,
    /// An A or AAAA record is there.
    Address,
    /// CNAME at the name itself: target text, empty where that is the name above ([`target_of`]).
    Cname,
    /// CDS: 1 for the delete sentinel, else 0.
    Cds,
    /// The name is in the list of the counting unit.
    Listed,
    /// Row number (little endian) in the cohort.
    Cohort,
    /// Outcome of a lookup that gave no record: lookup, outcome.
    Outcome,
    /// TLSA of `_25._tcp.NAME`: usage, selector, matching type, data length (little endian, 2 bytes), four bytes of hash of the data.
    Tlsa,
    /// TLSA at the name itself, where a CNAME at `_25._tcp` of a mail host may lead; as [`Tag::Tlsa`].
    OwnTlsa,
    /// A DKIM selector of the name: its text.
    Selector,
    /// A policy domain whose reports this name agrees to receive: its text, or `*`.
    Report,
    /// TXT worth judging ([`push_text`]), by place.
    OwnText,
    DmarcText,
    StsText,
    TlsrptText,
    BimiText,
    DomainkeyText,
    WildcardText,
    /// Any other TXT: eight bytes of hash, empty at the name itself.
    OwnOther,
    DmarcOther,
    StsOther,
    TlsrptOther,
    BimiOther,
    DomainkeyOther,
    WildcardOther,
    /// CNAME at a well-known prefix: target text.
    DmarcAlias,
    StsAlias,
    TlsrptAlias,
    BimiAlias,
    DomainkeyAlias,
    TlsaAlias,
}

impl Tag {
    /// The tag of a TXT record worth judging at a place that has TXT lookups.
    pub(crate) fn text(place: Place) -> Option<Tag> {
        Some(match place {
            Place::Own => Tag::OwnText,
            Place::Dmarc => Tag::DmarcText,
            Place::Sts => Tag::StsText,
            Place::Tlsrpt => Tag::TlsrptText,
            Place::Bimi => Tag::BimiText,
            Place::Domainkey => Tag::DomainkeyText,
            Place::Wildcard => Tag::WildcardText,
            Place::Tlsa | Place::Selector | Place::Report => return None,
        })
    }

    /// The tag of any other TXT record.
    pub(crate) fn other(place: Place) -> Option<Tag> {
        Some(match place {
            Place::Own => Tag::OwnOther,
            Place::Dmarc => Tag::DmarcOther,
            Place::Sts => Tag::StsOther,
            Place::Tlsrpt => Tag::TlsrptOther,
            Place::Bimi => Tag::BimiOther,
            Place::Domainkey => Tag::DomainkeyOther,
            Place::Wildcard => Tag::WildcardOther,
            Place::Tlsa | Place::Selector | Place::Report => return None,
        })
    }

    /// The tag of a CNAME.
    pub(crate) fn alias(place: Place) -> Option<Tag> {
        Some(match place {
            Place::Own => Tag::Cname,
            Place::Dmarc => Tag::DmarcAlias,
            Place::Sts => Tag::StsAlias,
            Place::Tlsrpt => Tag::TlsrptAlias,
            Place::Bimi => Tag::BimiAlias,
            Place::Domainkey => Tag::DomainkeyAlias,
            Place::Tlsa => Tag::TlsaAlias,
            Place::Selector | Place::Report | Place::Wildcard => return None,
        })
    }
}

/// Appends one item.
pub(crate) fn push_item(buf: &mut Vec<u8>, tag: Tag, payload: &[u8]) {
    push_any(buf, (tag as u8, payload));
}

/// Appends a copy of an item.
pub(crate) fn push_any(buf: &mut Vec<u8>, (tag, payload): Item<'_>) {
    let at = start_any(buf, tag);
    buf.extend_from_slice(payload);
    finish_item(buf, at);
}

/// Opens an item whose payload the caller appends; hand the result to [`finish_item`].
pub(crate) fn start_item(buf: &mut Vec<u8>, tag: Tag) -> usize {
    start_any(buf, tag as u8)
}

fn start_any(buf: &mut Vec<u8>, tag: u8) -> usize {
    buf.extend_from_slice(&[tag, 0]);
    buf.len()
}

/// Set in the tag of an item that stands elsewhere in the buffer.
const AGAIN: u8 = 128;

/// Bytes of a reference.
pub(crate) const REFERENCE: usize = 4;
/// Distances that a reference can bridge are less.
pub(crate) const REACH: usize = 1 << 24;

/// Appends the item at `place`, which is in reach, once more.
pub(crate) fn push_again(buf: &mut Vec<u8>, place: u32) {
    if let Some(tag) = buf.get(place as usize).copied() {
        let [low, middle, high, _] = (buf.len() as u32 - place).to_le_bytes();
        buf.extend_from_slice(&[tag | AGAIN, low, middle, high]);
    }
}

/// The item written out at `place`, if one begins there.
pub(crate) fn item_at(buf: &[u8], place: u32) -> Option<Item<'_>> {
    split_item(&mut buf.get(place as usize..)?)
}

/// An item written out, from the front of `rest`.
fn split_item<'a>(rest: &mut &'a [u8]) -> Option<Item<'a>> {
    let (&[tag, short], tail) = rest.split_first_chunk::<2>()?;
    let (len, tail) = if short == 255 {
        let (long, tail) = tail.split_first_chunk::<4>()?;
        (u32::from_le_bytes(*long) as usize, tail)
    } else {
        (usize::from(short), tail)
    };
    let (payload, tail) = tail.split_at_checked(len)?;
    *rest = tail;
    Some((tag, payload))
}

/// Closes the item whose payload starts at `at`.
pub(crate) fn finish_item(buf: &mut Vec<u8>, at: usize) {
    let len = buf.len() - at;
    match u8::try_from(len) {
        Ok(short) if short < 255 => buf[at - 1] = short,
        _ => {
            buf[at - 1] = 255;
            let long = u32::try_from(len).unwrap_or(u32::MAX).to_le_bytes();
            buf.extend_from_slice(&long);
            buf[at..].rotate_right(4);
        }
    }
}

/// One item of a name: the tag byte and the payload.
pub(crate) type Item<'a> = (u8, &'a [u8]);

/// The items of an entry.
#[derive(Debug, Clone)]
pub(crate) struct Items<'a> {
    buf: &'a [u8],
    /// Where the next item begins.
    at: usize,
    left: u8,
}

impl<'a> Items<'a> {
    /// The `left` items in `buf` from `at` on.
    pub(crate) fn new(buf: &'a [u8], at: usize, left: u8) -> Self {
        Items { buf, at, left }
    }

    /// How many there still are.
    pub(crate) fn left(&self) -> u8 {
        self.left
    }
}

impl<'a> Iterator for Items<'a> {
    type Item = Item<'a>;

    fn next(&mut self) -> Option<Item<'a>> {
        self.left = self.left.checked_sub(1)?;
        let (at, mut rest) = (self.at, self.buf.get(self.at..)?);
        if rest.first()? & AGAIN == 0 {
            let item = split_item(&mut rest);
            self.at = self.buf.len() - rest.len();
            return item;
        }
        let ([_, low, middle, high], rest) = rest.split_first_chunk::<REFERENCE>()?;
        self.at = self.buf.len() - rest.len();
        item_at(self.buf, (at as u32).checked_sub(u32::from_le_bytes([*low, *middle, *high, 0]))?)
    }
}

/// The key that a CNAME at the name with this key leads to, by the payload of its item.
pub(crate) fn target_of(payload: &[u8], key: &[u8]) -> Vec<u8> {
    if payload.is_empty() { parent(key).unwrap_or_default().to_vec() } else { key_of(payload) }
}

/// The part of sorted `items` that has `tag`.
pub(crate) fn with_tag<'i, 'a>(items: &'i [Item<'a>], tag: Tag) -> &'i [Item<'a>] {
    let from = items.partition_point(|item| item.0 < tag as u8);
    let len = items[from..].partition_point(|item| item.0 == tag as u8);
    &items[from..from + len]
}

/// Sorted items of a name, and where those of each tag lie among them: a row asks for most tags.
pub(crate) struct Tagged<'i, 'a> {
    pub(crate) items: &'i [Item<'a>],
    ranges: [(u32, u32); Tag::TlsaAlias as usize + 1],
}

impl<'i, 'a> Tagged<'i, 'a> {
    /// Where no tag lies, until they are marked.
    pub(crate) fn new(items: &'i [Item<'a>]) -> Self {
        Tagged { items, ranges: [(0, 0); Tag::TlsaAlias as usize + 1] }
    }

    /// Marks where the items of each tag lie.
    pub(crate) fn mark(&mut self) {
        for (at, (tag, _)) in (0u32..).zip(self.items) {
            if let Some(range) = self.ranges.get_mut(usize::from(*tag)) {
                if range.1 == 0 {
                    range.0 = at;
                }
                range.1 = at + 1;
            }
        }
    }

    /// The items that have `tag`.
    pub(crate) fn with(&self, tag: Tag) -> &'i [Item<'a>] {
        let (from, to) = self.ranges[tag as usize];
        &self.items[from as usize..to as usize]
    }
}

/// A TXT record as kept: how many character-strings it had, and their bytes joined with no separator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Text<'a> {
    pub(crate) strings: usize,
    pub(crate) joined: &'a [u8],
}

/// Appends a TXT payload: the number of strings (2 bytes, little endian), their lengths unless there is just one, the joined bytes.
/// Records that differ only in where they are cut stay distinct.
pub(crate) fn push_text(buf: &mut Vec<u8>, lengths: &[u8], joined: &[u8]) {
    buf.extend_from_slice(&u16::try_from(lengths.len()).unwrap_or(u16::MAX).to_le_bytes());
    if lengths.len() != 1 {
        buf.extend_from_slice(lengths);
    }
    buf.extend_from_slice(joined);
}

/// Reads a TXT payload.
pub(crate) fn text_of(payload: &[u8]) -> Text<'_> {
    let Some((count, rest)) = payload.split_first_chunk::<2>() else { return Text { strings: 0, joined: payload } };
    let strings = usize::from(u16::from_le_bytes(*count));
    let skip = if strings == 1 { 0 } else { strings };
    Text { strings, joined: rest.get(skip..).unwrap_or_default() }
}
