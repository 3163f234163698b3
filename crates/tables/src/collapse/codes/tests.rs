use super::{Codes, Run};

fn spread(codes: &Codes) -> Vec<u32> {
    match codes.all() {
        Run::Same(code) => vec![code; codes.rows()],
        Run::Each(codes) => codes.to_vec(),
    }
}

#[test]
fn runs_and_single_codes_follow_each_other() {
    let mut codes = Codes::default();
    assert!(spread(&codes).is_empty());
    codes.push_run(7, 0);
    codes.push_run(7, 2);
    codes.push_run(7, 1);
    assert!(matches!(codes.all(), Run::Same(7)));
    assert_eq!(spread(&codes), [7, 7, 7]);
    codes.push_run(8, 2);
    codes.extend([1, 2].into_iter());
    codes.push_run(2, 1);
    assert_eq!(spread(&codes), [7, 7, 7, 8, 8, 1, 2, 2]);
    assert!(matches!(codes.all().part(3..6), Run::Each([8, 8, 1])));
    codes.clear();
    codes.extend([5].into_iter());
    codes.push_run(5, 1);
    codes.push_run(6, 1);
    assert_eq!(spread(&codes), [5, 5, 6]);
}
