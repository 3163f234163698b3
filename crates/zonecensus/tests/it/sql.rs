//! Every shipped table recomputed from `domains.parquet` by SQL written apart from the definitions (tests/oracle/tables.py).

use crate::oracle::{agree, python, text};
use crate::support::{data, folder, run, run_with};
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use zonecensus::{PIPELINES, Pipeline};

/// Counts and compares every cell of every table of the snapshot.
#[track_caller]
fn compare(python: &Path, dir: &Path, pipeline: &str, inputs: &[&str], date: &str) {
    let fixed = ["--quiet", "census", pipeline, "--store", "store", "--snapshot", date];
    let done = run_with(dir, &[&fixed[..], inputs].concat(), b"");
    assert_eq!(done.status, 0, "{}", done.stderr);
    agree(python, "tables.py", &[&dir.join("store"), Path::new(date)]);
}

#[test]
fn every_shipped_table_has_sql() {
    let Some(python) = python() else { return };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle/tables.py");
    let listed = Command::new(python).arg(script).arg("--list").output().expect("the interpreter starts");
    let listed: BTreeSet<String> = String::from_utf8_lossy(&listed.stdout).lines().map(str::to_owned).collect();
    let mut shipped = BTreeSet::new();
    for (name, toml) in PIPELINES {
        let written: toml::Table = toml.parse().expect("it is TOML");
        let own = written.get("table").and_then(toml::Value::as_array).into_iter().flatten();
        let own: BTreeSet<&str> = own.filter_map(|table| table.get("name")?.as_str()).collect();
        let pipeline = Pipeline::load(name).unwrap_or_else(|e| panic!("{e}"));
        for def in pipeline.tables {
            let place = if own.contains(def.name.as_str()) { name } else { "*" };
            shipped.insert(format!("{place}/{}", def.name));
        }
    }
    assert_eq!(listed, shipped);
}

#[test]
fn tables_of_a_synthetic_snapshot() {
    let Some(python) = python() else { return };
    let dir = folder(&[]);
    let out = run(dir.path(), "demo --domains 20000 --store store");
    assert_eq!(out.status, 0, "{}", out.stderr);
    agree(&python, "tables.py", &[&dir.path().join("store"), Path::new("2019-11-01")]);
}

/// What no real zone here has: TLSA known and unknown, an alias that leaves the snapshot, several providers, ties.
const MADE: &str = "\
jp. 60 SOA ns.jp. h.jp. 1 2 3 4 5
a.co.jp. 60 NS ns-1.awsdns-01.com.
a.co.jp. 60 NS ns-1.awsdns-02.net.
a.co.jp. 60 DS 1 13 2 0000000000000000000000000000000000000000000000000000000000000000
a.co.jp. 60 DS 2 8 1 0000000000000000000000000000000000000000
a.co.jp. 60 MX 10 mx.a.co.jp.
a.co.jp. 60 MX 10 mx2.a.co.jp.
_25._tcp.mx.a.co.jp. 60 TLSA 3 1 1 0000000000000000000000000000000000000000000000000000000000000000
a.co.jp. 60 TXT \"v=spf1 include:_spf.google.com include:sendgrid.net include:spf.google.com ~all\"
_dmarc.a.co.jp. 60 CNAME _dmarc.elsewhere.test.
_mta-sts.a.co.jp. 60 TXT \"v=STSv1; id=1\"
b.co.jp. 60 NS ns1.dns.ne.jp.
b.co.jp. 60 DS 1 5 1 0000000000000000000000000000000000000000
b.co.jp. 60 MX 10 mx.b.co.jp.
_25._tcp.mx.b.co.jp. 60 TLSA 3 1 1 0000000000000000000000000000000000000000000000000000000000000000
_dmarc.b.co.jp. 60 TXT \"v=DMARC1; p=reject; rua=mailto:a@dmarc25.jp,mailto:b@rua.agari.com,mailto:c@b.co.jp\"
c.example.jp. 60 NS ns1.dns.ne.jp.
c.example.jp. 60 NS ns.c.example.jp.
c.example.jp. 60 DS 1 250 9 00
c.example.jp. 60 MX 0 .
c.example.jp. 60 TXT \"v=spf1 -all\"
_dmarc.c.example.jp. 60 TXT \"v=DMARC1; p=quarantine; pct=20\"
d.jp. 60 NS ns.d.jp.
d.jp. 60 MX 10 aspmx.l.google.com.
d.jp. 60 TXT \"v=spf1 redirect=_spf.google.com\"
_dmarc.d.jp. 60 TXT \"v=DMARC1; rua=mailto:x@d.jp\"
default._bimi.d.jp. 60 TXT \"v=BIMI1; l=https://d.jp/l.svg\"
_smtp._tls.d.jp. 60 TXT \"v=TLSRPTv1; rua=mailto:x@d.jp\"
e.jp. 60 NS ns.e.jp.
e.jp. 60 MX 10 mx.nowhere.test.
e.jp. 60 TXT \"v=spf1 ipv4:192.0.2.1 ?all\"
e.jp. 60 TXT \"v=spf1 ?all\"
";

#[test]
fn tables_of_a_made_zone() {
    let Some(python) = python() else { return };
    let dir = folder(&[("made.zone", MADE), ("plain.toml", "unit = \"delegations\"\n")]);
    compare(&python, dir.path(), "jp", &["made.zone"], "2024-01-01");
    compare(&python, dir.path(), "plain.toml", &["made.zone"], "2024-01-02");
}

#[test]
fn tables_of_a_registry_with_states() {
    let Some(python) = python() else { return };
    let names = ["x.com.br", "a.sp.gov.br", "b.sp.gov.br", "c.rs.gov.br", "d.gov.br", "e.leg.br"];
    let zone = |(at, name): (usize, &&str)| {
        let mx = if at % 2 == 1 { format!("{name}. 60 MX 1 mx.{name}.\n") } else { String::new() };
        format!("{name}. 60 NS ns.{name}.\n{mx}_dmarc.{name}. 60 TXT \"v=DMARC1; p=none\"\n")
    };
    let text: String = names.iter().enumerate().map(zone).collect();
    let dir = folder(&[("br.zone", &text)]);
    compare(&python, dir.path(), "br", &["br.zone"], "2024-01-01");
}

#[test]
fn tables_of_municipalities() {
    let Some(python) = python() else { return };
    let bodies = "kind,lgcode,pref,name,mail_domain_guess\nmunicipality,1,三重県,津市,a.co.jp\nprefecture,2,北海道,北海道,b.co.jp\n\
                  municipality,3,沖縄県,那覇市,c.example.jp\nmunicipality,4,,no prefecture,d.jp\nmunicipality,5,青森県,x,none.lg.jp\n";
    let dir = folder(&[("made.zone", MADE), ("bodies.csv", bodies)]);
    compare(&python, dir.path(), "jp-municipalities", &["made.zone", "--cohort", "bodies.csv"], "2024-01-01");
}

#[test]
fn tables_of_gov() {
    let Some(python) = python() else { return };
    for date in ["2024-06-30", "2024-12-31"] {
        let (Some(zone), Some(list)) =
            (data(&format!("gov/gov-{date}.zone")), data(&format!("gov/registry-{date}.csv")))
        else {
            return;
        };
        compare(&python, folder(&[]).path(), "gov", &[text(&zone), "--cohort", text(&list)], date);
    }
}

#[test]
fn tables_of_a_folder_of_zones() {
    let Some(python) = python() else { return };
    for date in ["2024-07-01", "2025-07-01"] {
        let Some(zones) = data(&format!("moj/{date}")) else { return };
        let dir = folder(&[("apexes.toml", "unit = \"apexes\"\nproviders = \"common\"\n")]);
        compare(&python, dir.path(), "apexes.toml", &[text(&zones)], date);
    }
}
