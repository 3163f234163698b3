"""scan: what every consumer gets, lazily, and what happens to records that cannot be read."""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import zonecensus as zc

Rows = list[tuple[object, ...]]
COLUMNS = ["file", "owner", "ttl", "class", "type", "rdata", "at"]


def with_polars(scan: object) -> Rows:
    return pl.DataFrame(scan).rows()


def with_pandas(scan: object) -> Rows:
    return list(pd.DataFrame.from_arrow(scan).itertuples(index=False, name=None))


def with_pyarrow(scan: object) -> Rows:
    table = pa.table(scan)
    return list(zip(*(column.to_pylist() for column in table.columns)))


def with_duckdb(scan: object) -> Rows:
    return duckdb.sql("select * from scan").fetchall()


CONSUMERS = [with_polars, with_pandas, with_pyarrow, with_duckdb]


@pytest.mark.parametrize("consume", CONSUMERS)
def test_every_consumer_gets_the_same_rows(small: Path, consume: Callable[[object], Rows]) -> None:
    scan = zc.scan(small)
    rows = consume(scan)
    assert [row[1:6] for row in rows] == [
        ("Mixed.Case.example.", 300, "IN", "MX", "10 mail.example."),
        ("Mixed.Case.example.", 300, "IN", "TXT", '"v=spf1 -all" "second string"'),
        ("hostile.example.", 3600, "IN", "TXT", '"<script>alert(1)</script>"'),
        ("utf8.example.", 3600, "IN", "TXT", '"日本"'),
        ("latin.example.", 3600, "IN", "TXT", '"caf\\233"'),
        ("last.example.", 3600, "CH", "TXT", '"chaos"'),
    ]
    assert {row[0] for row in rows} == {str(small)}
    content = small.read_bytes()
    assert content[rows[0][6] :].startswith(b"Mixed.Case")
    assert scan.records == 6 and scan.finished


@pytest.mark.parametrize("consume", CONSUMERS)
def test_gov_has_the_records_of_the_command_line(gov: Path, cli: Callable[..., str], consume: Callable[[object], Rows]) -> None:
    expected = [tuple(line.split("\t")) for line in cli("records", gov).splitlines()]
    scan = zc.scan(gov, types=None, canonical=True)
    rows = [(owner, str(ttl), cls, rtype, rdata) for _, owner, ttl, cls, rtype, rdata, _ in consume(scan)]
    assert rows == expected
    assert Counter(row[3] for row in rows)["NS"] > 20_000
    assert scan.rejected == 0


def test_as_written_and_canonical_are_the_same_records(demo: zc.Demo) -> None:
    paths = demo.zones["2019-11-01"]
    written = pl.DataFrame(zc.scan(paths, types=None))
    canonical = pl.DataFrame(zc.scan(paths, types=None, canonical=True))
    assert written.columns == canonical.columns == COLUMNS
    assert written.schema == canonical.schema
    same = ["file", "ttl", "class", "type", "at"]
    assert written.select(same).equals(canonical.select(same))
    assert written["owner"].str.to_lowercase().equals(canonical["owner"])


def test_schema_can_be_asked_without_reading(small: Path) -> None:
    scan = zc.scan(small)
    schema = pa.schema(scan)
    assert schema.names == COLUMNS
    assert schema.field("ttl").type == pa.uint32() and schema.field("rdata").type == pa.string_view()
    assert scan.bytes == 0


def test_types_and_folders_and_containers(small: Path, tmp_path: Path) -> None:
    (tmp_path / "example.zone.gz").write_bytes(gzip.compress(small.read_bytes()))
    (tmp_path / "more.zone").write_text("more. 60 IN SOA a. b. 1 2 3 4 5\nmore. 60 IN MX 0 .\n")
    frame = pl.DataFrame(zc.scan(tmp_path, types="mx"))
    assert frame["owner"].to_list() == ["Mixed.Case.example.", "more."]
    everything = pl.DataFrame(zc.scan(small, types=None))
    assert sorted(everything["type"].unique()) == ["MX", "NS", "SOA", "TXT", "TYPE65280"]
    assert pl.DataFrame(zc.scan(small, types=["TYPE65280"]))["rdata"].to_list() == ["\\# 2 ABCD"]
    assert pl.DataFrame(zc.scan(small, types=["CAA"])).shape == (0, 7)


def test_origin_completes_relative_names(tmp_path: Path) -> None:
    path = tmp_path / "zone"
    path.write_text("a 60 IN MX 0 b\n")
    scan = zc.scan(path, origin="test.example")
    assert pl.DataFrame(scan)["rdata"].to_list() == ["0 b.test.example."]


def test_rejects_have_their_places(small: Path) -> None:
    scan = zc.scan(small, types=None)
    assert len(pl.DataFrame(scan)) == 9
    assert scan.rejected == 2
    rejects = scan.rejects.to_dicts()
    assert [(r["line"], r["column"], r["kind"]) for r in rejects] == [(11, 19, "bad_number"), (12, 18, "bad_address")]
    assert rejects[0]["file"] == str(small) and rejects[0]["text"].startswith(b"bad ")
    assert pl.DataFrame(scan.rejects)["line"].to_list() == [11, 12]


@pytest.mark.parametrize("options", [{"strict": True}, {"stop_after": 0}])
def test_strict_raises_with_the_place(small: Path, options: dict[str, int]) -> None:
    scan = zc.scan(small, types=None, **options)
    with pytest.raises(zc.RecordError) as raised:
        list(scan)
    error = raised.value
    assert (error.file, error.line, error.column, error.kind) == (str(small), 11, 19, "bad_number")
    assert isinstance(error, ValueError) and f"{small}:11:19: bad_number" in str(error)
    with pytest.raises(pa.ArrowException, match="11:19: bad_number"):
        pa.table(scan)
    assert scan.error is not None and scan.error.line == 11 and not scan.finished


def test_stop_after_allows_that_many(small: Path) -> None:
    assert sum(map(len, zc.scan(small, types=None, stop_after=2))) == 9
    with pytest.raises(zc.RecordError) as raised:
        list(zc.scan(small, types=None, stop_after=1))
    assert raised.value.line == 12


def test_what_cannot_be_opened_or_asked(small: Path, tmp_path: Path) -> None:
    with pytest.raises(zc.InputError) as raised:
        zc.scan(tmp_path / "nothing.zone")
    assert raised.value.file == str(tmp_path / "nothing.zone") and raised.value.errno == 2
    assert isinstance(raised.value, OSError)
    with pytest.raises(zc.ArgumentError, match="NOTYPE"):
        zc.scan(small, types=["NOTYPE"])
    with pytest.raises(zc.ArgumentError, match="standard input"):
        zc.scan("-")


def test_damaged_input_ends_the_stream_with_an_error(small: Path, tmp_path: Path) -> None:
    path = tmp_path / "cut.zone.gz"
    path.write_bytes(gzip.compress(small.read_bytes() * 2000)[:-20])
    scan = zc.scan(path, types=None)
    with pytest.raises(zc.InputError):
        list(scan)
    assert scan.error is not None and scan.error.file == str(path)


def test_streaming_is_lazy_and_can_be_left(big: Path) -> None:
    scan = zc.scan(big, types=None)
    capsule = scan.__arrow_c_stream__()
    time.sleep(0.05)
    assert scan.bytes == 0, "nothing is read before the consumer asks"
    del capsule
    batches = iter(scan)
    first = next(batches)
    assert 0 < len(first) <= 4096
    time.sleep(0.2)
    read = scan.bytes
    assert read < big.stat().st_size / 4, "the reader waits for the consumer"
    del batches
    time.sleep(0.1)
    assert scan.bytes - read < big.stat().st_size / 4, "the reader ends with the consumer"
    assert sum(map(len, scan)) == 1_000_001, "and the next consumer gets everything"


def numbers_of(script: str) -> list[int]:
    """What a script prints, run with two threads and with `anonymous()`, the KiB of memory that are not of files."""
    if not Path("/proc/self/status").is_file():
        pytest.skip("no /proc to read memory from")
    head = """
import zonecensus as zc
anonymous = lambda: int(next(l.split()[1] for l in open("/proc/self/status") if l.startswith("RssAnon")))
"""
    env = os.environ | {"RAYON_NUM_THREADS": "2"}
    done = subprocess.run([sys.executable, "-c", head + script], capture_output=True, text=True, check=True, env=env)
    return [int(number) for number in done.stdout.split()]


def test_memory_does_not_grow_with_the_file(big: Path) -> None:
    script = f"""
list(zc.scan({str(big)!r}, types=["SOA"]))
before = anonymous()
most = max(anonymous() for batch in zc.scan({str(big)!r}, types=None, canonical=True))
print(most - before)
"""
    assert numbers_of(script)[0] < 32 * 1024, "KiB for a file of 45 MB"


def test_rows_that_are_kept_do_not_keep_the_file(tmp_path: Path) -> None:
    path = tmp_path / "sparse.zone.gz"
    data = ["MX 0 a-mail-host-of-"] + ["NS ns."] * 999
    lines = [f"name-{n:07}.example. 60 IN {data[n % 1000]}{n}.example.\n" for n in range(1_000_000)]
    path.write_bytes(gzip.compress("".join(lines).encode(), 1))
    script = f"""
sum(map(len, zc.scan({str(path)!r}, types=["MX"])))
before = anonymous()
kept = list(zc.scan({str(path)!r}, types=["MX"]))
print(sum(map(len, kept)), anonymous() - before)
"""
    records, grown = numbers_of(script)
    assert records == 1000 and grown < 16 * 1024, "KiB for 1000 records of a file of 40 MB"


@pytest.mark.parametrize("consume", [with_pyarrow, lambda scan: sum(map(len, scan))])
def test_other_threads_go_on(big: Path, consume: Callable[[object], object]) -> None:
    ticks, done = 0, threading.Event()

    def tick() -> None:
        nonlocal ticks
        while not done.is_set():
            ticks += 1
            time.sleep(0.0005)

    thread = threading.Thread(target=tick)
    thread.start()
    before = ticks
    # Only waiting counts: one record comes out of 45 MB each.
    consume(zc.scan([big] * 10, types=["SOA"]))
    during = ticks - before
    done.set()
    thread.join()
    assert during > 5


@pytest.mark.parametrize("consume", [lambda scan: sum(map(len, scan)), pa.table, pl.DataFrame])
def test_interrupt(big: Path, consume: Callable[[object], object]) -> None:
    scan = zc.scan([big] * 40, types=None)
    threading.Timer(0.1, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        try:
            consume(scan)
        except Exception:  # the consumer's own, of the stream that ended; KeyboardInterrupt follows at once
            time.sleep(1)
    assert not scan.finished


def test_import_needs_no_other_package() -> None:
    script = """
import sys
for name in ("pyarrow", "polars", "pandas", "numpy", "duckdb"):
    sys.modules[name] = None
import zonecensus
"""
    subprocess.run([sys.executable, "-c", script], check=True)


def test_polars_and_duckdb_do_without_pyarrow(small: Path) -> None:
    script = f"""
import sys
sys.modules["pyarrow"] = None
import duckdb, polars as pl, zonecensus as zc
scan = zc.scan({str(small)!r})
assert len(pl.DataFrame(scan)) == 6
assert duckdb.sql("select count(*) from scan").fetchall() == [(6,)]
"""
    subprocess.run([sys.executable, "-c", script], check=True)
