//! The bundled pipelines, taxonomies and provider rules: all are good, complete and listed.

use census::{Providers, Role};
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use zonecensus::{PIPELINES, PROVIDERS, Pipeline, TAXONOMIES};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../pipelines")
}

#[test]
fn every_bundled_pipeline_is_good_and_has_tables() {
    for (name, _) in PIPELINES {
        let pipeline = Pipeline::load(name).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(pipeline.name, *name);
        assert!(!pipeline.tables.is_empty(), "{name}");
        // From its file it is the same: taxonomies are found by name from everywhere.
        let from_file = Pipeline::load(&folder().join(format!("{name}.toml")).to_string_lossy());
        assert_eq!(from_file.unwrap_or_else(|e| panic!("{e}")).tables, pipeline.tables);
    }
}

#[test]
fn every_pipeline_file_is_bundled() {
    let entries = fs::read_dir(folder()).expect("the folder is there").map(|entry| entry.expect("an entry").path());
    let files = entries.filter(|path| path.extension() == Some(OsStr::new("toml")));
    let names: BTreeSet<String> =
        files.map(|path| path.file_stem().expect("a name").to_string_lossy().into()).collect();
    assert_eq!(names, PIPELINES.iter().map(|(name, _)| (*name).to_owned()).collect());
}

#[test]
fn every_pipeline_names_providers_by_the_bundled_rules() {
    let files = fs::read_dir(folder().join("providers")).expect("the folder is there").count();
    assert_eq!(files, PROVIDERS.len());
    for (name, text) in PROVIDERS {
        let rules = Providers::parse(name, text).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(rules.name, *name);
        assert!(!rules.version.is_empty());
    }
    for (name, _) in PIPELINES {
        let pipeline = Pipeline::load(name).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(pipeline.providers.name, "common", "{name}");
    }
}

/// Hosts as they stand in real zones.
#[test]
fn operators_are_known_by_their_hosts() {
    let rules = Pipeline::load("jp").unwrap_or_else(|e| panic!("{e}")).providers;
    let hosts = [
        (Role::Ns, "ns-1424.awsdns-50.org", "Amazon"),
        (Role::Ns, "ns-1536.awsdns-00.co.uk", "Amazon"),
        (Role::Spf, "amazonses.com", "Amazon"),
        (Role::Mx, "inbound-smtp.eu-west-1.amazonaws.com", "Amazon"),
        (Role::Mx, "aspmx.l.google.com", "Google"),
        (Role::Mx, "aspmx2.googlemail.com", "Google"),
        (Role::Ns, "ns-cloud-a1.googledomains.com", "Google"),
        (Role::Mx, "example-co-jp.mail.protection.outlook.com", "Microsoft"),
        (Role::Mx, "example-com.k-v1.mx.microsoft", "Microsoft"),
        (Role::Spf, "spf.protection.outlook.com", "Microsoft"),
        (Role::Rua, "outlook.com", "outlook.com"),
        (Role::Mx, "mxa-00000000.gslb.pphosted.com", "Proofpoint"),
        (Role::Rua, "emaildefense.proofpoint.com", "Proofpoint"),
        (Role::Ns, "01.dnsv.jp", "GMO Onamae.com"),
        (Role::Ns, "ns1.dns.ne.jp", "Sakura Internet"),
        (Role::Spf, "spf.sender.xserver.jp", "Xserver"),
        (Role::Mx, "mx01.lolipop.jp", "GMO Pepabo"),
        (Role::Mx, "mx.securemx.jp", "IIJ"),
        (Role::Rua, "dmarc25.jp", "TwoFive (DMARC/25)"),
        (Role::Rua, "rua.agari.com", "Agari"),
        (Role::Ns, "dns.example.jp", "example.jp"),
    ];
    for (role, host, provider) in hosts {
        assert_eq!(String::from_utf8_lossy(rules.find(role, host.as_bytes())), provider, "{host}");
    }
}

#[test]
fn every_registry_has_a_taxonomy_and_a_pipeline() {
    let text = fs::read_to_string(folder().join("taxonomies/registries.toml")).expect("the file is there");
    let registries: toml::Table = text.parse().expect("it is TOML");
    let bundled: BTreeSet<&str> = TAXONOMIES.iter().map(|(name, _)| *name).collect();
    assert_eq!(registries.keys().map(String::as_str).collect::<BTreeSet<_>>(), bundled);
    for registry in bundled {
        let pipeline = Pipeline::load(registry).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!((pipeline.zone.as_str(), pipeline.taxonomy.name.as_str()), (registry, registry));
        let adoption = pipeline.tables.iter().find(|def| def.name == "adoption").expect("an adoption table");
        assert!(!adoption.order.is_empty(), "{registry}: types in the order of the registry");
    }
}

const BODIES: &str = "\
kind,lgcode,pref,name,mail_domain_guess,url
municipality,242012,三重県,津市,city.tsu.mie.jp,https://example.com/
municipality,151009,新潟県,新潟市,city.niigata.lg.jp,
municipality,011002,北海道,札幌市,city.sapporo.jp,
prefecture,20001,青森県,青森県,pref.aomori.lg.jp,
municipality,471000,沖縄県,那覇市,city.naha.example.com,
";

const ANSWERS: &str = "\
city.tsu.mie.jp. 60 IN MX 1 mx.example.
city.tsu.mie.jp. 60 IN TXT \"v=spf1 -all\"
city.niigata.lg.jp. 60 IN MX 1 mx.example.
_dmarc.city.niigata.lg.jp. 60 IN TXT \"v=DMARC1; p=none\"
city.sapporo.jp. 60 IN MX 1 mx.example.
pref.aomori.lg.jp. 60 IN TXT \"v=spf1 -all\"
";

/// The eight regions follow from the prefecture, in their order, and only bodies with MX are in the denominator.
#[test]
fn municipalities_are_counted_by_region() {
    let dir = tempfile::tempdir().expect("a folder");
    fs::write(dir.path().join("bodies.csv"), BODIES).expect("written");
    fs::write(dir.path().join("answers.zone"), ANSWERS).expect("written");
    let run = |args: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_zonecensus"));
        let output = command.args(args.split_whitespace()).current_dir(dir.path()).output().expect("it runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    run("census jp-municipalities answers.zone --cohort bodies.csv --store store --snapshot 2019-11-13 --quiet");
    let csv = run("tables store --name regions --format csv --quiet");
    let rows: Vec<String> =
        csv.lines().filter(|line| line.contains(",SPF,") || line.contains(",MX,")).map(rate).collect();
    let expected = [
        "Hokkaido MX 1/1",
        "Hokkaido SPF 0/1",
        "Tohoku MX 0/1",
        "Tohoku SPF 0/0",
        "Chubu MX 1/1",
        "Chubu SPF 0/1",
        "Kinki MX 1/1",
        "Kinki SPF 1/1",
        "Kyushu-Okinawa MX 0/1",
        "Kyushu-Okinawa SPF 0/0",
        "total MX 3/5",
        "total SPF 1/3",
    ];
    assert_eq!(rows, expected, "{csv}");
}

/// `REGION METRIC NUMERATOR/DENOMINATOR` of a row in long form.
fn rate(line: &str) -> String {
    let cells: Vec<&str> = line.split(',').collect();
    let [_, region, _, metric, numerator, denominator, ..] = cells.as_slice() else { panic!("a short row: {line}") };
    format!("{region} {metric} {numerator}/{denominator}")
}

/// The pipelines of docs/PIPELINES.md, with the files they name taken from the same page.
#[test]
fn the_guide_shows_good_pipelines() {
    let guide = fs::read_to_string(folder().join("../docs/PIPELINES.md")).expect("the guide is there");
    let blocks = |kind: &str| -> Vec<String> {
        let fence = format!("```{kind}\n");
        guide
            .split(fence.as_str())
            .skip(1)
            .map(|part| part.split("```").next().unwrap_or_default().to_owned())
            .collect()
    };
    let dir = tempfile::tempdir().expect("a folder");
    let (tsv, csv) = (blocks("tsv"), blocks("csv"));
    let files = [("mine.tsv", &tsv[0]), ("providers.tsv", &tsv[1]), ("members.csv", &csv[0])];
    for (name, text) in files {
        fs::write(dir.path().join(name), text).expect("written");
    }
    fs::write(dir.path().join("names.txt"), "# members\nexample.jp\n\ntown.city.jp\n").expect("written");
    let pipelines = blocks("toml");
    assert_eq!(pipelines.len(), 3);
    for toml in pipelines {
        let pipeline =
            Pipeline::parse("guide", "PIPELINES.md", &toml, dir.path()).unwrap_or_else(|e| panic!("{e}\n{toml}"));
        if pipeline.cohort.as_ref().is_some_and(|cohort| cohort.file.is_some()) {
            assert!(
                pipeline.read_cohort(None).unwrap_or_else(|e| panic!("{e}")).is_some_and(|cohort| cohort.len() == 2)
            );
            assert_eq!(pipeline.taxonomy.find_name("www.town.city.jp").pref, Some("Mie"));
        }
    }
}
