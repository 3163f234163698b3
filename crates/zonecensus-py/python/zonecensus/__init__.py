"""The census of a DNS zone.

* :func:`scan` streams the records of zone files.
* :func:`census` counts a snapshot into a store; :func:`demo` makes one to play with.
* :func:`tables`, :func:`trend`, :func:`diff` are adoption rates of a store, each with numerator, denominator and its name.
* :func:`domains` is one row per domain, with every fact; :func:`explain` is all of one domain, with the records it comes from.
* :func:`report` is the store as one HTML page.

Everything that has rows gives them out through the Arrow PyCapsule interface: ``pl.DataFrame(x)`` in polars,
``pd.DataFrame.from_arrow(x)`` in pandas, ``pa.table(x)`` in pyarrow, ``duckdb.sql("from x")`` in DuckDB. None of them is needed to import
this package.

Errors are :class:`ZoneError` with ``kind``, ``file``, ``line`` and ``column``. Long work runs without the GIL and ends on Ctrl-C.
"""

from __future__ import annotations

import atexit
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from . import _zonecensus
from ._errors import ArgumentError, InputError, PipelineError, RecordError, StoreError, ZoneError
from ._results import Census, Demo, Diff, Explanation, Pivot, Rows, Table, Tables
from ._scan import Domains, Scan

try:
    __version__ = version("zonecensus")
except PackageNotFoundError:  # run from a source tree
    __version__ = "0"

__all__ = [
    "ArgumentError",
    "Census",
    "Demo",
    "Diff",
    "Domains",
    "Explanation",
    "InputError",
    "PipelineError",
    "Pivot",
    "RecordError",
    "Rows",
    "Scan",
    "StoreError",
    "Table",
    "Tables",
    "ZoneError",
    "census",
    "demo",
    "diff",
    "domains",
    "explain",
    "report",
    "scan",
    "snapshots",
    "tables",
    "trend",
]

StrPath = str | os.PathLike[str]
Progress = Callable[[str, int, int], object]

_LAST_MONTH = 20
"""The synthetic registry ends in 2019-11, month 20 from 2018-03."""
_DEMO_LOOKUPS = ["NS", "DS", "MX", "TXT", "_dmarc", "_mta-sts", "_smtp._tls", "default._bimi"]
_DEMO_SEED = 20_260_808


def scan(
    path: StrPath | Iterable[StrPath],
    types: Iterable[str] | None = ("MX", "TXT"),
    origin: str | None = None,
    *,
    canonical: bool = False,
    include: bool = False,
    strict: bool = False,
    stop_after: int | None = None,
) -> Scan:
    """The records of zone files, read when a consumer asks for them and as often as it asks.

    Args:
        path: a zone file, plain, gzip or zstd (told apart by content); a folder of them; or several of these.
        types: the RR types wanted (``"MX"``, ``"TYPE65280"``); others are stepped over. None for all.
        origin: completes relative names; without it each file's $ORIGIN, SOA or name does.
        canonical: owners in lower case and data in canonical form (RFC 4034 6.2), as ``zonecensus records`` prints them, rather than as
            written. Slower: the data of every record is decoded and copied.
        include: carry out $INCLUDE, within the folder of the zone file.
        strict: stop at the first record that cannot be read.
        stop_after: stop when more than so many could not be read.

    Returns:
        A :class:`Scan`, with one row per record in the order of the files:

        ======  ==========  ====================================================================================
        column  Arrow type  what it is
        ======  ==========  ====================================================================================
        file    Utf8View    the file as named
        owner   Utf8View    absolute, with its final dot; letter case as written; RFC 1035 escapes
        ttl     UInt32      seconds
        class   Utf8View    ``IN``, …, or ``CLASSnnn`` (RFC 3597)
        type    Utf8View    ``MX``, …, or ``TYPEnnn`` (RFC 3597)
        rdata   Utf8View    presentation form on one line, names absolute; bytes that are no UTF-8 text as ``\\DDD``
        at      UInt64      offset of the record in the plain bytes of its file
        ======  ==========  ====================================================================================

        Text is not copied: it points into the file, which stays mapped while a batch lives. Memory does not grow with the file unless
        the consumer keeps the rows. A record that cannot be read costs that record: see :attr:`Scan.rejects`.

    Raises:
        InputError: there is no such file.
        ArgumentError: a type or origin that is none.

    With ``strict`` or ``stop_after``, iterating over the batches raises :class:`RecordError` with file, line and column. A consumer of
    the stream raises an exception of its own with the same message; :attr:`Scan.error` has the place.
    """
    limit = 0 if strict else stop_after
    names = None if types is None else [types] if isinstance(types, str) else list(types)
    return Scan(_zonecensus.Scan(_paths(path), names, origin, include, limit, canonical))


def census(
    pipeline: StrPath,
    inputs: StrPath | Iterable[StrPath],
    store: StrPath,
    snapshot: str,
    *,
    cohort: StrPath | None = None,
    origin: str | None = None,
    include: bool = False,
    strict: bool = False,
    stop_after: int | None = None,
    sts_policies: StrPath | None = None,
    outcomes: StrPath | None = None,
    collected: Iterable[str] | None = None,
    replace: bool = False,
    memory: int | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Census:
    """Counts a snapshot into a store, which gets it whole or not at all: the main job.

    Args:
        pipeline: what to count: a pipeline file, or the name of a bundled one (``"jp"``, ``"gov"``, …).
        inputs: zone files, plain or compressed, and folders of them: the zone, and the answers collected for its names.
        store: the store, a folder, made if it is not there.
        snapshot: its date, ``YYYY-MM-DD``.
        cohort: CSV to join on the domain name, in place of the one that the pipeline names.
        origin: completes relative names; without it each file's $ORIGIN, SOA or name does.
        include: carry out $INCLUDE, within the folder of the zone file.
        strict: fail at the first record that cannot be read.
        stop_after: fail when more than so many could not be read.
        sts_policies: CSV of MTA-STS policies that were fetched: ``domain``, ``mode``, and if there ``max_age``, ``mx``.
        outcomes: CSV of lookups that gave no record: ``domain``, ``lookup``, ``outcome`` (``nodata``, ``nxdomain``, ``error``).
        collected: lookups that were made for every name (``"MX"``, ``"_dmarc"``, …), in place of what the pipeline says.
        replace: put the snapshot in the place of the one that the store has of that date.
        memory: bytes of memory for evidence, which goes to disk beyond about half of it. None for half of what the machine has to spare.
        threads: worker threads; None for as many as there are processors.
        progress: called about every batch with the stage (``"read"``, ``"merge"``, ``"tables"``) and two numbers: while reading, the plain
            bytes and the records read so far; while merging, the names written and their number or an upper bound of it, 0 before it is known. An exception it raises ends the run.

    Raises:
        PipelineError: a mistake in the pipeline or the cohort, with file and line.
        InputError: an input that cannot be read.
        RecordError: more records that cannot be read than allowed.
        StoreError: the store has a snapshot of that date.
    """
    facts, built, unmatched = _zonecensus.run_census(
        os.fspath(pipeline),
        _paths(inputs),
        os.fspath(store),
        snapshot,
        origin=origin,
        include=include,
        stop_after=0 if strict else stop_after,
        cohort=_optional(cohort),
        sts_policies=_optional(sts_policies),
        outcomes=_optional(outcomes),
        collected=None if collected is None else list(collected),
        replace=replace,
        memory=memory,
        threads=threads,
        progress=progress,
    )
    return Census(Path(store), snapshot, json.loads(facts), Tables(built), unmatched)


def snapshots(store: StrPath) -> list[str]:
    """Dates of the snapshots in a store, ascending, ``YYYY-MM-DD``."""
    return _zonecensus.snapshots(os.fspath(store))


def tables(
    store: StrPath,
    names: str | Iterable[str] = (),
    *,
    snapshot: str | None = None,
    pipeline: StrPath | None = None,
) -> Tables:
    """Adoption tables of one snapshot, built from its domains: the numbers of ``zonecensus tables``. The store stays as it is.

    Args:
        store: the store.
        names: only these tables; all if none is named.
        snapshot: date of the snapshot; the last one if left out.
        pipeline: takes definitions from this pipeline instead of the one recorded in the store.
    """
    return Tables(_zonecensus.build_tables(os.fspath(store), _names(names), snapshot, _optional(pipeline)))


def trend(store: StrPath, names: str | Iterable[str] = (), *, pipeline: StrPath | None = None) -> Tables:
    """Tables over every snapshot of a store: the rows of :func:`tables` for each, with notes on what keeps them from being compared.

    See :meth:`Table.over_time` for one metric with a column per snapshot.
    """
    return Tables(_zonecensus.build_trend(os.fspath(store), _names(names), _optional(pipeline)))


def diff(store: StrPath, before: str, after: str, *, pipeline: StrPath | None = None) -> Diff:
    """What became of the names of one snapshot in a later one, as states that the pipeline follows, with flows that reconcile."""
    transitions, balances, notes = _zonecensus.build_diff(os.fspath(store), before, after, _optional(pipeline))
    span = f"{before} to {after}"
    return Diff(before, after, Rows(transitions, f"Transitions, {span}"), Rows(balances, f"Stocks and flows, {span}"), notes)


def explain(
    source: StrPath | Iterable[StrPath],
    domain: str,
    *,
    snapshot: str | None = None,
    pipeline: StrPath | None = None,
    cohort: StrPath | None = None,
    origin: str | None = None,
) -> Explanation:
    """Every fact of one domain, and the records it comes from with file and line.

    Args:
        source: a store; or zone files.
        domain: its name, also in Unicode.
        snapshot: of a store: date of the snapshot; the last one if left out.
        pipeline: of zone files: how to count them; every delegation is a name if left out.
        cohort: of zone files: CSV to join on the domain name.
        origin: of zone files: completes relative names.

    Raises:
        StoreError: no such domain; the hint has names much like it.
    """
    name, date, facts, records, missing = _zonecensus.explain(
        _paths(source), domain, snapshot, _optional(pipeline), _optional(cohort), origin
    )
    return Explanation(name, date, Rows(facts, f"Facts of {name}"), Rows(records, f"Records of {name}"), missing)


def domains(store: StrPath, snapshot: str | None = None) -> Domains:
    """The facts of a snapshot (the last one if no date is given): one row per domain, in canonical DNS order.

    Columns, their types and states are those of docs/COLUMNS.md. Unknown is null: a lookup that was not collected is not an absent record.
    The result goes to polars, pandas, DuckDB and pyarrow as a stream; its :attr:`Domains.paths` are the Parquet files, for engines that
    read only what a query needs: ``pl.scan_parquet(zc.domains(store).paths)``.
    """
    return Domains(_zonecensus.Domains(os.fspath(store), snapshot))


def report(
    store: StrPath, *, snapshot: str | None = None, lang: str = "en", pipeline: StrPath | None = None
) -> str:
    """The store up to a snapshot as one HTML page that opens offline, in English (``en``) or Japanese (``ja``)."""
    if lang not in ("en", "ja"):
        raise ArgumentError(f"lang: {lang!r} is neither 'en' nor 'ja'", kind="argument")
    return _zonecensus.build_report(os.fspath(store), snapshot, lang == "ja", _optional(pipeline))


def demo(
    folder: StrPath | None = None,
    *,
    domains: int = 20_000,
    months: Iterable[int] = (-12, -6, 0),
    seed: int = _DEMO_SEED,
    progress: Progress | None = None,
) -> Demo:
    """A synthetic .jp, calibrated to the survey published in 2019, generated and counted in seconds. Nothing is downloaded.

    Args:
        folder: where ``zones`` and ``store`` go; a temporary folder that vanishes with the process if left out.
        domains: names in each snapshot.
        months: which snapshots, counted from 2019-11-01 (0) back to 2018-03-01 (-20).
        seed: equal seeds give equal bytes.
        progress: as in :func:`census`.
    """
    if folder is None:
        folder = tempfile.mkdtemp(prefix="zonecensus-demo-")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
    root = Path(folder)
    store = root / "store"
    zones: dict[str, list[Path]] = {}
    for month in sorted(set(months)):
        if not -_LAST_MONTH <= month <= 0:
            raise ArgumentError(f"months: {month} is not from -{_LAST_MONTH} to 0", kind="argument")
        date, paths = _zonecensus.write_synthetic(os.fspath(root / "zones"), domains, month + _LAST_MONTH, seed)
        zones[date] = [Path(path) for path in paths]
        census("jp", zones[date], store, date, collected=_DEMO_LOOKUPS, replace=True, progress=progress)
    return Demo(store, sorted(zones), zones)


def _paths(path: StrPath | Iterable[StrPath]) -> list[str]:
    if isinstance(path, (str, os.PathLike)):
        return [os.fspath(path)]
    return [os.fspath(one) for one in path]


def _names(names: str | Iterable[str]) -> list[str]:
    return [names] if isinstance(names, str) else list(names)


def _optional(path: StrPath | None) -> str | None:
    return None if path is None else os.fspath(path)
