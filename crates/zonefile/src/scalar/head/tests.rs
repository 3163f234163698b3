use super::{PlainHead, read_head};
use crate::lex::Tokens;

/// What lines are put together from: fields, good and bad, and what stands between them.
const PIECES: [&str; 24] = [
    "a",
    "1h",
    "1h30",
    "3600",
    "in",
    "CH",
    "CLASS7",
    "ANY",
    "mx",
    "TYPE65280",
    "OPT",
    "soa",
    "x.y.",
    "@",
    "$TTL",
    " ",
    " ",
    "\t",
    "(",
    ")",
    "\n",
    ";",
    "\\",
    "\"",
];

#[test]
fn plain_head_is_that_of_the_tokens() {
    let (mut found, mut state) = (0, 1u64);
    for _ in 0..200_000 {
        let mut line = String::new();
        for n in 0..10 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            line.push_str(PIECES[(state >> 33) as usize % PIECES.len()]);
            // Mostly fields with a blank behind them.
            if n % 2 == 1 || state >> 62 == 0 {
                line.push(' ');
            }
        }
        let Some(plain) = PlainHead::find(line.as_bytes(), 0) else { continue };
        let mut tokens = Tokens::new(line.as_bytes());
        if plain.owner_len > 0 {
            assert_eq!(tokens.split_word().expect("it has an owner").text.len(), plain.owner_len, "{line:?}");
        }
        assert_eq!(read_head(&mut tokens).as_ref(), Ok(&plain.head), "{line:?}");
        let before = &line[..plain.head.rdata];
        assert!(!before.contains(['\n', ';', '"', '(', ')', '\\']), "{line:?}");
        found += 1;
    }
    assert!(found > 1_000, "only {found} of the lines are plain");
}
