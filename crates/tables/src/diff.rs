//! Transitions: every name followed from one snapshot to the next.
//!
//! Both snapshots are in canonical DNS order, so they are merged slice by slice and memory stays bounded. The stocks are
//! also counted apart from the merge, and must agree with what the flows give: stock(B) = stock(A) + in - out.

mod cursor;

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};

use self::cursor::{Cursor, Interner, Stocks};
use crate::build::{Snapshot, open_snapshots};
use crate::compile::check_states;
use crate::def::DiffDef;
use crate::grid::{Cell, CellKind, Grid};
use crate::order::compare_names;
use crate::scan::Input;
use crate::sql::key_name;
use crate::table::Key;
use crate::trend::find_breaks;
use crate::{Result, TableError};

/// The state of a name whose state expression is null.
pub const UNKNOWN: &str = "(unknown)";

/// The state of a name in a snapshot that does not have it.
pub const ABSENT: &str = "(absent)";

/// What became of the names of one snapshot in a later one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diff {
    /// Date of the earlier snapshot.
    pub snapshot_a: String,
    /// Date of the later snapshot.
    pub snapshot_b: String,
    /// Names of the key columns.
    pub keys: Vec<String>,
    /// Names by group, state at A and state at B.
    pub transitions: Vec<Transition>,
    /// Stocks and flows by group and state.
    pub balances: Vec<Balance>,
    /// Gaps, and changes of definitions between the two.
    pub notes: Vec<String>,
}

/// Names of one group that went from one state to another (or stayed).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transition {
    /// The group: the name's keys in snapshot B, or in A if it left.
    pub keys: Vec<Key>,
    /// What the state is about.
    pub state: String,
    /// What kind of transition it is.
    pub flow: Flow,
    /// State in snapshot A; [`ABSENT`] if it entered.
    pub from: String,
    /// State in snapshot B; [`ABSENT`] if it left.
    pub to: String,
    /// Number of names.
    pub names: u64,
}

/// Kinds of transitions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flow {
    /// In both snapshots, in the same state.
    Kept,
    /// In both snapshots, in another state.
    Moved,
    /// Only in snapshot B.
    Entered,
    /// Only in snapshot A.
    Left,
}

impl Flow {
    /// `kept`, `moved`, `entered`, `left`.
    pub fn label(self) -> &'static str {
        match self {
            Flow::Kept => "kept",
            Flow::Moved => "moved",
            Flow::Entered => "entered",
            Flow::Left => "left",
        }
    }
}

/// Stock and flows of one state in one group: `stock_b = stock_a + moved_in + entered - moved_out - left`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Balance {
    /// The group.
    pub keys: Vec<Key>,
    /// What the state is about.
    pub state: String,
    /// The state.
    pub value: String,
    /// Names in the state at A.
    pub stock_a: u64,
    /// Names that came from another state.
    pub moved_in: u64,
    /// Names not in A.
    pub entered: u64,
    /// Names that went to another state.
    pub moved_out: u64,
    /// Names not in B.
    pub left: u64,
    /// Names in the state at B.
    pub stock_b: u64,
}

/// Compares two snapshots name by name.
///
/// # Errors
/// A definition that does not suit the files, files that cannot be read or are not in canonical DNS order
/// ([`TableError::Unordered`]), or stocks that disagree with the flows ([`TableError::Unbalanced`]).
pub fn diff(a: &Input, b: &Input, def: &DiffDef) -> Result<Diff> {
    let notes = find_breaks(&[a.clone(), b.clone()])?;
    let (before, after) = (open_one(a)?, open_one(b)?);
    check_states(def)?;
    let mut interner = Interner::default();
    let mut left = Cursor::open(&before, def)?;
    let mut right = Cursor::open(&after, def)?;
    let pairs = merge(&mut left, &mut right, &mut interner)?;
    let transitions = list_transitions(&pairs, &interner, def);
    let balances = balance(&transitions, def);
    check_stocks(&left.stocks, &a.snapshot, &balances, def, |balance| balance.stock_a)?;
    check_stocks(&right.stocks, &b.snapshot, &balances, def, |balance| balance.stock_b)?;
    Ok(Diff {
        snapshot_a: a.snapshot.clone(),
        snapshot_b: b.snapshot.clone(),
        keys: def.by.iter().map(|text| key_name(text)).collect(),
        transitions,
        balances,
        notes,
    })
}

impl Diff {
    /// Columns `snapshot_a`, `snapshot_b`, the keys, `state`, `flow`, `from`, `to`, `names`.
    pub fn transitions_grid(&self) -> Grid {
        let mut grid = self.grid("transitions", &["state", "flow", "from", "to"], &["names"]);
        for t in &self.transitions {
            let texts = [&t.state, t.flow.label(), &t.from, &t.to];
            grid.rows.push(self.cells(&t.keys, &texts, &[t.names]));
        }
        grid
    }

    /// Columns `snapshot_a`, `snapshot_b`, the keys, `state`, `value`, `stock_a`, `moved_in`, `entered`, `moved_out`,
    /// `left`, `stock_b`.
    pub fn balances_grid(&self) -> Grid {
        let counts = ["stock_a", "moved_in", "entered", "moved_out", "left", "stock_b"];
        let mut grid = self.grid("balances", &["state", "value"], &counts);
        for b in &self.balances {
            let counts = [b.stock_a, b.moved_in, b.entered, b.moved_out, b.left, b.stock_b];
            grid.rows.push(self.cells(&b.keys, &[&b.state, &b.value], &counts));
        }
        grid
    }

    fn grid(&self, name: &str, texts: &[&str], counts: &[&str]) -> Grid {
        let mut grid = Grid::new(name, BTreeMap::new());
        grid.add_column("snapshot_a", CellKind::Date);
        grid.add_column("snapshot_b", CellKind::Date);
        self.keys.iter().for_each(|key| grid.add_column(key, CellKind::Text));
        texts.iter().for_each(|text| grid.add_column(text, CellKind::Text));
        counts.iter().for_each(|count| grid.add_column(count, CellKind::Count));
        grid
    }

    fn cells(&self, keys: &[Key], texts: &[&str], counts: &[u64]) -> Vec<Cell> {
        let mut cells = vec![Cell::Text(self.snapshot_a.clone()), Cell::Text(self.snapshot_b.clone())];
        cells.extend(keys.iter().map(|key| key.value().map_or(Cell::Null, |v| Cell::Text(v.to_owned()))));
        cells.extend(texts.iter().map(|text| Cell::Text((*text).to_owned())));
        cells.extend(counts.iter().map(|count| Cell::Count(*count)));
        cells
    }
}

fn open_one(input: &Input) -> Result<Snapshot> {
    Ok(open_snapshots(std::slice::from_ref(input))?.remove(0))
}

/// Numbers of names by (keys and states at A, at B), as interned; none where the snapshot lacks the name.
type Pairs = HashMap<(Option<u32>, Option<u32>), u64>;

fn merge(left: &mut Cursor, right: &mut Cursor, interner: &mut Interner) -> Result<Pairs> {
    let mut pairs = Pairs::new();
    left.advance(interner)?;
    right.advance(interner)?;
    loop {
        let order = match (left.current(), right.current()) {
            (None, None) => return Ok(pairs),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some((a, _)), Some((b, _))) => compare_names(a, b),
        };
        let from = left.current().filter(|_| order.is_le()).map(|(_, id)| id);
        let to = right.current().filter(|_| order.is_ge()).map(|(_, id)| id);
        *pairs.entry((from, to)).or_default() += 1;
        if order.is_le() {
            left.advance(interner)?;
        }
        if order.is_ge() {
            right.advance(interner)?;
        }
    }
}

fn list_transitions(pairs: &Pairs, interner: &Interner, def: &DiffDef) -> Vec<Transition> {
    let mut sums: BTreeMap<(usize, Vec<Key>, Flow, String, String), u64> = BTreeMap::new();
    let values = |id: Option<u32>| id.map(|id| interner.values(id));
    for ((from, to), names) in pairs {
        let (from, to) = (values(*from), values(*to));
        let keys: Vec<Key> = to.or(from).unwrap_or_default()[..def.by.len()]
            .iter()
            .map(|value| value.clone().map_or(Key::None, Key::Value))
            .collect();
        for s in 0..def.states.len() {
            let state = |values: Option<&[Option<String>]>| match values {
                Some(values) => values[def.by.len() + s].clone().unwrap_or_else(|| UNKNOWN.to_owned()),
                None => ABSENT.to_owned(),
            };
            let (a, b) = (state(from), state(to));
            let flow = match (from, to) {
                (None, _) => Flow::Entered,
                (_, None) => Flow::Left,
                _ if a == b => Flow::Kept,
                _ => Flow::Moved,
            };
            *sums.entry((s, keys.clone(), flow, a, b)).or_default() += names;
        }
    }
    let transition = |((s, keys, flow, from, to), names)| {
        let state: usize = s;
        Transition { keys, state: def.states[state].name.clone(), flow, from, to, names }
    };
    sums.into_iter().map(transition).collect()
}

fn balance(transitions: &[Transition], def: &DiffDef) -> Vec<Balance> {
    let position = |name: &str| def.states.iter().position(|s| s.name == name);
    let mut balances: BTreeMap<(Option<usize>, Vec<Key>, String), Balance> = BTreeMap::new();
    let mut book = |t: &Transition, value: &String, enter: &dyn Fn(&mut Balance)| {
        let key = (position(&t.state), t.keys.clone(), value.clone());
        enter(balances.entry(key).or_insert_with(|| Balance {
            keys: t.keys.clone(),
            state: t.state.clone(),
            value: value.clone(),
            ..Balance::default()
        }));
    };
    for t in transitions {
        let names = t.names;
        match t.flow {
            Flow::Kept => book(t, &t.from, &|b| (b.stock_a, b.stock_b) = (b.stock_a + names, b.stock_b + names)),
            Flow::Moved => {
                book(t, &t.from, &|b| (b.stock_a, b.moved_out) = (b.stock_a + names, b.moved_out + names));
                book(t, &t.to, &|b| (b.stock_b, b.moved_in) = (b.stock_b + names, b.moved_in + names));
            }
            Flow::Entered => book(t, &t.to, &|b| (b.stock_b, b.entered) = (b.stock_b + names, b.entered + names)),
            Flow::Left => book(t, &t.from, &|b| (b.stock_a, b.left) = (b.stock_a + names, b.left + names)),
        }
    }
    balances.into_values().collect()
}

/// Compares stocks counted directly with those derived from flows.
fn check_stocks(
    stocks: &Stocks,
    snapshot: &str,
    balances: &[Balance],
    def: &DiffDef,
    stock: impl Fn(&Balance) -> u64,
) -> Result<()> {
    for (state, counted) in def.states.iter().zip(stocks) {
        let mut derived: BTreeMap<&str, u64> = BTreeMap::new();
        for balance in balances.iter().filter(|b| b.state == state.name) {
            *derived.entry(&balance.value).or_default() += stock(balance);
        }
        let known = counted.keys().map(String::as_str);
        for value in derived.keys().copied().chain(known) {
            let counted = counted.get(value).copied().unwrap_or_default();
            let derived = derived.get(value).copied().unwrap_or_default();
            if counted != derived {
                let (state, value) = (state.name.clone(), value.to_owned());
                return Err(TableError::Unbalanced { state, value, snapshot: snapshot.to_owned(), counted, derived });
            }
        }
    }
    Ok(())
}
