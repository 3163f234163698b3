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
fn hosts_without_a_rule_go_to_their_domain() {
    for (host, domain) in [
        ("ns1.dns.ne.jp", "dns.ne.jp"),
        ("ns1.example.jp", "example.jp"),
        ("ns-1.awsdns-44.org", "awsdns-44.org"),
        ("ns-1.awsdns-38.co.uk", "awsdns-38.co.uk"),
        ("jp", "jp"),
        (".", ""),
    ] {
        assert_eq!(find(Role::Ns, host), domain);
    }
}

#[test]
fn errors_name_the_line() {
    for (text, message) in [
        ("mx\ta.example", "p.tsv:1: needs three fields separated by tabs: kind, suffix, provider"),
        ("\n#\nsmtp\ta\tb", "p.tsv:3: unknown kind `smtp`; known are ns, mx, spf, rua, any"),
        ("mx\ta\tb\nany\tA.\tc", "p.tsv:2: `A.` is given twice for this kind"),
    ] {
        assert_eq!(Providers::parse("p.tsv", text).map_err(|e| e.to_string()), Err(message.to_owned()));
    }
}
