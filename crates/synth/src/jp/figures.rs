//! The published figures of 2019-11-01 and what had to be assumed beside them.

/// Names of a type with MX, and with SPF and DMARC among those, in tenths of a percent as printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Published {
    /// The group's name in the truth: `AD` … `LG`, `geographic` (with the prefecture type), `general`.
    pub group: &'static str,
    /// Names with MX of all names.
    pub mx: u64,
    /// Names with SPF and MX of names with MX.
    pub spf: u64,
    /// Names with DMARC and MX of names with MX.
    pub dmarc: u64,
}

const fn published(group: &'static str, mx: u64, spf: u64, dmarc: u64) -> Published {
    Published { group, mx, spf, dmarc }
}

/// The table of 2019-11-01, in its order.
pub const PUBLISHED: [Published; 11] = [
    published("AD", 827, 683, 39),
    published("AC", 943, 678, 13),
    published("CO", 938, 702, 8),
    published("GO", 720, 931, 31),
    published("OR", 936, 683, 6),
    published("NE", 814, 573, 17),
    published("GR", 892, 577, 8),
    published("ED", 928, 650, 9),
    published("LG", 736, 797, 3),
    published("geographic", 605, 560, 7),
    published("general", 751, 567, 11),
];

/// Places of [`PUBLISHED`] that the generator treats apart.
pub(crate) const LG: usize = 8;
pub(crate) const GEOGRAPHIC: usize = 9;
pub(crate) const GENERAL: usize = 10;

/// Names of all types when the figures below are meant: between 1,566,647 (2019-06-01) and "over 1.57 million" (2020-01).
pub(crate) const REFERENCE_NAMES: u64 = 1_570_000;

/// Names by type out of [`REFERENCE_NAMES`], in the order of [`PUBLISHED`]; the general type is the rest.
/// Published: co.jp 405,143 in 2018-02 and over 420,000 in 2020-01; the prefecture type 11,932 in 2018-02; the geographic type
/// 2,532 in 2013-03 and closed; all organizational and geographic names but co.jp 68,760 in 2018-02.
/// Assumed: how those 68,760 or so divide among the other eight labels.
pub(crate) const REFERENCE_BY_TYPE: [u64; 10] =
    [255, 3_630, 421_000, 570, 36_400, 12_700, 6_100, 5_400, 1_860, 11_800 + 2_300];

/// Prefecture-type names out of the last entry of [`REFERENCE_BY_TYPE`].
pub(crate) const REFERENCE_PREFECTURE: u64 = 11_800;

/// DS: 477 of all names (0.03 %).
pub(crate) const REFERENCE_DS: u64 = 477;
/// BIMI: 5 names.
pub(crate) const REFERENCE_BIMI: u64 = 5;
/// MTA-STS: 18 of the names with MX; 0.0014 % fits about 1.29 million of them and no other denominator.
pub(crate) const REFERENCE_STS: u64 = 18;
/// See [`REFERENCE_STS`].
pub(crate) const REFERENCE_WITH_MX: u64 = 1_290_000;
/// Null MX: 0.02 % "of jp names", taken as all names. In 1/100,000.
pub(crate) const NULL_MX: u64 = 20;
/// Exactly `v=spf1 -all`: 0.82 %, printed beside Null MX and hence taken as of all names too. In 1/100,000.
pub(crate) const SPF_ONLY_ALL: u64 = 820;

// Assumed from here on: nothing was published.

/// Of names that publish exactly `v=spf1 -all`, in percent: those with MX.
pub(crate) const ONLY_ALL_WITH_MX: u64 = 30;
/// SPF among names without MX, in 1/1,000.
pub(crate) const SPF_WITHOUT_MX: u64 = 120;
/// DMARC among names without MX, in 1/1,000.
pub(crate) const DMARC_WITHOUT_MX: u64 = 4;
/// TLSRPT names for each MTA-STS name.
pub(crate) const TLSRPT_PER_STS: u64 = 2;
/// Japanese (IDN) labels of general-use names, in percent (2023-01: about 85,000 of 1,169,000).
pub(crate) const IDN_PERCENT: u64 = 8;
/// Names that leave, and as many that enter, each month, in 1/1,000.
pub(crate) const CHURN: u64 = 4;
/// Names registered on top each month, in 1/10,000: 1,500,136 in 2018-02 to 1,566,647 in 2019-06.
pub(crate) const GROWTH: u64 = 27;

/// The last month, 2019-11; month 0 is 2018-03.
pub(crate) const LAST_MONTH: u32 = 20;

/// DMARC adoption in `month` as a share of its end, in 1/1,000,000: a synthetic curve that starts at 42 % and rises
/// somewhat faster towards the end.
pub(crate) const fn dmarc_share(month: u32) -> u64 {
    let m = month as u64;
    420_000 + 17_000 * m + 600 * m * m
}

/// SPF adoption in `month` as a share of its end, in 1/1,000,000 (synthetic).
pub(crate) const fn spf_share(month: u32) -> u64 {
    1_000_000 - 1_500 * (LAST_MONTH - month) as u64
}
