use super::Hybrid;
use proptest::prelude::*;

/// Reads `count` numbers back, by the definition of the format.
fn decode(width: u32, bytes: &[u8], count: usize) -> Vec<u32> {
    let (mut at, mut numbers) = (0, Vec::new());
    while numbers.len() < count {
        let (mut header, mut shift) = (0u64, 0);
        loop {
            header |= u64::from(bytes[at] & 0x7f) << shift;
            shift += 7;
            at += 1;
            if bytes[at - 1] < 0x80 {
                break;
            }
        }
        let len = (header >> 1) as usize;
        if header & 1 == 0 {
            let size = width.div_ceil(8) as usize;
            let value = bytes[at..at + size].iter().rev().fold(0, |value, byte| value << 8 | u32::from(*byte));
            at += size;
            numbers.extend(std::iter::repeat_n(value, len));
        } else {
            for number in 0..len * 8 {
                let bit = |i: usize| u32::from(bytes[at + i / 8] >> (i % 8) & 1);
                let start = number * width as usize;
                numbers.push((0..width as usize).fold(0, |value, i| value | bit(start + i) << i));
            }
            at += len * width as usize;
        }
    }
    assert_eq!(at, bytes.len(), "nothing follows the last number");
    assert!(numbers[count..].iter().all(|number| *number == 0), "only zeros complete the last group");
    numbers.truncate(count);
    numbers
}

#[test]
fn width_is_that_of_the_greatest_number() {
    assert_eq!([0, 1, 2, 3, 4, 5, 256, 257].map(Hybrid::width_of), [0, 0, 1, 2, 2, 3, 8, 9]);
}

#[test]
fn a_long_run_takes_a_few_bytes() {
    let mut hybrid = Hybrid::new(3);
    hybrid.push(5, 100_000);
    hybrid.push(5, 100_000);
    let bytes = hybrid.finish();
    assert_eq!(bytes, [0x80, 0xb5, 0x18, 5]);
    assert_eq!(decode(3, &bytes, 200_000), vec![5; 200_000]);
}

proptest! {
    #[test]
    fn what_is_written_is_read(
        width in 0u32..20,
        runs in prop::collection::vec((any::<u32>(), prop_oneof![1usize..4, 5usize..40, 200usize..9000]), 0..60),
    ) {
        let mut hybrid = Hybrid::new(width);
        let mut numbers = Vec::new();
        for (value, n) in runs {
            let value = value & ((1 << width) - 1);
            hybrid.push(value, n);
            numbers.extend(std::iter::repeat_n(value, n));
        }
        prop_assert_eq!(decode(width, &hybrid.finish(), numbers.len()), numbers);
    }

    #[test]
    fn codes_are_written_as_their_ranks(
        width in 1u32..20,
        stretches in prop::collection::vec(
            (any::<bool>(), prop::collection::vec((any::<u8>(), prop_oneof![4 => 1usize..4, 1 => 5usize..40, 1 => 200usize..5000]), 0..30)),
            0..6,
        ),
    ) {
        let ranks: [u32; 256] = std::array::from_fn(|code| (code as u32).wrapping_mul(0x9e37) & ((1 << width) - 1));
        let mut hybrid = Hybrid::new(width);
        let mut numbers = Vec::new();
        for (as_codes, runs) in stretches {
            let codes: Vec<u8> = runs.iter().flat_map(|(code, n)| vec![*code; *n]).collect();
            if as_codes {
                hybrid.extend(&codes, &ranks);
            } else {
                runs.iter().for_each(|(code, n)| hybrid.push(ranks[usize::from(*code)], *n));
            }
            numbers.extend(codes.iter().map(|code| ranks[usize::from(*code)]));
        }
        prop_assert_eq!(decode(width, &hybrid.finish(), numbers.len()), numbers);
    }
}
