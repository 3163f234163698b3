//! The tables of the example.

use report::{Key, Row, Table};

/// Type, names, and the published MX, SPF and DMARC rates in tenths of a per cent.
const TYPES: &[(&str, u64, u64, u64, u64)] = &[
    ("AD", 250, 827, 683, 39),
    ("AC", 3_600, 943, 678, 13),
    ("CO", 419_000, 938, 702, 8),
    ("GO", 560, 720, 931, 31),
    ("OR", 35_600, 936, 683, 6),
    ("NE", 13_600, 814, 573, 17),
    ("GR", 6_100, 892, 577, 8),
    ("ED", 5_600, 928, 650, 9),
    ("LG", 1_870, 736, 797, 3),
    ("geographic", 13_900, 605, 560, 7),
    ("general", 1_066_000, 751, 567, 11),
];

/// The municipalities of the survey: region, bodies, with SPF, with DMARC.
const REGIONS: &[(&str, u64, u64, u64)] = &[
    ("Hokkaido", 180, 130, 3),
    ("Tohoku", 233, 199, 1),
    ("Kanto", 323, 279, 5),
    ("Chubu", 325, 258, 1),
    ("Kinki", 234, 206, 1),
    ("Chugoku", 112, 89, 0),
    ("Shikoku", 99, 82, 1),
    ("Kyushu-Okinawa", 282, 241, 0),
];

/// Every table that the report knows.
pub(super) fn all(dates: &[String]) -> Vec<Table> {
    vec![
        adoption(dates),
        mix(
            dates,
            "dmarc_policy",
            "DMARC: published policy (p)",
            "names with DMARC",
            1,
            &[("none", 78), ("quarantine", 9), ("reject", 12), ("missing or invalid", 1)],
        ),
        mix(
            dates,
            "dmarc_enforced",
            "DMARC: enforced policy (quarantine or reject, for all mail)",
            "names with MX",
            80,
            &[("enforced", 1)],
        ),
        mix(
            dates,
            "spf_all",
            "SPF: how valid records end",
            "names with valid SPF",
            60,
            &[
                ("fail (-all)", 12),
                ("softfail (~all)", 71),
                ("neutral (?all)", 9),
                ("pass (+all)", 1),
                ("redirect", 4),
                ("none", 3),
            ],
        ),
        mix(
            dates,
            "nonsending",
            "Protection of names that send no mail",
            "all names",
            100,
            &[("Null MX", 1), ("v=spf1 -all", 2), ("level 0", 95), ("level 1", 2), ("level 2", 2), ("level 3", 1)],
        ),
        mix(
            dates,
            "adoption_all",
            "Adoption, of all names",
            "all names",
            100,
            &[("MX", 80), ("accepts mail", 79), ("SPF", 50), ("DMARC", 1), ("DMARC enforced", 1)],
        ),
        mix(
            dates,
            "adoption_accepts_mail",
            "Adoption, of names that accept mail",
            "names that accept mail",
            80,
            &[("SPF", 50), ("DMARC", 1), ("DMARC enforced", 1)],
        ),
        mix(dates, "spf_valid", "SPF: one record of valid syntax", "names with MX", 80, &[("SPF valid", 60)]),
        mix(
            dates,
            "nonsending_without_mail",
            "Protection of names that accept no mail",
            "names that accept no mail",
            20,
            &[("Null MX", 1), ("level 0", 90), ("level 1", 6), ("level 2", 2), ("level 3", 2)],
        ),
        mix(
            dates,
            "dnssec",
            "DNSSEC: DS at the delegation, and the class of its algorithms",
            "names with DS",
            1,
            &[("strong", 90), ("weak", 8), ("unknown", 2)],
        ),
        mix(
            dates,
            "dane",
            "DANE: TLSA records at any or all mail hosts",
            "names with MX and DS",
            1,
            &[("any host", 12), ("all hosts", 9)],
        ),
        transport(dates),
        regions(dates),
        prefectures(dates),
        providers(dates, "mx_providers", "Mail providers"),
        providers(dates, "spf_providers", "Providers included by SPF (a name counts once per provider)"),
        providers(
            dates,
            "dmarc_rua_providers",
            "Receivers of DMARC aggregate reports (a name counts once per receiver)",
        ),
        providers(dates, "ns_providers", "Name server providers"),
        errors(dates),
    ]
}

fn row(date: &str, key: Key, metric: &str, numerator: u64, denominator: u64, name: &str) -> Row {
    Row {
        snapshot: date.to_owned(),
        keys: vec![key],
        metric: metric.to_owned(),
        numerator,
        denominator,
        denominator_name: name.to_owned(),
        unknown: 0,
    }
}

fn table(name: &str, title: &str, key: &str, rows: Vec<Row>) -> Table {
    Table { name: name.to_owned(), title: title.to_owned(), keys: vec![key.to_owned()], rows, notes: Vec::new() }
}

/// Adds a total per snapshot and metric.
fn with_totals(mut rows: Vec<Row>) -> Vec<Row> {
    let mut totals: Vec<Row> = Vec::new();
    for row in &rows {
        let is_same = |t: &&mut Row| {
            t.snapshot == row.snapshot && t.metric == row.metric && t.denominator_name == row.denominator_name
        };
        match totals.iter_mut().find(is_same) {
            Some(total) => {
                total.numerator += row.numerator;
                total.denominator += row.denominator;
            }
            None => totals.push(Row { keys: vec![Key::Total], ..row.clone() }),
        }
    }
    rows.extend(totals);
    rows
}

fn adoption(dates: &[String]) -> Table {
    let mut rows = Vec::new();
    for (i, date) in dates.iter().enumerate() {
        // DMARC grew from about a third; each type a little differently.
        let age = (dates.len() - 1 - i) as u64;
        for (t, (kind, names, mx, spf, dmarc)) in TYPES.iter().enumerate() {
            let with_mx = names * mx / 1000;
            let grown = with_mx * dmarc * (1000 - (age * (22 + t as u64 * 2)).min(900)) / 1_000_000;
            let key = || Key::Value((*kind).to_owned());
            rows.push(row(date, key(), "MX", with_mx, *names, "all names"));
            rows.push(row(date, key(), "SPF", with_mx * (spf - age * 3) / 1000, with_mx, "names with MX"));
            rows.push(row(date, key(), "DMARC", grown, with_mx, "names with MX"));
        }
    }
    let mut table = table(
        "adoption",
        "Adoption: MX of all names, SPF and DMARC of names with MX",
        "registration",
        with_totals(rows),
    );
    table.notes.push("no snapshot in 2018-12".to_owned());
    table
}

fn mix(dates: &[String], name: &str, title: &str, denominator: &str, percent: u64, parts: &[(&str, u64)]) -> Table {
    let mut rows = Vec::new();
    for date in dates {
        for (kind, names, ..) in TYPES {
            let all = (names * percent / 100).max(1);
            for (metric, share) in parts {
                rows.push(row(date, Key::Value((*kind).to_owned()), metric, all * share / 100, all, denominator));
            }
        }
    }
    table(name, title, "type", with_totals(rows))
}

fn transport(dates: &[String]) -> Table {
    let mut rows = Vec::new();
    for date in dates {
        for (metric, count) in [("MTA-STS", 18), ("TLSRPT", 25), ("BIMI", 5)] {
            rows.push(row(date, Key::Total, metric, count, 1_290_000, "names with MX"));
            rows.push(row(date, Key::Total, metric, count + 2, 1_566_647, "all names"));
        }
    }
    table("transport", "MTA-STS, TLS reporting and BIMI records", "type", rows)
}

fn regions(dates: &[String]) -> Table {
    let mut rows = Vec::new();
    for date in dates {
        for (region, bodies, spf, dmarc) in REGIONS {
            rows.push(row(date, Key::Value((*region).to_owned()), "SPF", *spf, *bodies, "municipalities with MX"));
            rows.push(row(date, Key::Value((*region).to_owned()), "DMARC", *dmarc, *bodies, "municipalities with MX"));
        }
    }
    table("regions", "Local government by region: SPF and DMARC of bodies with MX", "region", with_totals(rows))
}

fn prefectures(dates: &[String]) -> Table {
    let names = [
        "Hokkaido",
        "Aomori",
        "Iwate",
        "Miyagi",
        "Akita",
        "Yamagata",
        "Fukushima",
        "Ibaraki",
        "Tochigi",
        "Gunma",
        "Saitama",
        "Chiba",
        "Tokyo",
        "Kanagawa",
        "Niigata",
        "Toyama",
        "Ishikawa",
        "Fukui",
        "Yamanashi",
        "Nagano",
        "Gifu",
        "Shizuoka",
        "Aichi",
        "Mie",
        "Shiga",
        "Kyoto",
        "Osaka",
        "Hyogo",
        "Nara",
        "Wakayama",
        "Tottori",
        "Shimane",
        "Okayama",
        "Hiroshima",
        "Yamaguchi",
        "Tokushima",
        "Kagawa",
        "Ehime",
        "Kochi",
        "Fukuoka",
        "Saga",
        "Nagasaki",
        "Kumamoto",
        "Oita",
        "Miyazaki",
        "Kagoshima",
    ];
    let mut rows = Vec::new();
    for date in dates {
        for (i, name) in names.iter().enumerate() {
            let bodies = 20 + (i as u64 * 7) % 31;
            rows.push(row(
                date,
                Key::Value((*name).to_owned()),
                "SPF",
                bodies * (70 + (i as u64 * 13) % 26) / 100,
                bodies,
                "municipalities with MX",
            ));
        }
    }
    table("prefectures", "Local government by prefecture: SPF and DMARC of bodies with MX", "pref", rows)
}

fn providers(dates: &[String], name: &str, title: &str) -> Table {
    let mut rows = Vec::new();
    for date in dates {
        for i in 0..20u64 {
            rows.push(row(
                date,
                Key::Value(format!("mail{i}.example")),
                "MX",
                240_000 / (i + 1),
                1_290_000,
                "names with MX",
            ));
        }
        rows.push(row(date, Key::Other, "MX", 351_000, 1_290_000, "names with MX"));
    }
    table(name, title, "provider", rows)
}

fn errors(dates: &[String]) -> Table {
    let codes = [
        "spf_multiple",
        "spf_unknown_mechanism",
        "spf_lookup_limit",
        "dmarc_near_miss",
        "dmarc_multiple",
        "mx_target_ip",
    ];
    let mut rows = Vec::new();
    for date in dates {
        for (i, code) in codes.iter().enumerate() {
            rows.push(row(
                date,
                Key::Value((*code).to_owned()),
                "names",
                9_000 / (i as u64 + 1),
                1_300_000,
                "names with MX, SPF, DMARC or DS",
            ));
        }
    }
    table("errors", "Errors found in records (a name counts once per error)", "error", rows)
}
