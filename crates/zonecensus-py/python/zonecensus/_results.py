"""Results: rows that go to polars, pandas, DuckDB or pyarrow as they are, and that look well in a notebook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import _html
from ._zonecensus import Frame as _Frame
from ._zonecensus import Table as _Table


class Rows:
    """Rows with named columns, in memory: ``pl.DataFrame(rows)``, ``pd.DataFrame.from_arrow(rows)``, ``pa.table(rows)``, or
    ``duckdb.sql("from rows")``.
    """

    def __init__(self, frame: _Frame, title: str = "") -> None:
        self._frame = frame
        self.title = title

    @property
    def columns(self) -> list[str]:
        """Names of the columns."""
        return self._frame.columns

    def rows(self) -> list[tuple[Any, ...]]:
        """The rows as tuples, in the order of the columns; None where there is no value."""
        return self._frame.rows()

    def to_dicts(self) -> list[dict[str, Any]]:
        """The rows as dictionaries."""
        columns = self.columns
        return [dict(zip(columns, row)) for row in self.rows()]

    def __len__(self) -> int:
        return len(self._frame)

    def __repr__(self) -> str:
        return f"<{self.title or 'Rows'}: {len(self)} rows of {', '.join(self.columns)}>"

    def _repr_html_(self) -> str:
        rows = self.rows()
        shown = [[_cell(value) for value in row] for row in rows[: _html.MOST_ROWS]]
        is_text = [all(row[at][1] != "number" for row in shown) for at in range(len(self.columns))]
        heads = [(name, "", text) for name, text in zip(self.columns, is_text)]
        return _html.table(self.title, heads, shown, length=len(rows))

    def __arrow_c_schema__(self) -> object:
        return self._frame.__arrow_c_schema__()

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self._frame.__arrow_c_stream__(requested_schema)


def _cell(value: object) -> _html.Cell:
    if isinstance(value, bool) or not isinstance(value, (int, float, list, bytes)):
        return _html.text(value)
    if isinstance(value, list):
        return _html.text(", ".join(map(str, value)))
    if isinstance(value, bytes):
        return _html.text(value.decode("ascii", "backslashreplace"))
    return _html.count(value) if isinstance(value, int) else (f"{value:.4f}", "number", "")


@dataclass(frozen=True)
class Pivot:
    """A table for display: a line per group, a column per metric or per snapshot."""

    title: str
    keys: list[str]
    """Heads of the key columns."""
    heads: list[str]
    """Heads of the value columns."""
    denominator_names: list[str]
    """What each column is a rate of."""
    lines: list[tuple[list[str], bool, list[tuple[int, int, int] | None]]]
    """Per line: labels of the keys, whether it is a total, and per column (numerator, denominator, unknown) or None."""
    notes: list[str] = field(default_factory=list)

    def _repr_html_(self) -> str:
        heads = [(key, "", True) for key in self.keys] or [("", "", True)]
        heads += [(head, f"% of {of}", False) for head, of in zip(self.heads, self.denominator_names)]
        rows, totals = [], []
        for labels, is_total, cells in self.lines:
            rates = [_rate(cell, of) for cell, of in zip(cells, self.denominator_names)]
            rows.append([_html.text(label) for label in labels or ["all"]] + rates)
            totals.append(is_total)
        length = len(rows)
        return _html.table(
            self.title, heads, rows[: _html.MOST_ROWS], totals=totals, notes=self.notes, length=length
        )


def _rate(cell: tuple[int, int, int] | None, of: str) -> _html.Cell:
    if cell is None:
        return ("", "none", "")
    numerator, denominator, unknown = cell
    hover = f"{numerator:,} of {denominator:,} {of}"
    if unknown:
        hover += f"; {unknown:,} unknown, left out"
    if denominator == 0:
        return ("–", "none", hover)
    return (percent(numerator, denominator), "number", hover)


def percent(numerator: int, denominator: int) -> str:
    """Per cent with one digit, rounded half up, exactly: as the command line prints it."""
    tenths = (2000 * numerator + denominator) // (2 * denominator)
    return f"{tenths // 10}.{tenths % 10}"


class Table:
    """Rates in long form, one row per snapshot, group and metric. Columns:

    ``snapshot`` (Date32), the keys (Utf8, null for names without a value), ``row_kind`` (``group``, ``other``, ``total`` or
    ``cumulative``: only rows of kinds group and other may be added up), ``metric``, ``numerator`` and ``denominator`` (UInt64, names),
    ``denominator_name``, ``unknown`` (UInt64, names left out because the answer is not known), ``rate`` (Float64 from 0 to 1, null
    where the denominator is 0).
    """

    def __init__(self, table: _Table) -> None:
        self._table = table

    @property
    def name(self) -> str:
        """Name of the table."""
        return self._table.name

    @property
    def title(self) -> str:
        """One line for the reader."""
        return self._table.title

    @property
    def keys(self) -> list[str]:
        """Names of the key columns."""
        return self._table.keys

    @property
    def metrics(self) -> list[tuple[str, str]]:
        """The metrics, each with the name of its denominator."""
        return self._table.metrics

    @property
    def notes(self) -> list[str]:
        """What a reader must know: months without a snapshot, definitions that changed."""
        return self._table.notes

    @property
    def metadata(self) -> dict[str, str]:
        """Versions of definitions and taxonomy."""
        return self._table.metadata

    def rows(self) -> list[tuple[Any, ...]]:
        """The rows as tuples."""
        return self._table.frame().rows()

    def to_dicts(self) -> list[dict[str, Any]]:
        """The rows as dictionaries."""
        return Rows(self._table.frame()).to_dicts()

    def to_csv(self) -> str:
        """The rows as CSV (RFC 4180), as ``zonecensus tables --format csv`` prints them."""
        return self._table.to_csv()

    def wide(self) -> Pivot:
        """A line per group (and snapshot, if there are several), a column per metric."""
        return Pivot(self.title, *self._table.wide(), notes=self.notes)

    def over_time(self, metric: str | None = None, denominator_name: str | None = None) -> Pivot:
        """One metric (the first, if none is named) with a column per snapshot."""
        for name, of in self.metrics:
            if metric in (None, name) and denominator_name in (None, of):
                pivot = self._table.by_snapshot(name, of)
                return Pivot(f"{self.title}: {name}", *pivot, notes=self.notes)
        known = ", ".join(f"{name} (of {of})" for name, of in self.metrics)
        raise KeyError(f"no metric {metric!r} of {denominator_name or 'any denominator'}; there are: {known}")

    def __len__(self) -> int:
        return len(self._table)

    def __repr__(self) -> str:
        return self._table.render().rstrip("\n")

    def _repr_html_(self) -> str:
        return self.wide()._repr_html_()

    def __arrow_c_schema__(self) -> object:
        return self._table.__arrow_c_schema__()

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self._table.__arrow_c_stream__(requested_schema)


class Tables(Mapping[str, Table]):
    """Tables by name, in the order of the pipeline."""

    def __init__(self, tables: list[_Table]) -> None:
        self._tables = {table.name: Table(table) for table in tables}

    def __getitem__(self, name: str) -> Table:
        try:
            return self._tables[name]
        except KeyError:
            raise KeyError(f"no table {name!r}; there are: {', '.join(self._tables)}") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)

    def __repr__(self) -> str:
        return "\n".join(f"{name}: {table.title}" for name, table in self._tables.items()) or "no tables"

    def _repr_html_(self) -> str:
        heads = [("table", "", True), ("title", "", True), ("keys", "", True), ("rows", "", False)]
        rows = [
            [_html.text(t.name), _html.text(t.title), _html.text(", ".join(t.keys)), _html.count(len(t))]
            for t in self._tables.values()
        ]
        return _html.table(f"{len(rows)} tables", heads, rows)


@dataclass(frozen=True)
class Diff:
    """What became of the names of one snapshot in a later one."""

    before: str
    after: str
    transitions: Rows
    """``snapshot_a``, ``snapshot_b`` (Date32), the keys, ``state``, ``flow`` (kept, moved, entered, left), ``from``, ``to``, ``names``
    (UInt64): names by state in the first and in the second snapshot; ``(absent)`` where a snapshot lacks the name."""
    balances: Rows
    """Stocks and flows by state: ``stock_b = stock_a + moved_in + entered - moved_out - left``; all UInt64, names."""
    notes: list[str]

    def __repr__(self) -> str:
        return f"<Diff {self.before} to {self.after}: {len(self.transitions)} transitions, {len(self.balances)} balances>"

    def _repr_html_(self) -> str:
        return self.balances._repr_html_()


@dataclass(frozen=True)
class Explanation:
    """Every fact of one domain that is known, and the records it comes from."""

    name: str
    """Lower case, without final dot."""
    snapshot: str | None
    """Date of the snapshot, if it comes from a store."""
    facts: Rows
    """``column``, ``value`` (text), ``records`` (numbers of the records it comes from), ``definition``, ``rfc``."""
    records: Rows
    """``number`` (from 1), ``file``, ``line``, ``column`` (from 1; null for a compressed file), ``byte`` (offset in the plain bytes),
    ``lookup`` (for a CNAME several, separated by blanks), ``record`` (owner, TTL, class, type, canonical data)."""
    missing: list[str]
    """Inputs of the run that are not there any more: their records are not shown."""

    def __getitem__(self, column: str) -> str | None:
        """The value of a column as text; None if it is null."""
        return next((row["value"] for row in self.facts.to_dicts() if row["column"] == column), None)

    def __repr__(self) -> str:
        lines = [f"{self.name}{f' on {self.snapshot}' if self.snapshot else ''}", "", "records"]
        for row in self.records.to_dicts():
            at = f"{row['line']}:{row['column']}" if row["line"] else f"byte {row['byte']}"
            lines.append(f"  [{row['number']}] {row['file']}:{at}: {row['record']}")
        lines.append("facts")
        for row in self.facts.to_dicts():
            lines.append(f"  {row['column']} = {row['value']}{''.join(f' [{n}]' for n in row['records'])}")
        return "\n".join("".join(c if c.isprintable() else _html._show(c) for c in line) for line in lines)

    def _repr_html_(self) -> str:
        return self.records._repr_html_() + self.facts._repr_html_()


@dataclass(frozen=True)
class Census:
    """What a run came to; the facts of it stand in the store as ``runs/DATE.json`` too."""

    store: Path
    snapshot: str
    facts: dict[str, Any]
    """The facts of the run: ``counts`` (domains, records, rejects, plain_bytes), ``inputs`` (path, bytes, blake3, records, rejects),
    ``versions``, ``times`` (seconds), ``collected``, …"""
    tables: Tables
    unmatched_cohort_rows: int
    """Rows of the cohort that are not among the names counted."""

    def __repr__(self) -> str:
        counts = self.facts["counts"]
        return (
            f"<Census of {self.snapshot}: {counts['domains']:,} domains, {counts['records']:,} records, "
            f"{counts['rejects']:,} rejects, {len(self.tables)} tables, in {self.store}>"
        )


@dataclass(frozen=True)
class Demo:
    """A synthetic registry: its store, and the zone files it was counted from."""

    store: Path
    snapshots: list[str]
    """Dates, ascending."""
    zones: dict[str, list[Path]]
    """Per date: the delegation zone, and the answers collected for its names."""

    def __repr__(self) -> str:
        return f"<Demo: {', '.join(self.snapshots)} in {self.store}>"
