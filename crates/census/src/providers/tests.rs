use super::*;

const RULES: &str = "# rules\nkind\tsuffix\tprovider\nany\tgoogle.com\tGoogle\nmx\tmail.protection.outlook.com\tMicrosoft 365\nmx\toutlook.com\tOutlook\n";

fn find(role: Role, host: &str) -> String {
    let providers = Providers::parse("p.tsv", RULES).unwrap_or_default();
    String::from_utf8_lossy(providers.find(role, host.as_bytes())).into_owned()
}

#[test]
fn the_longest_suffix_wins_and_roles_are_apart() {
    assert_eq!(find(Role::Mx, "x.mail.protection.outlook.com."), "Microsoft 365");
    assert_eq!(find(Role::Mx, "a.outlook.com."), "Outlook");
    assert_eq!(find(Role::Spf, "a.outlook.com."), "outlook.com");
    assert_eq!(find(Role::Ns, "ns1.google.com"), "Google");
    assert_eq!(find(Role::Ns, "ns1.notgoogle.com"), "notgoogle.com");
}

#[test]
fn a_star_ends_the_first_label() {
    let rules = "ns\tawsdns-*.com\tAmazon\nns\tawsdns-*.co.uk\tAmazon\nns\tawsdns-00.com\tTest\nns\t*.net\tNets\n\
                 ns\ta.net\tA\nns\tb*.x.net\tB\nns\tmil\tMilitary\nns\tarmy.mil\tArmy\n";
    let providers = Providers::parse("p.tsv", rules).unwrap_or_default();
    for (host, provider) in [
        ("ns-7.awsdns-12.com.", "Amazon"),
        ("awsdns-.com", "Amazon"),
        ("ns-7.awsdns-00.com", "Test"),
        ("ns-7.awsdns-12.co.uk", "Amazon"),
        ("ns-7.awsdns-12.net", "Nets"),
        ("x.awsdns12.com", "awsdns12.com"),
        ("awsdns-12.example.com", "example.com"),
        ("awsdns-12-com", "awsdns-12-com"),
        ("ns.a.net", "A"),
        ("ns.bb.x.net", "B"),
        ("ns.c.x.net", "Nets"),
        ("net", "net"),
        ("ns.navy.mil", "Military"),
        ("ns.army.mil", "Army"),
        ("mil", "Military"),
    ] {
        assert_eq!(String::from_utf8_lossy(providers.find(Role::Ns, host.as_bytes())), provider, "{host}");
    }
}

#[test]
fn a_line_may_be_for_several_roles() {
    let providers = Providers::parse("p.tsv", "mx, spf\ta.example\tA\nrua\ta.example\tReports\n").unwrap_or_default();
    let found = [Role::Ns, Role::Mx, Role::Spf, Role::Rua].map(|role| providers.find(role, b"x.a.example"));
    assert_eq!(found, [b"a.example".as_slice(), b"A", b"A", b"Reports"]);
}

#[test]
fn name_and_version_are_read() {
    let text = "# providers: mine\n# version: 3\n# note: nothing\nkind\tsuffix\tprovider\nns\ta.example\tA\n";
    let providers = Providers::parse("p.tsv", text).unwrap_or_default();
    assert_eq!((providers.name.as_str(), providers.version.as_str()), ("mine", "3"));
}

#[test]
fn hosts_without_a_rule_go_to_their_domain() {
    for (host, domain) in [
        ("ns1.dns.ne.jp", "dns.ne.jp"),
        ("ns1.example.jp", "example.jp"),
        ("ns-1.awsdns-44.org", "awsdns-44.org"),
        ("ns-1.awsdns-38.co.uk", "awsdns-38.co.uk"),
        ("jp", "jp"),
        (".", ""),
        // Under a place of .jp; a municipality's hall has a domain of its own.
        ("mx.example.tokyo.jp", "example.tokyo.jp"),
        ("example.tokyo.jp", "example.tokyo.jp"),
        ("tokyo.jp", "tokyo.jp"),
        ("a.mx.metro.tokyo.jp", "metro.tokyo.jp"),
        ("mx.example.xn--1lqs71d.jp", "example.xn--1lqs71d.jp"),
        ("mx.city.chiyoda.tokyo.jp", "city.chiyoda.tokyo.jp"),
        ("city.chiyoda.tokyo.jp", "city.chiyoda.tokyo.jp"),
        ("a.b.vill.tokai.ibaraki.jp", "vill.tokai.ibaraki.jp"),
        ("mx.city.kobe.jp", "city.kobe.jp"),
        ("mx.shop.chiyoda.tokyo.jp", "chiyoda.tokyo.jp"),
        ("mx.tokyo.example.jp", "example.jp"),
        ("mx.example.tokyo.kr", "tokyo.kr"),
        ("city.b.co.jp", "b.co.jp"),
    ] {
        assert_eq!(find(Role::Ns, host), domain, "{host}");
    }
}

#[test]
fn places_of_jp_are_those_of_its_taxonomy() {
    let text = include_str!("../../../../pipelines/taxonomies/jp.tsv");
    let mut places = 0;
    for row in text.lines().filter(|line| line.starts_with("jp\t")) {
        let pattern = row.split('\t').nth(1).unwrap_or_default();
        let Some((label, "jp")) = pattern.split_once('.') else { continue };
        let is_geographic = row.contains("\tgeographic\t");
        assert_eq!(japan::is_place(label.as_bytes()), is_geographic, "{label}");
        places += usize::from(is_geographic);
    }
    assert_eq!(places, 47 + 47 + 7);
}

#[test]
fn errors_name_the_line() {
    for (text, message) in [
        ("mx\ta.example", "p.tsv:1: needs three fields separated by tabs: kind, suffix, provider"),
        ("\n#\nsmtp\ta\tb", "p.tsv:3: unknown kind `smtp`; known are ns, mx, spf, rua, any"),
        ("ns\ta.b*.com\tb", "p.tsv:1: `a.b*.com`: a `*` may stand only at the end of the first of several labels"),
        ("ns\ta*b.com\tb", "p.tsv:1: `a*b.com`: a `*` may stand only at the end of the first of several labels"),
        ("ns\ta*\tb", "p.tsv:1: `a*`: a `*` may stand only at the end of the first of several labels"),
        ("ns\t.\tb", "p.tsv:1: suffix and provider must not be empty"),
        ("mx,smtp\ta\tb", "p.tsv:1: unknown kind `smtp`; known are ns, mx, spf, rua, any"),
        ("mx,any\ta\tb", "p.tsv:1: `a` is given twice for this kind"),
        ("mx\ta\tb\nany\tA.\tc", "p.tsv:2: `A.` is given twice for this kind"),
    ] {
        assert_eq!(Providers::parse("p.tsv", text).map_err(|e| e.to_string()), Err(message.to_owned()));
    }
}
