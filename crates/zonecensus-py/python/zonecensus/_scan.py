"""Rows that are read from files when a consumer asks for them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from . import _html
from ._errors import ZoneError
from ._results import Rows
from ._zonecensus import Batch
from ._zonecensus import Domains as _Domains
from ._zonecensus import Scan as _Scan


class Scan:
    """Zone files to be read; see :func:`zonecensus.scan`. Every consumer that takes the stream reads them anew.

    Iterating gives batches of some thousand records, each of which goes to polars, pandas, DuckDB or pyarrow by itself::

        for batch in zonecensus.scan("big.zone.zst"):
            frame = pl.DataFrame(batch)
    """

    def __init__(self, scan: _Scan) -> None:
        self._scan = scan

    @property
    def paths(self) -> list[Path]:
        """The files, in the order in which they are read."""
        return [Path(path) for path in self._scan.paths]

    @property
    def records(self) -> int:
        """Records read so far by the last reading, those on their way to the consumer included."""
        return self._scan.records

    @property
    def bytes(self) -> int:
        """Plain bytes read so far by the last reading."""
        return self._scan.bytes

    @property
    def finished(self) -> bool:
        """True once the last reading has come to the end of the last file."""
        return self._scan.finished

    @property
    def rejected(self) -> int:
        """How many records the last reading could not read so far."""
        return self._scan.rejected

    @property
    def rejects(self) -> Rows:
        """What the last reading could not read so far, the first 100,000 at most.

        Columns: ``file``, ``line`` and ``column`` (UInt64, from 1, in bytes), ``byte`` (UInt64, offset in the plain bytes), ``kind``,
        ``message``, ``text`` (Binary: the first line as written, at most 200 bytes; hostile).
        """
        return Rows(self._scan.rejects, "Records that could not be read")

    @property
    def error(self) -> ZoneError | None:
        """What broke off the last reading."""
        return self._scan.error

    def __iter__(self) -> Iterator[Batch]:
        return iter(self._scan)

    def __repr__(self) -> str:
        state = f"{self.records:,} records, {self.rejected:,} rejects" + ("" if self.finished else " so far")
        return f"<Scan of {', '.join(map(repr, map(str, self.paths)))}: {state}>"

    def __arrow_c_schema__(self) -> object:
        return self._scan.__arrow_c_schema__()

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self._scan.__arrow_c_stream__(requested_schema)


class Domains:
    """The facts of one snapshot; see :func:`zonecensus.domains`."""

    def __init__(self, domains: _Domains) -> None:
        self._domains = domains

    @property
    def paths(self) -> list[Path]:
        """The Parquet files, in the order of their rows."""
        return [Path(path) for path in self._domains.paths]

    @property
    def snapshot(self) -> str:
        """Date of the snapshot."""
        return self._domains.snapshot

    @property
    def columns(self) -> list[str]:
        """Names of the columns."""
        return self._domains.columns

    def definition(self, column: str) -> str:
        """What a column says, with the document it goes by."""
        for name, text, rfc in self._domains.definitions:
            if name == column:
                return f"{text} ({rfc})" if rfc else text
        raise KeyError(f"no column {column!r}")

    def __len__(self) -> int:
        return len(self._domains)

    def __repr__(self) -> str:
        return f"<Domains of {self.snapshot}: {len(self):,} rows, {len(self.columns)} columns>"

    def _repr_html_(self) -> str:
        heads = [("column", "", True), ("what it says", "", True), ("document", "", True)]
        rows = [[_html.text(name), _html.text(text), _html.text(rfc)] for name, text, rfc in self._domains.definitions]
        return _html.table(f"{len(self):,} domains on {self.snapshot}", heads, rows)

    def __arrow_c_schema__(self) -> object:
        return self._domains.__arrow_c_schema__()

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self._domains.__arrow_c_stream__(requested_schema)
