//! What was planted: per-domain facts, their counts, and the table of them.

use std::io::{self, Write};

/// One row of the truth: a count with its denominator and the denominator's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TruthRow {
    /// A group of the published table, `all`, or `geographic/geographic` and `geographic/prefecture` for its two parts.
    /// Bench profiles know only `all`.
    pub group: String,
    /// What the numerator counts, by the name of its column and, after `=`, the state.
    pub metric: String,
    /// Domains (records in a bench profile) for which the metric holds.
    pub numerator: u64,
    /// Domains of the denominator.
    pub denominator: u64,
    /// What the denominator counts: `names`, `mx_rr_present`, `spf_present`, `spf_valid`, `dmarc_present`, `dmarc_valid`.
    pub denominator_name: &'static str,
}

/// The planted truth of one snapshot.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Truth {
    /// Rows by group, metric and denominator, in the order of writing.
    pub rows: Vec<TruthRow>,
}

impl Truth {
    /// The row of this group, metric and denominator name.
    pub fn find(&self, group: &str, metric: &str, denominator_name: &str) -> Option<&TruthRow> {
        self.rows
            .iter()
            .find(|row| row.group == group && row.metric == metric && row.denominator_name == denominator_name)
    }

    /// Writes tab-separated rows under a header line.
    pub fn write_tsv(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "group\tmetric\tnumerator\tdenominator\tdenominator_name")?;
        for TruthRow { group, metric, numerator, denominator, denominator_name } in &self.rows {
            writeln!(out, "{group}\t{metric}\t{numerator}\t{denominator}\t{denominator_name}")?;
        }
        Ok(())
    }

    pub(crate) fn push(&mut self, group: &str, metric: &str, numerator: u64, denominator: u64, name: &'static str) {
        let (group, metric) = (group.to_owned(), metric.to_owned());
        self.rows.push(TruthRow { group, metric, numerator, denominator, denominator_name: name });
    }
}

macro_rules! states {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum $name { $($variant),+ }

        impl $name {
            pub(crate) const ALL: &[Self] = &[$(Self::$variant),+];

            pub(crate) const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }
    };
}

states! {
    /// RFC 5321 5.1, RFC 7505.
    MxClass {
        None = "none", Implicit = "implicit", Normal = "normal", Null = "null", MalformedRoot = "malformed_root",
        NullMixed = "null_mixed",
    }
}

states! {
    /// RFC 7208 4.5, 4.6.
    SpfState {
        None = "none", Valid = "valid", PermerrorSyntax = "permerror_syntax", PermerrorMultiple = "permerror_multiple",
    }
}

states! {
    /// The first `all`, else `redirect`, else `missing`.
    SpfAll { Fail = "-", SoftFail = "~", Neutral = "?", Pass = "+", Missing = "missing", Redirect = "redirect" }
}

states! {
    /// RFC 9989 4.7.
    DmarcState {
        None = "none", Valid = "valid", FallbackNone = "fallback_none", NoPolicy = "no_policy",
        DuplicateTag = "duplicate_tag", Multiple = "multiple",
    }
}

states! {
    /// The value of `p` in a valid record.
    Policy { None = "none", Quarantine = "quarantine", Reject = "reject" }
}

/// The header of the per-domain truth.
pub(crate) const DOMAIN_HEADER: &str = "domain\ttype\tmx_rr_present\taccepts_mail\tmx_class\tspf_state\tspf_all\t\
    spf_only_all\tdmarc_state\tdmarc_p\tmta_sts\ttlsrpt\tbimi\tds\n";

/// What is true of one domain.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Facts {
    pub(crate) mx: MxClass,
    pub(crate) spf: SpfState,
    /// Of a valid record.
    pub(crate) spf_all: Option<SpfAll>,
    /// The record is exactly `v=spf1 -all`.
    pub(crate) spf_only_all: bool,
    pub(crate) dmarc: DmarcState,
    /// Of a valid record.
    pub(crate) policy: Option<Policy>,
    pub(crate) mta_sts: bool,
    pub(crate) tlsrpt: bool,
    pub(crate) bimi: bool,
    pub(crate) ds: bool,
}

impl Facts {
    pub(crate) const fn mx_rr_present(&self) -> bool {
        !matches!(self.mx, MxClass::None | MxClass::Implicit)
    }

    const fn accepts_mail(&self) -> bool {
        matches!(self.mx, MxClass::Normal | MxClass::NullMixed)
    }

    /// Appends a row of the per-domain truth.
    pub(crate) fn push_tsv(&self, name: &[u8], kind: &str, out: &mut Vec<u8>) {
        out.extend_from_slice(name);
        let yes_no = |yes| if yes { "true" } else { "false" };
        for field in [
            kind,
            yes_no(self.mx_rr_present()),
            yes_no(self.accepts_mail()),
            self.mx.as_str(),
            self.spf.as_str(),
            self.spf_all.map_or("", SpfAll::as_str),
            yes_no(self.spf_only_all),
            self.dmarc.as_str(),
            self.policy.map_or("", Policy::as_str),
            yes_no(self.mta_sts),
            yes_no(self.tlsrpt),
            yes_no(self.bimi),
            yes_no(self.ds),
        ] {
            out.push(b'\t');
            out.extend_from_slice(field.as_bytes());
        }
        out.push(b'\n');
    }
}

/// Counts of facts; a commutative sum.
#[derive(Clone, Default)]
pub(crate) struct Tally {
    names: u64,
    mx: [u64; MxClass::ALL.len()],
    spf: [u64; SpfState::ALL.len()],
    spf_all: [u64; SpfAll::ALL.len()],
    dmarc: [u64; DmarcState::ALL.len()],
    policy: [u64; Policy::ALL.len()],
    flags: [Flag; FLAGS.len()],
}

/// A yes-or-no fact: among all names, and among those with an MX record.
#[derive(Clone, Copy, Default)]
struct Flag {
    names: u64,
    with_mx: u64,
}

type Predicate = fn(&Facts) -> bool;

const FLAGS: [(&str, Predicate); 9] = [
    ("mx_rr_present", Facts::mx_rr_present),
    ("accepts_mail", Facts::accepts_mail),
    ("spf_present", |f| !matches!(f.spf, SpfState::None)),
    ("spf_only_all", |f| f.spf_only_all),
    ("dmarc_present", |f| !matches!(f.dmarc, DmarcState::None)),
    ("mta_sts", |f| f.mta_sts),
    ("tlsrpt", |f| f.tlsrpt),
    ("bimi", |f| f.bimi),
    ("ds", |f| f.ds),
];

impl Tally {
    pub(crate) fn add(&mut self, facts: &Facts) {
        self.names += 1;
        self.mx[facts.mx as usize] += 1;
        self.spf[facts.spf as usize] += 1;
        self.dmarc[facts.dmarc as usize] += 1;
        if let Some(all) = facts.spf_all {
            self.spf_all[all as usize] += 1;
        }
        if let Some(policy) = facts.policy {
            self.policy[policy as usize] += 1;
        }
        for (flag, (_, holds)) in self.flags.iter_mut().zip(FLAGS) {
            let holds = u64::from(holds(facts));
            flag.names += holds;
            flag.with_mx += holds * u64::from(facts.mx_rr_present());
        }
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        self.names += other.names;
        merge_counts(&mut self.mx, &other.mx);
        merge_counts(&mut self.spf, &other.spf);
        merge_counts(&mut self.spf_all, &other.spf_all);
        merge_counts(&mut self.dmarc, &other.dmarc);
        merge_counts(&mut self.policy, &other.policy);
        for (flag, other) in self.flags.iter_mut().zip(&other.flags) {
            flag.names += other.names;
            flag.with_mx += other.with_mx;
        }
    }

    /// Appends this group's rows.
    pub(crate) fn push_rows(&self, group: &str, truth: &mut Truth) {
        let with_mx = self.flags[0].names;
        for (flag, (metric, _)) in self.flags.iter().zip(FLAGS) {
            truth.push(group, metric, flag.names, self.names, "names");
            if metric != "mx_rr_present" {
                truth.push(group, metric, flag.with_mx, with_mx, "mx_rr_present");
            }
        }
        let spf_present = self.names - self.spf[SpfState::None as usize];
        let dmarc_present = self.names - self.dmarc[DmarcState::None as usize];
        let mut states = |metric: &str, state: &str, count, of, name| {
            truth.push(group, &format!("{metric}={state}"), count, of, name);
        };
        for &class in MxClass::ALL {
            states("mx_class", class.as_str(), self.mx[class as usize], self.names, "names");
        }
        for &state in &SpfState::ALL[1..] {
            states("spf_state", state.as_str(), self.spf[state as usize], spf_present, "spf_present");
        }
        for &all in SpfAll::ALL {
            states(
                "spf_all",
                all.as_str(),
                self.spf_all[all as usize],
                self.spf[SpfState::Valid as usize],
                "spf_valid",
            );
        }
        for &state in &DmarcState::ALL[1..] {
            states("dmarc_state", state.as_str(), self.dmarc[state as usize], dmarc_present, "dmarc_present");
        }
        for &policy in Policy::ALL {
            let valid = self.dmarc[DmarcState::Valid as usize];
            states("dmarc_p", policy.as_str(), self.policy[policy as usize], valid, "dmarc_valid");
        }
    }
}

fn merge_counts(into: &mut [u64], from: &[u64]) {
    for (into, from) in into.iter_mut().zip(from) {
        *into += from;
    }
}
