use super::*;

const CSV: &str = "\u{feff}Domain name,Domain type,State,City\nA.gov,City,MI,\nb.gov.,County,,Ann Arbor\n";

fn columns(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(header, fact)| ((*header).to_owned(), (*fact).to_owned())).collect()
}

fn read(csv: &str, pairs: &[(&str, &str)]) -> Result<Cohort, String> {
    Cohort::read("c.csv", csv.as_bytes(), "Domain name", &columns(pairs)).map_err(|e| e.to_string())
}

#[test]
fn cells_become_facts() -> Result<(), String> {
    let cohort = read(CSV, &[("Domain type", "type"), ("State", "state"), ("City", "region")])?;
    assert_eq!(cohort.names(), ["A.gov", "b.gov."]);
    assert_eq!(cohort.value(Col::Type, 1), Some("County"));
    assert_eq!(cohort.value(Col::Region, 0), None);
    assert_eq!(cohort.value(Col::Pref, 0), None);
    let extras: Vec<_> = cohort.extras().collect();
    assert_eq!(extras.len(), 1);
    assert_eq!((extras[0].name.as_str(), &extras[0].values[..]), ("state", &[Some("MI".to_owned()), None][..]));
    Ok(())
}

#[test]
fn mistakes_name_file_and_line() {
    for (csv, pairs, error) in [
        (CSV, &[("Kind", "type")][..], "c.csv:1: no column `Kind`; the file has Domain name, Domain type, State, City"),
        (CSV, &[("State", "mx_class")], "c.csv:1: `mx_class` is a fact of the census and cannot come from a cohort"),
        (CSV, &[("State", "x"), ("City", "x")], "c.csv:1: two columns are mapped to `x`"),
        ("Domain name\na.gov\nA.GOV.\n", &[], "c.csv:3: `A.GOV.` is already on line 2"),
        ("Domain name,x\n,1\n", &[], "c.csv:2: `Domain name` is empty"),
    ] {
        assert_eq!(read(csv, pairs), Err(error.to_owned()));
    }
    let short = read("Domain name,x\na.gov,1\nb.gov\n", &[]);
    assert!(short.is_err_and(|e| e.starts_with("c.csv:3: ")));
}
