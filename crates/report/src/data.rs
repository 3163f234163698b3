//! What a report is made from. Dates are `YYYY-MM-DD`; any other text may hold anything.

/// All that a report shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReportData {
    /// What was counted: ".jp".
    pub title: String,
    /// Dates of the snapshots, ascending.
    pub snapshots: Vec<String>,
    /// The tables over all snapshots, in the order of the pipeline.
    pub tables: Vec<Table>,
    /// What became of the names between the last two snapshots.
    pub diff: Option<Diff>,
    /// The runs behind the snapshots, ascending.
    pub runs: Vec<RunFacts>,
}

/// A table in long form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// Its name, which decides where and how it is shown.
    pub name: String,
    /// One line for the reader.
    pub title: String,
    /// Names of the key columns.
    pub keys: Vec<String>,
    /// The rates of all snapshots.
    pub rows: Vec<Row>,
    /// What a reader must know: gaps between snapshots, changed definitions.
    pub notes: Vec<String>,
}

/// One rate.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// Date of the snapshot.
    pub snapshot: String,
    /// The group, in the order of [`Table::keys`].
    pub keys: Vec<Key>,
    /// Name of the metric.
    pub metric: String,
    /// Names that count.
    pub numerator: u64,
    /// Names that could count.
    pub denominator: u64,
    /// What the denominator is, in words.
    pub denominator_name: String,
    /// Names left out of both because the answer is unknown.
    pub unknown: u64,
}

/// Value of a key column.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// A value found in the data.
    Value(String),
    /// The k most common values together.
    Top(usize),
    /// Names without a value.
    None,
    /// All values beyond those listed.
    Other,
    /// All names.
    Total,
}

/// Names followed from one snapshot to a later one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diff {
    /// Date of the earlier snapshot.
    pub from: String,
    /// Date of the later snapshot.
    pub to: String,
    /// Names by group, state before and state after.
    pub transitions: Vec<Transition>,
    /// Gaps, and changes of definitions between the two.
    pub notes: Vec<String>,
}

/// Names that went from one state to another, or stayed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transition {
    /// What the state is about: "dmarc_policy".
    pub state: String,
    /// Kind of transition.
    pub flow: Flow,
    /// State before; of no meaning if the names entered.
    pub from: String,
    /// State after; of no meaning if the names left.
    pub to: String,
    /// Number of names.
    pub names: u64,
}

/// Kinds of transitions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// In both snapshots, in the same state.
    Kept,
    /// In both snapshots, in another state.
    Moved,
    /// Only in the later one.
    Entered,
    /// Only in the earlier one.
    Left,
}

/// The facts of the run that made a snapshot.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RunFacts {
    /// Date of the snapshot.
    pub snapshot: String,
    /// Name and title of the pipeline.
    pub pipeline: String,
    /// The files read, in order: inputs, then the cohort, then what the collector told beside the records.
    pub inputs: Vec<Input>,
    /// Names counted.
    pub domains: u64,
    /// Names that would count if they were not public suffixes of the taxonomy.
    pub suffixes: u64,
    /// Records read.
    pub records: u64,
    /// Records that could not be read.
    pub rejects: u64,
    /// The same by kind, where that is known.
    pub rejects_by_kind: Vec<(String, u64)>,
    /// The lookups that counted as collected.
    pub collected: Vec<String>,
    /// Versions: of the program, the definitions, the taxonomy.
    pub versions: Vec<(String, String)>,
    /// Begin, RFC 3339.
    pub started: String,
    /// End, RFC 3339.
    pub finished: String,
    /// Bytes that the run wrote to disk and read back because they were too many for its memory.
    pub spilled_bytes: u64,
}

/// A file that was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Input {
    /// As the user named it.
    pub path: String,
    /// Bytes on disk; none for a pipe.
    pub bytes: Option<u64>,
    /// BLAKE3 of those bytes, in hexadecimal; none for a pipe.
    pub blake3: Option<String>,
    /// Records (of other files: rows) read.
    pub records: u64,
    /// Records that could not be read.
    pub rejects: u64,
}
