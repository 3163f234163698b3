//! Lookups over the closure (RFC 7208 4.6.4) in small hand-made snapshots.

use std::collections::BTreeMap;

use mailpolicy::Code;
use mailpolicy::spf::{self, Answer, Closure, Resolver};

/// A snapshot: SPF text by name; `""` no SPF among the TXT, `"void"` no TXT, `"many"` several. A name not listed is unknown.
struct Zone(BTreeMap<&'static [u8], &'static str>);

impl Resolver<'static> for Zone {
    fn spf(&mut self, name: &[u8]) -> Answer<'static> {
        match self.0.get(name) {
            None => Answer::Unknown,
            Some(&"") => Answer::NoRecord,
            Some(&"void") => Answer::Void,
            Some(&"many") => Answer::Multiple,
            Some(text) => Answer::Record(text.as_bytes()),
        }
    }

    fn has_address(&mut self, name: &[u8]) -> Option<bool> {
        self.0.contains_key(name).then_some(true).or(name.starts_with(b"gone").then_some(false))
    }

    fn has_mx(&mut self, name: &[u8]) -> Option<bool> {
        name.starts_with(b"gone").then_some(false)
    }
}

fn run(record: &'static str, names: &[(&'static str, &'static str)]) -> Closure {
    let mut zone = Zone(names.iter().map(|(name, text)| (name.as_bytes(), *text)).collect());
    spf::closure(b"example.jp.", record.as_bytes(), &mut zone)
}

#[test]
fn a_target_counts_each_time_it_is_named() {
    let names = [("a.jp.", "v=spf1 a mx include:b.jp ~all"), ("b.jp.", "v=spf1 exists:%{i}.x.jp ip4:192.0.2.1 -all")];
    let closure = run("v=spf1 include:A.jp include:a.jp. include:b.jp -all", &names);
    assert_eq!(closure.lookup_max, 3 + 2 * (3 + 1) + 1);
    assert!(closure.complete && !closure.looped && closure.is_over_limit());
    assert_eq!(closure.permerror_include, None);
    assert_eq!(closure.all_effective.as_str(), "-");
    assert!(closure.findings().has(Code::SpfLookupLimit));
}

#[test]
fn a_redirect_gives_its_all() {
    let names = [("r.jp.", "v=spf1 a redirect=s.jp"), ("s.jp.", "v=spf1 ~all")];
    let closure = run("v=spf1 mx redirect=r.jp", &names);
    assert_eq!((closure.lookup_max, closure.all_effective.as_str()), (4, "~"));
    let ignored = run("v=spf1 mx redirect=r.jp ?all", &names);
    assert_eq!((ignored.lookup_max, ignored.all_effective.as_str()), (1, "?"));
    assert_eq!(run("v=spf1 mx", &names).all_effective.as_str(), "missing");
}

#[test]
fn what_the_snapshot_does_not_know_makes_a_floor() {
    let closure = run("v=spf1 include:elsewhere.com a -all", &[]);
    assert_eq!((closure.lookup_max, closure.complete), (2, false));
    assert_eq!(closure.permerror_include, None);
    let with_macro = run("v=spf1 include:%{d}.x.jp -all", &[]);
    assert_eq!((with_macro.lookup_max, with_macro.complete), (1, false));
    let redirect = run("v=spf1 redirect=elsewhere.com", &[]);
    assert_eq!(redirect.all_effective.as_str(), "unknown");
}

#[test]
fn loops_are_found_at_any_distance() {
    let own = run("v=spf1 include:EXAMPLE.jp -all", &[]);
    assert_eq!((own.lookup_max, own.looped), (1, true));
    let names = [("a.jp.", "v=spf1 include:b.jp"), ("b.jp.", "v=spf1 a redirect=a.jp")];
    let far = run("v=spf1 include:a.jp -all", &names);
    assert_eq!((far.lookup_max, far.looped), (4, true));
    assert!(far.findings().has(Code::SpfLoop));
}

#[test]
fn a_target_without_a_valid_record_is_a_permerror() {
    let names = [
        ("no.jp.", ""),
        ("void.jp.", "void"),
        ("many.jp.", "many"),
        ("bad.jp.", "v=spf1 bad"),
        ("deep.jp.", "v=spf1 include:no.jp"),
    ];
    let code = |record| run(record, &names).permerror_include.map(|f| (f.code, f.offset));
    assert_eq!(code("v=spf1 a include:no.jp -all"), Some((Code::SpfIncludeNone, 9)));
    assert_eq!(code("v=spf1 include:void.jp -all"), Some((Code::SpfIncludeNone, 7)));
    assert_eq!(code("v=spf1 include:many.jp -all"), Some((Code::SpfTargetMultiple, 7)));
    assert_eq!(code("v=spf1 include:bad.jp -all"), Some((Code::SpfTargetSyntax, 7)));
    assert_eq!(code("v=spf1 a redirect=no.jp"), Some((Code::SpfRedirectNone, 9)));
    assert_eq!(code("v=spf1 mx include:deep.jp -all"), Some((Code::SpfIncludeNone, 10)));
    assert_eq!(code("v=spf1 include:a..jp -all"), Some((Code::SpfIncludeNone, 7)));
    assert_eq!(code("v=spf1 -all include:no.jp"), None);
}

#[test]
fn void_lookups_are_counted_where_absence_is_known() {
    let closure = run("v=spf1 a:gone.jp mx:gone.jp a mx a:unknown.jp include:void.jp -all", &[("void.jp.", "void")]);
    assert_eq!((closure.lookup_max, closure.void_min), (6, 3));
    assert!(closure.findings().has(Code::SpfVoidLimit));
}

#[test]
fn a_syntax_error_ends_it_before_any_lookup() {
    let closure = run("v=spf1 a mx bad", &[]);
    assert_eq!((closure.lookup_max, closure.complete), (0, true));
    assert_eq!(closure.all_effective.as_str(), "unknown");
}

/// Every name has the same record, which names two others: 2^depth visits if nothing stops them.
struct Hostile {
    asked: u32,
}

impl Resolver<'static> for Hostile {
    fn spf(&mut self, name: &[u8]) -> Answer<'static> {
        self.asked += 1;
        let records: [&[u8]; 4] = [
            b"v=spf1 include:b.jp include:c.jp -all",
            b"v=spf1 include:c.jp include:d.jp -all",
            b"v=spf1 include:d.jp include:e.jp include:d.jp include:e.jp include:d.jp include:e.jp include:d.jp -all",
            b"v=spf1 include:f.jp include:f.jp include:f.jp include:f.jp include:f.jp include:f.jp include:f.jp -all",
        ];
        Answer::Record(records[usize::from(name[0] - b'a').min(3)])
    }
}

#[test]
fn a_hostile_graph_is_cut() {
    let mut resolver = Hostile { asked: 0 };
    let top = b"v=spf1 include:a.jp include:a.jp include:a.jp include:a.jp include:a.jp include:a.jp include:a.jp -all";
    let closure = spf::closure(b"z.jp.", top, &mut resolver);
    assert!(resolver.asked <= 250);
    assert!(closure.capped && !closure.complete && closure.is_over_limit());
}

/// `1.jp` redirects to `2.jp`, and so on for ever.
struct Chain;

impl Resolver<'static> for Chain {
    fn spf(&mut self, name: &[u8]) -> Answer<'static> {
        let depth: u32 = std::str::from_utf8(&name[..name.len() - 4]).unwrap().parse().unwrap();
        Answer::Record(format!("v=spf1 redirect={}.jp", depth + 1).leak().as_bytes())
    }
}

#[test]
fn an_endless_chain_is_cut() {
    let closure = spf::closure(b"x.jp.", b"v=spf1 redirect=1.jp", &mut Chain);
    assert!(closure.capped && !closure.complete);
    assert_eq!(closure.all_effective.as_str(), "unknown");
}
