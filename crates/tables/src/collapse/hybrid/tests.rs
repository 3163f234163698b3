use bytes::Bytes;

use super::Hybrid;

fn read(mut values: Hybrid, count: usize, step: usize) -> Result<Vec<u32>, String> {
    let mut read = Vec::new();
    while read.len() < count {
        let (alike, same) = values.peek(step.min(count - read.len()))?;
        let start = read.len();
        values.take(alike, &mut read);
        assert!(
            alike == read.len() - start && same.is_none_or(|same| read[start..].iter().all(|value| *value == same))
        );
    }
    Ok(read)
}

/// A run of packed values of `width` bits.
fn packed(values: &[u32], width: usize) -> Vec<u8> {
    let mut bytes = vec![(values.len() as u8 / 8) << 1 | 1];
    let mut bits = vec![0_u8; values.len() * width / 8];
    for bit in 0..values.len() * width {
        bits[bit / 8] |= ((values[bit / width] >> (bit % width) & 1) as u8) << (bit % 8);
    }
    bytes.extend(bits);
    bytes
}

#[test]
fn runs_of_both_kinds_are_read_at_every_width_and_in_every_step() {
    for width in 0..=32_u8 {
        let mask = ((1_u64 << width) - 1) as u32;
        let mixed: Vec<u32> = (0..24_u32).map(|at| at.wrapping_mul(0x9E37_79B9) & mask).collect();
        // 300 times the same, then 24 values.
        let mut bytes = vec![0xd8, 0x04];
        bytes.extend_from_slice(&mask.to_le_bytes()[..usize::from(width).div_ceil(8)]);
        bytes.extend(packed(&mixed, width.into()));
        let expected: Vec<u32> = std::iter::repeat_n(mask, 300).chain(mixed).collect();
        for step in [1, 7, 1000] {
            let values = Hybrid::runs(Bytes::from(bytes.clone()), width).unwrap();
            assert_eq!(read(values, 324, step).unwrap(), expected, "{width} {step}");
        }
        let values = Hybrid::runs(Bytes::from(bytes), width).unwrap();
        assert!(read(values, 325, 1000).is_err());
    }
    assert!(Hybrid::runs(Bytes::new(), 33).is_none());
}

#[test]
fn hostile_bytes_end_in_an_error() {
    for bytes in [&[0xff; 12][..], &[0xff, 0xff, 0xff, 0xff, 0x0f, 1], &[0x80], &[2], &[0xfe, 0xff, 0xff, 0xff, 0x07]] {
        let values = Hybrid::runs(Bytes::copy_from_slice(bytes), 9).unwrap();
        assert!(read(values, 1 << 20, 1 << 12).is_err(), "{bytes:?}");
    }
}

#[test]
fn bits_are_booleans() {
    assert_eq!(read(Hybrid::bits(Bytes::from_static(&[0b1010_0110, 1])), 9, 4).unwrap(), [0, 1, 1, 0, 0, 1, 0, 1, 1]);
    assert_eq!(read(Hybrid::constant(3), 4, 3).unwrap(), [3; 4]);
}
