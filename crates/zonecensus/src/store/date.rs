//! The date of a snapshot.

use jiff::civil::Date;
use std::fmt;
use std::str::FromStr;

/// The date of a snapshot, `YYYY-MM-DD`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SnapshotDate(Date);

impl SnapshotDate {
    /// Today, UTC.
    pub fn today() -> SnapshotDate {
        SnapshotDate(jiff::tz::TimeZone::UTC.to_datetime(jiff::Timestamp::now()).date())
    }

    /// Days since 1970-01-01.
    pub fn days(self) -> i32 {
        let epoch = Date::constant(1970, 1, 1);
        epoch.duration_until(self.0).as_hours().div_euclid(24) as i32
    }
}

impl FromStr for SnapshotDate {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let digits = |range| text.get(range).is_some_and(|t: &str| t.bytes().all(|b| b.is_ascii_digit()));
        let shaped = text.len() == 10 && digits(0..4) && digits(5..7) && digits(8..10);
        let parsed = shaped.then(|| text.parse().ok()).flatten();
        parsed.map(SnapshotDate).ok_or_else(|| "not a date as YYYY-MM-DD, such as 2019-11-01".to_owned())
    }
}

impl fmt::Display for SnapshotDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}
