//! The taxonomies of registries: what a name is registered as, and that the files are what their script writes.

use census::Taxonomy;
use std::collections::HashSet;
use std::error::Error;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

const LIST: &str = "/usr/share/publicsuffix/public_suffix_list.dat";
const REGISTRIES: [&str; 11] = ["jp", "au", "br", "id", "in", "kr", "nz", "th", "tw", "uk", "za"];

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../pipelines/taxonomies")
}

fn text(registry: &str) -> Result<String, std::io::Error> {
    fs::read_to_string(folder().join(format!("{registry}.tsv")))
}

/// Each case is `name type group suffix_labels`, and then the state if the suffix has one.
fn check(registry: &str, cases: &[(&str, &str, &str, usize, Option<&str>)]) -> Result<(), Box<dyn Error>> {
    let taxonomy = Taxonomy::parse(registry, &text(registry)?)?;
    for (name, kind, group, labels, pref) in cases {
        let typed = taxonomy.find_name(name);
        assert_eq!(
            (typed.kind, typed.group, typed.suffix_labels, typed.pref),
            (Some(*kind), Some(*group), *labels, *pref),
            "{name}"
        );
    }
    for outside in ["example.com", "example.zz", ""] {
        assert_eq!(taxonomy.find_name(outside).kind, None, "{outside:?}");
    }
    Ok(())
}

#[test]
fn uk() -> Result<(), Box<dyn Error>> {
    check(
        "uk",
        &[
            ("example.co.uk", "co.uk", "company", 2, None),
            ("WWW.Example.Ltd.UK.", "ltd.uk", "company", 2, None),
            ("a.b.c.d.e.org.uk", "org.uk", "organization", 2, None),
            ("trust.nhs.uk", "nhs.uk", "health", 2, None),
            ("met.police.uk", "police.uk", "government", 2, None),
            // *.sch.uk: the local authority's label is part of the suffix.
            ("school.county.sch.uk", "sch.uk", "school", 3, None),
            ("www.school.county.sch.uk", "sch.uk", "school", 3, None),
            ("county.sch.uk", "sch.uk", "school", 3, None),
            ("sch.uk", "sch.uk", "school", 2, None),
            ("co.uk", "co.uk", "company", 2, None),
            ("example.uk", "uk", "general", 1, None),
            ("xn--caf-dma.uk", "uk", "general", 1, None),
            // Private suffixes of the list are ordinary names of the registry.
            ("shop.barsy.uk", "uk", "general", 1, None),
            ("xco.uk", "uk", "general", 1, None),
        ],
    )
}

#[test]
fn kr() -> Result<(), Box<dyn Error>> {
    check(
        "kr",
        &[
            ("example.co.kr", "co.kr", "company", 2, None),
            ("example.or.kr.", "or.kr", "organization", 2, None),
            ("a.b.re.kr", "re.kr", "academic", 2, None),
            ("name.hs.kr", "hs.kr", "school", 2, None),
            ("name.kg.kr", "kg.kr", "school", 2, None),
            ("office.go.kr", "go.kr", "government", 2, None),
            ("name.pe.kr", "pe.kr", "personal", 2, None),
            ("example.seoul.kr", "seoul.kr", "regional", 2, Some("Seoul")),
            ("www.example.jeju.kr", "jeju.kr", "regional", 2, Some("Jeju")),
            ("jeju.kr", "jeju.kr", "regional", 2, Some("Jeju")),
            ("example.kr", "kr", "general", 1, None),
            ("xn--3e0b707e.kr", "kr", "general", 1, None),
            ("a.c01.kr", "kr", "general", 1, None),
        ],
    )
}

#[test]
fn au() -> Result<(), Box<dyn Error>> {
    check(
        "au",
        &[
            ("example.com.au", "com.au", "company", 2, None),
            ("club.asn.au", "asn.au", "organization", 2, None),
            ("uni.edu.au", "edu.au", "academic", 2, None),
            ("uni.nsw.edu.au", "edu.au", "academic", 3, Some("New South Wales")),
            ("name.schools.nsw.edu.au", "edu.au", "academic", 4, Some("New South Wales")),
            ("name.catholic.edu.au", "edu.au", "academic", 3, None),
            ("office.gov.au", "gov.au", "government", 2, None),
            ("office.qld.gov.au", "gov.au", "government", 3, Some("Queensland")),
            ("qld.gov.au", "gov.au", "government", 3, Some("Queensland")),
            ("office.nsw.gov.au", "gov.au", "government", 2, None),
            ("town.qld.au", "qld.au", "regional", 2, Some("Queensland")),
            ("name.id.au", "id.au", "personal", 2, None),
            ("old.oz.au", "oz.au", "other", 2, None),
            ("example.au", "au", "general", 1, None),
        ],
    )
}

#[test]
fn nz() -> Result<(), Box<dyn Error>> {
    check(
        "nz",
        &[
            ("example.co.nz", "co.nz", "company", 2, None),
            ("a.b.c.govt.nz", "govt.nz", "government", 2, None),
            ("name.cri.nz", "cri.nz", "academic", 2, None),
            ("name.school.nz", "school.nz", "school", 2, None),
            ("name.maori.nz", "maori.nz", "community", 2, None),
            ("name.xn--mori-qsa.nz", "maori.nz", "community", 2, None),
            ("XN--MORI-QSA.NZ", "maori.nz", "community", 2, None),
            ("name.geek.nz", "geek.nz", "personal", 2, None),
            ("xn--mori-qsa.co.nz", "co.nz", "company", 2, None),
            ("example.nz", "nz", "general", 1, None),
        ],
    )
}

#[test]
fn za() -> Result<(), Box<dyn Error>> {
    check(
        "za",
        &[
            ("example.co.za", "co.za", "company", 2, None),
            ("example.web.za", "web.za", "general", 2, None),
            ("a.b.org.za", "org.za", "organization", 2, None),
            ("name.law.za", "law.za", "professional", 2, None),
            ("name.nom.za", "nom.za", "personal", 2, None),
            ("name.school.za", "school.za", "school", 2, None),
            ("name.gp.school.za", "school.za", "school", 2, None),
            ("name.ngo.za", "ngo.za", "other", 2, None),
            ("gov.za", "gov.za", "government", 2, None),
            ("example.za", "za", "general", 1, None),
        ],
    )
}

#[test]
fn br() -> Result<(), Box<dyn Error>> {
    check(
        "br",
        &[
            ("example.com.br", "com.br", "company", 2, None),
            ("name.adv.br", "adv.br", "professional", 2, None),
            ("city.sp.gov.br", "gov.br", "government", 3, Some("São Paulo")),
            ("office.gov.br", "gov.br", "government", 2, None),
            ("am.gov.br", "gov.br", "government", 3, Some("Amazonas")),
            ("station.am.br", "am.br", "media", 2, None),
            ("example.the.br", "the.br", "regional", 2, Some("Piauí")),
            // *.nom.br: people register two labels.
            ("given.family.nom.br", "nom.br", "personal", 3, None),
            ("family.nom.br", "nom.br", "personal", 3, None),
            ("nom.br", "nom.br", "personal", 2, None),
            ("bank.b.br", "b.br", "company", 2, None),
            ("xn--so-paulo-c4a.com.br", "com.br", "company", 2, None),
            ("usp.br", "br", "general", 1, None),
        ],
    )?;
    let taxonomy = Taxonomy::parse("br", &text("br")?)?;
    assert_eq!(taxonomy.find_name("a.sampa.br").region, Some("Southeast"));
    Ok(())
}

#[test]
fn india() -> Result<(), Box<dyn Error>> {
    check(
        "in",
        &[
            ("example.co.in", "co.in", "company", 2, None),
            ("example.firm.in", "firm.in", "company", 2, None),
            ("a.b.res.in", "res.in", "academic", 2, None),
            ("office.gov.in", "gov.in", "government", 2, None),
            ("office.nic.in", "nic.in", "government", 2, None),
            ("name.ind.in", "ind.in", "personal", 2, None),
            ("example.gujarat.in", "gujarat.in", "regional", 2, Some("Gujarat")),
            ("example.5g.in", "5g.in", "general", 2, None),
            ("in.in", "in", "general", 1, None),
            ("example.in", "in", "general", 1, None),
            ("xn--bcher-kva.in", "in", "general", 1, None),
        ],
    )
}

#[test]
fn th() -> Result<(), Box<dyn Error>> {
    check(
        "th",
        &[
            ("example.co.th", "co.th", "company", 2, None),
            ("example.or.th", "or.th", "organization", 2, None),
            ("a.b.c.ac.th", "ac.th", "academic", 2, None),
            ("office.go.th", "go.th", "government", 2, None),
            ("army.mi.th", "mi.th", "government", 2, None),
            ("name.in.th", "in.th", "personal", 2, None),
            ("xn--12c1fe.in.th", "in.th", "personal", 2, None),
            ("in.th", "in.th", "personal", 2, None),
            ("example.th", "th", "general", 1, None),
        ],
    )
}

#[test]
fn id() -> Result<(), Box<dyn Error>> {
    check(
        "id",
        &[
            ("example.co.id", "co.id", "company", 2, None),
            ("example.biz.id", "biz.id", "company", 2, None),
            ("uni.ac.id", "ac.id", "academic", 2, None),
            ("name.sch.id", "sch.id", "school", 2, None),
            ("name.ponpes.id", "ponpes.id", "school", 2, None),
            ("village.desa.id", "desa.id", "government", 2, None),
            ("a.b.go.id", "go.id", "government", 2, None),
            ("my.id", "my.id", "personal", 2, None),
            // A private suffix of the list.
            ("name.flap.id", "id", "general", 1, None),
            ("example.id", "id", "general", 1, None),
        ],
    )
}

#[test]
fn tw() -> Result<(), Box<dyn Error>> {
    check(
        "tw",
        &[
            ("example.com.tw", "com.tw", "company", 2, None),
            ("a.b.edu.tw", "edu.tw", "academic", 2, None),
            ("office.gov.tw", "gov.tw", "government", 2, None),
            ("name.idv.tw", "idv.tw", "personal", 2, None),
            ("name.xn--czrw28b.tw", "商業.tw", "company", 2, None),
            ("a.b.xn--uc0atv.tw", "組織.tw", "organization", 2, None),
            ("XN--ZF0AO64A.TW", "網路.tw", "network", 2, None),
            ("name.game.tw", "game.tw", "community", 2, None),
            ("xn--kpry57d.tw", "tw", "general", 1, None),
            ("example.tw", "tw", "general", 1, None),
        ],
    )
}

#[test]
fn jp_wildcards_and_exceptions() -> Result<(), Box<dyn Error>> {
    check(
        "jp",
        &[
            ("a.b.kawasaki.jp", "GEO", "geographic", 3, Some("Kanagawa")),
            ("b.kawasaki.jp", "GEO", "geographic", 3, Some("Kanagawa")),
            ("city.kawasaki.jp", "GEO", "geographic", 2, Some("Kanagawa")),
            ("www.city.kawasaki.jp", "GEO", "geographic", 2, Some("Kanagawa")),
            ("city.b.kawasaki.jp", "GEO", "geographic", 3, Some("Kanagawa")),
            ("city.tsu.mie.jp", "GEO", "geographic", 3, Some("Mie")),
            ("tsu.mie.jp", "GEO", "geographic", 3, Some("Mie")),
            ("name.mie.jp", "PREF", "geographic", 2, Some("Mie")),
            ("jp", "GEN", "general", 1, None),
        ],
    )
}

/// Every row answers for a name below it, patterns are A-labels, and each group is one stretch of the order.
#[test]
fn every_row_of_every_registry_is_reached() -> Result<(), Box<dyn Error>> {
    for registry in REGISTRIES {
        let text = text(registry)?;
        let taxonomy = Taxonomy::parse(registry, &text)?;
        assert_eq!(taxonomy.name, registry);
        assert!(taxonomy.version.starts_with("Public Suffix List 20"), "{registry}: {}", taxonomy.version);
        for row in text.lines().filter(|line| !line.starts_with('#')).skip(1) {
            let cells: Vec<&str> = row.split('\t').collect();
            let &[zone, pattern, _, is_suffix, kind, group, ..] = cells.as_slice() else { return Err(row.into()) };
            assert_eq!(zone, registry);
            assert!(pattern.is_ascii() && pattern.to_lowercase() == pattern, "{pattern}");
            let suffix = pattern.replace('*', "any");
            for name in [format!("some-name.{suffix}"), format!("www.some-name.{suffix}."), suffix.clone()] {
                let typed = taxonomy.find_name(&name);
                assert_eq!((typed.kind, typed.group), (Some(kind), Some(group)), "{name}");
            }
            assert_eq!(taxonomy.find_name(&suffix).suffix_labels, suffix.split('.').count(), "{suffix}");
            // The keys of census: labels from the right, each with a zero byte.
            let key: Vec<u8> = pattern.rsplit('.').flat_map(|label| label.bytes().chain([0])).collect();
            assert_eq!(taxonomy.suffixes().binary_search(&key).is_ok(), is_suffix == "yes", "{pattern}");
        }
        let types = taxonomy.types();
        let mut groups: Vec<&str> = types.iter().map(|kind| kind.group.as_str()).collect();
        groups.dedup();
        assert_eq!(groups.iter().collect::<HashSet<_>>().len(), groups.len(), "{registry}: {groups:?}");
        assert_eq!(types.last().map(|kind| kind.group.as_str()), Some("general"), "{registry}");
    }
    Ok(())
}

/// Runs the script's own check; passes over it where Python or the list is missing, and says so.
#[test]
#[expect(clippy::print_stdout, reason = "whoever runs the test should know what was not compared")]
fn the_script_writes_the_same_files() -> Result<(), Box<dyn Error>> {
    let script = folder().join("from_psl.py");
    let output = match Command::new("python3").arg(&script).args([LIST, "--check"]).output() {
        Ok(output) => output,
        Err(e) => {
            println!("skipped: python3: {e}");
            return Ok(());
        }
    };
    let said = String::from_utf8_lossy(&output.stdout);
    println!("{said}");
    let old_python = String::from_utf8_lossy(&output.stderr).contains("No module named 'tomllib'");
    if old_python {
        println!("skipped: the script needs Python 3.11");
        return Ok(());
    }
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    let told = |registry: &str| said.lines().any(|line| line.starts_with(&format!("{registry}: ")));
    assert!(said.starts_with("skipped: ") || REGISTRIES.into_iter().all(told), "{said}");
    Ok(())
}
