use super::{Agreement, Outcome, Peer, Programs, Round, Runner, quote, read_rows, read_simdzone};
use crate::definitions::Definitions;
use std::path::Path;

#[test]
fn counts_of_other_programs() {
    assert_eq!(read_simdzone("Selected target haswell\nParsed 12 records\n").unwrap().count, 12);
    assert_eq!(read_simdzone("Selected target haswell\nLexed 345 tokens\n").unwrap().count, 345);
    assert!(read_simdzone("Selected target haswell\n").is_err());
    assert_eq!(read_rows("ac 2 1 1\nco 40 0 3\n").unwrap().count, 42);
    assert!(read_rows("ac 2 1 1\nTraceback\n").is_err());
}

#[test]
fn peers_name_their_input() {
    assert!("duckdb=python3 duck.py {input}".parse::<Peer>().is_ok());
    for wrong in ["duckdb", "=sh {input}", "duckdb=python3 duck.py"] {
        assert!(wrong.parse::<Peer>().is_err(), "{wrong}");
    }
    assert_eq!(quote(Path::new("/a b/it's")), r"'/a b/it'\''s'");
}

fn said(digest: &str) -> Outcome {
    Outcome { digest: digest.to_owned(), ..Outcome::default() }
}

fn runner(contestant: &str) -> Runner {
    Runner::of(contestant.parse().unwrap())
}

#[test]
fn contestants_of_a_kind_must_agree() {
    let mut agreement = Agreement::default();
    agreement.check(&runner("scalar"), &said("a")).unwrap();
    agreement.check(&runner("simdzone"), &said("")).unwrap();
    agreement.check(&runner("peers"), &said("b")).unwrap();
    agreement.check(&runner("avx2@2"), &said("a")).unwrap();
    let error = agreement.check(&runner("avx512"), &said("c")).unwrap_err().to_string();
    assert!(error.contains("avx512 and scalar do not agree"), "{error}");
}

#[test]
fn a_wrong_count_is_an_error() {
    let definitions = Definitions::read().unwrap();
    let case = definitions.find_cases(&["job-mail".to_owned()]).unwrap()[0];
    let input = definitions.input("mail-1").unwrap();
    let dir = tempfile::tempdir().unwrap();
    let programs = Programs { peers: vec!["cat=cat {input}".parse().unwrap()], ..Programs::default() };
    let measure = |text: &str| {
        std::fs::write(dir.path().join(input.file_name()), text).unwrap();
        let round = Round::new(case, input, dir.path(), &programs).unwrap();
        let (runners, left_out) = round.runners();
        assert_eq!((runners.len(), left_out.len()), (1, 1), "zonecensus is not given");
        round.measure(&runners[0]).map(|sample| sample.outcome.count)
    };
    assert_eq!(measure("co 1000 1\ngeneral 800 2\n").unwrap(), 1800);
    let error = format!("{:#}", measure("co 1000 1\ngeneral 799 2\n").unwrap_err());
    assert_eq!(error, "case `job-mail`, cat: it counted 1799, not 1800");
}
