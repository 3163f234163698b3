use super::*;
use crate::evidence::{Item, Tag, finish_item, mask, push_item, push_text, start_item};
use crate::rdata::{TextData, is_mx_item, is_name_item, is_text_item, push_mx_item, push_name_item};
use proptest::prelude::*;

/// Record data that means the same, or almost.
const DATA: [&str; 24] = [
    "ns1.example.",
    "NS1.example.",
    "ns1.example",
    "ns1\\.example.",
    "ns\\049.example.",
    "\\# 5 036e733100",
    "10 ns1.example.",
    "+10 ns1.example.",
    "010 ns1.example.",
    "20 ns1.example.",
    "10  NS1.example.",
    "\"v=spf1 a\\\\b -all\"",
    "\"v=spf1 a\\b -all\"",
    "\"v=spf1 ab -all\"",
    "\"v=spf1 ab\" \" -all\"",
    "\"v=spf1 ab -all\" ",
    "\"v=spf1 a\\\"b -all\"",
    "\"v=spf1 a\"\"b -all\"",
    "v=spf1",
    "\"v=spf1\"",
    "\"",
    "\"\"",
    ".",
    "",
];

#[derive(Debug, Clone, Copy)]
enum Kind {
    Name,
    Mx,
    Text,
}

fn write(kind: Kind, data: &str, buf: &mut Vec<u8>) -> Option<()> {
    match kind {
        Kind::Name => push_name_item(buf, Tag::Ns, data.as_bytes()),
        Kind::Mx => push_mx_item(buf, data.as_bytes()),
        Kind::Text => {
            let mut text = TextData::default();
            let text = text.read(data.as_bytes())?;
            let at = start_item(buf, Tag::OwnText);
            push_text(buf, text.lengths, text.joined);
            finish_item(buf, at);
            Some(())
        }
    }
}

fn is_same(kind: Kind, data: &str, item: Item<'_>) -> bool {
    match kind {
        Kind::Name => is_name_item(item, Tag::Ns, data.as_bytes()),
        Kind::Mx => is_mx_item(item, data.as_bytes()),
        Kind::Text => is_text_item(item, Tag::OwnText, data.as_bytes()),
    }
}

fn records() -> impl Strategy<Value = Vec<(u8, Kind, usize)>> {
    let kind = prop_oneof![Just(Kind::Name), Just(Kind::Mx), Just(Kind::Text)];
    proptest::collection::vec((b'a'..b'f', kind, 0..DATA.len()), 0..200)
}

type Read = Vec<(Vec<u8>, u16, Vec<(u8, Vec<u8>)>)>;

/// What a run says.
fn read(run: &Run) -> Read {
    let items = |index| run.items(index).map(|(tag, payload)| (tag, payload.to_vec())).collect();
    let mut all: Read =
        (0..run.len()).map(|index| (run.key(index).to_vec(), run.entries[index].mask, items(index))).collect();
    all.sort();
    all
}

const NAMES: [&[u8]; 5] = [b"a\0", b"a\0www\0", b"a\0www\0www\0", b"b\0", b"b\0www\0"];
const ITEMS: [(u16, Tag, &[u8]); 4] = [
    (mask::ADDRESS, Tag::Address, b""),
    (mask::OTHER | mask::CNAME, Tag::Cname, b""),
    (mask::OTHER | mask::CNAME, Tag::Cname, b"a.example."),
    (mask::MX, Tag::Mx, b"\0\0."),
];

proptest! {
    /// However the names and what they have follow each other, a run says what was added to it, once per turn of a name.
    #[test]
    fn a_run_says_what_was_added(turns in proptest::collection::vec((0..NAMES.len(), proptest::collection::vec(0..ITEMS.len(), 1..3)), 0..60)) {
        let (mut builder, mut added) = (RunBuilder::default(), Read::new());
        for (name, items) in turns {
            let key = NAMES[name].to_vec();
            builder.open(&key);
            if added.last().is_none_or(|(last, ..)| *last != key) {
                added.push((key, 0, Vec::new()));
            }
            for (bits, tag, payload) in items.into_iter().map(|item| ITEMS[item]) {
                builder.add(bits, |buf| { push_item(buf, tag, payload); Some(()) });
                let last = added.last_mut().unwrap();
                last.1 |= bits;
                last.2.push((tag as u8, payload.to_vec()));
            }
        }
        added.sort();
        let run = builder.take_sorted();
        prop_assert!((1..run.len()).all(|index| run.key(index - 1) <= run.key(index)));
        prop_assert_eq!(read(&run), added.clone());
        let mut copy = Run::default();
        (0..run.len()).for_each(|index| copy.push(&run, index, &mut Places::default()));
        prop_assert_eq!(read(&copy), added, "copied");
    }

    /// An item that stands in the buffer already reads as if it were written again.
    #[test]
    fn references_read_like_what_they_stand_for(records in records()) {
        let (mut plain, mut common) = (RunBuilder::default(), RunBuilder::default());
        for (key, kind, data) in records {
            let data = DATA[data];
            plain.open(&[key]);
            common.open(&[key]);
            let added = plain.add(1, |buf| write(kind, data, buf));
            let again = common.add_common(1, data.as_bytes(), |item| is_same(kind, data, item), |buf| write(kind, data, buf));
            prop_assert_eq!(added, again, "{}", data);
        }
        let (plain, common) = (plain.take_sorted(), common.take_sorted());
        prop_assert_eq!(read(&plain), read(&common));
        for slots in [0, 3, 1 << 10] {
            let (mut copy, mut places) = (Run::default(), Places::new(slots));
            (0..common.len()).for_each(|index| copy.push(&common, index, &mut places));
            prop_assert_eq!(read(&plain), read(&copy), "copied");
        }
        prop_assert!(common.buf.len() <= plain.buf.len());
    }
}

#[test]
fn what_comes_again_takes_four_bytes() {
    let mut run = RunBuilder::default();
    let mut grown = Vec::new();
    for key in [b"a", b"b", b"c"] {
        run.open(key);
        let before = run.bytes();
        run.add_common(
            1,
            b"ns.example.",
            |item| is_same(Kind::Name, "ns.example.", item),
            |buf| write(Kind::Name, "ns.example.", buf),
        );
        grown.push(run.bytes() - before);
    }
    assert_eq!(grown, [13, 4, 4]);
}

#[test]
fn what_is_out_of_reach_is_written_again() {
    let (mut run, long) = (RunBuilder::default(), [b'x'; 1 << 16]);
    let mut grow = |key: &[u8]| {
        run.open(key);
        let before = run.bytes();
        let again = |item: Item<'_>| is_same(Kind::Name, "ns.example.", item);
        run.add_common(1, b"ns.example.", again, |buf| write(Kind::Name, "ns.example.", buf));
        let grown = run.bytes() - before;
        (0..130).for_each(|_| {
            run.add(1, |buf| {
                let at = start_item(buf, Tag::OwnText);
                buf.extend_from_slice(&long);
                finish_item(buf, at);
                Some(())
            });
        });
        grown
    };
    assert_eq!([b"a", b"b", b"c", b"d"].map(|key| grow(key)), [13, 4, 13, 4]);
    let run = run.take_sorted();
    for index in 0..4 {
        assert_eq!(run.items(index).next(), Some((Tag::Ns as u8, &b"ns.example."[..])));
        assert_eq!(run.items(index).count(), 131);
    }
}

#[test]
fn more_items_than_an_entry_holds_go_into_another_one() {
    let mut run = RunBuilder::default();
    run.open(b"a");
    for number in 0..600u32 {
        run.add(1, |buf| {
            let at = start_item(buf, Tag::OwnOther);
            buf.extend_from_slice(&number.to_le_bytes());
            finish_item(buf, at);
            Some(())
        });
    }
    run.open(b"a");
    run.open(b"b");
    assert!(run.add(2, |buf| write(Kind::Name, "ns.example.", buf)));
    let run = run.take_sorted();
    let counts: Vec<_> = (0..run.len()).map(|index| (run.key(index), run.items(index).count())).collect();
    assert_eq!(counts, [(&b"a"[..], 255), (b"a", 255), (b"a", 90), (b"b", 1)]);
    let numbers = (0..3).flat_map(|index| run.items(index)).map(|(_, payload)| payload.to_vec());
    assert_eq!(numbers.collect::<Vec<_>>(), (0..600u32).map(|n| n.to_le_bytes().to_vec()).collect::<Vec<_>>());
}

#[test]
fn www_costs_four_bytes_once_it_is_expected() {
    let mut builder = RunBuilder::default();
    let mut add = |key: String, (bits, tag): (u16, Tag)| {
        builder.open(key.as_bytes());
        builder.add(bits, |buf| {
            push_item(buf, tag, b"");
            Some(())
        });
    };
    let address = (mask::ADDRESS, Tag::Address);
    for number in 100..200 {
        add(format!("name{number}\0"), address);
        add(
            format!("name{number}\0www\0"),
            if number % 2 == 0 { address } else { (mask::OTHER | mask::CNAME, Tag::Cname) },
        );
    }
    let run = builder.take_sorted();
    assert_eq!(run.len(), 200);
    let full = "name100\0".len() + 3;
    // The first two are not expected.
    assert_eq!(run.buf.len(), 2 * (full + full + 4) + 98 * (full + 4));
}
