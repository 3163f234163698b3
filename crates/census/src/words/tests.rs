use super::*;
use proptest::prelude::*;

proptest! {
    #[test]
    fn chunks_hide_nothing(bytes in proptest::collection::vec(0u8..64, 0..60)) {
        for byte in 0..64 {
            let found = bytes.contains(&byte) || bytes.contains(&(byte ^ 32));
            prop_assert_eq!(contains_either(&bytes, byte, byte ^ 32), found);
        }
    }
}
