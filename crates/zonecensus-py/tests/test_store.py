"""census, tables, trend, diff, domains, explain: the numbers of the command line."""

from __future__ import annotations

import csv
import json
import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import zonecensus as zc


@pytest.fixture(scope="session")
def gov_store(gov: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = tmp_path_factory.mktemp("gov") / "store"
    registry = gov.with_name("registry-2024-06-30.csv")
    done = zc.census("gov", gov, store, "2024-06-30", cohort=registry)
    assert done.facts["counts"]["rejects"] == 0 and done.facts["state"] == "clean"
    return store


def test_tables_are_those_of_the_command_line(demo: zc.Demo, cli: Callable[..., str]) -> None:
    tables = zc.tables(demo.store)
    assert next(iter(tables)) == "adoption" and len(tables) > 10
    for name, table in tables.items():
        assert table.to_csv() == cli("tables", demo.store, "--name", name, "--format", "csv")
    assert repr(tables["adoption"]) == cli("tables", demo.store, "--name", "adoption").rstrip("\n")


def test_gov_counts_are_those_of_the_command_line(gov: Path, gov_store: Path, cli: Callable[..., str], tmp_path: Path) -> None:
    registry = gov.with_name("registry-2024-06-30.csv")
    cli("census", "gov", gov, "--store", tmp_path / "store", "--snapshot", "2024-06-30", "--cohort", registry)
    for name, table in zc.tables(gov_store).items():
        assert table.to_csv() == cli("tables", tmp_path / "store", "--name", name, "--format", "csv")
    ours = pl.DataFrame(zc.domains(gov_store))
    assert ours.equals(pl.read_parquet(tmp_path / "store" / "domains" / "*" / "*.parquet", hive_partitioning=False))


def test_trend_is_that_of_the_command_line(demo: zc.Demo, cli: Callable[..., str]) -> None:
    trend = zc.trend(demo.store, ["adoption", "dnssec"])
    assert list(trend) == ["adoption", "dnssec"]
    assert trend["adoption"].to_csv() == cli("trend", demo.store, "--name", "adoption", "--format", "csv")
    assert trend["adoption"].notes == ["no snapshot from 2019-06 to 2019-10 (5 months)"]
    pivot = trend["adoption"].over_time("DMARC")
    assert pivot.heads == demo.snapshots and pivot.lines[-1][0] == ["total"]
    with pytest.raises(KeyError, match="there are: MX"):
        trend["adoption"].over_time("XM")


def test_diff_is_that_of_the_command_line(demo: zc.Demo, cli: Callable[..., str]) -> None:
    diff = zc.diff(demo.store, *demo.snapshots)
    printed = json.loads(cli("diff", demo.store, *demo.snapshots, "--format", "json"))
    assert [{**row, "snapshot_a": str(row["snapshot_a"]), "snapshot_b": str(row["snapshot_b"])}
            for row in diff.balances.to_dicts()] == printed["balances"]
    assert len(diff.transitions) == len(printed["transitions"])
    for row in diff.balances.to_dicts():
        assert row["stock_b"] == row["stock_a"] + row["moved_in"] + row["entered"] - row["moved_out"] - row["left"]


@pytest.mark.parametrize("which", ["demo", "gov_store"])
def test_domains_in_every_consumer(request: pytest.FixtureRequest, which: str) -> None:
    found = request.getfixturevalue(which)
    store = found.store if isinstance(found, zc.Demo) else found
    domains = zc.domains(store)
    frame = pl.DataFrame(domains)
    assert len(frame) == len(domains) > 1000 and frame.columns == domains.columns
    signed = frame.filter(pl.col("ds_count") > 0).height
    table = pa.table(domains)
    assert sum(n > 0 for n in table["ds_count"].to_pylist()) == signed
    assert int((pd.DataFrame.from_arrow(domains)["ds_count"] > 0).sum()) == signed
    assert duckdb.sql("select count(*) filter (ds_count > 0) from domains").fetchall() == [(signed,)]
    files = [str(path) for path in domains.paths]
    assert duckdb.sql("select count(*) filter (ds_count > 0) from read_parquet($f)", params={"f": files}).fetchall() == [(signed,)]
    counted = next(row for row in zc.tables(store)["dnssec"].to_dicts() if row["row_kind"] == "total" and row["metric"] == "DS")
    assert counted["numerator"] == signed and counted["denominator"] == len(domains)


def test_tables_in_every_consumer(demo: zc.Demo) -> None:
    adoption = zc.tables(demo.store, "adoption")["adoption"]
    polars = pl.DataFrame(adoption)
    assert len(polars) == len(adoption) and polars.schema["snapshot"] == pl.Date and polars.schema["numerator"] == pl.UInt64
    assert polars["numerator"].sum() == pa.table(adoption)["numerator"].to_pandas().sum()
    assert polars["numerator"].sum() == pd.DataFrame.from_arrow(adoption)["numerator"].sum()
    assert duckdb.sql("select sum(numerator)::bigint from adoption").fetchall() == [(polars["numerator"].sum(),)]
    rows = list(csv.DictReader(adoption.to_csv().splitlines()))
    assert [int(row["numerator"]) for row in rows] == polars["numerator"].to_list()


def test_explain_names_the_line(demo: zc.Demo, cli: Callable[..., str]) -> None:
    frame = pl.DataFrame(zc.domains(demo.store)).filter(pl.col("dmarc_state") == "valid", pl.col("mx_rr_present"))
    name = frame["name"][0]
    explained = zc.explain(demo.store, name.upper() + ".")
    assert explained.name == name and explained.snapshot == "2019-11-01"
    assert explained["dmarc_p"] == frame["dmarc_p"][0] and explained["no_such_column"] is None
    records = explained.records.to_dicts()
    dmarc = next(row for row in records if row["lookup"] == "_dmarc")
    line = Path(dmarc["file"]).read_text().splitlines()[dmarc["line"] - 1]
    assert "v=DMARC1" in line and line[dmarc["column"] - 1 :].startswith("_dmarc.")
    policy = next(row for row in explained.facts.to_dicts() if row["column"] == "dmarc_p")
    assert dmarc["number"] in policy["records"]
    printed = cli("explain", demo.store, name)
    assert all(f"{row['file']}:{row['line']}:{row['column']}: {row['record']}" in printed for row in records)
    assert zc.explain(demo.zones["2019-11-01"], name)["dmarc_p"] == explained["dmarc_p"]


def test_errors_of_the_store(demo: zc.Demo, tmp_path: Path) -> None:
    with pytest.raises(zc.StoreError) as raised:
        zc.tables(tmp_path)
    assert raised.value.kind == "no_store" and isinstance(raised.value, LookupError)
    with pytest.raises(zc.StoreError, match="2019-05-01, 2019-11-01") as raised:
        zc.domains(demo.store, "2001-01-01")
    assert raised.value.kind == "no_snapshot"
    with pytest.raises(zc.StoreError, match="adoption"):
        zc.tables(demo.store, "nothing")
    with pytest.raises(zc.ArgumentError, match="YYYY-MM-DD"):
        zc.domains(demo.store, "yesterday")
    name = pl.DataFrame(zc.domains(demo.store))["name"][7]
    with pytest.raises(zc.StoreError, match="near it") as raised:
        zc.explain(demo.store, "x" + name)
    assert name in raised.value.hint
    with pytest.raises(zc.StoreError) as raised:
        zc.census("jp", demo.zones["2019-11-01"], demo.store, "2019-11-01")
    assert raised.value.kind == "snapshot_exists" and "replace=True" in str(raised.value)


def test_errors_of_a_pipeline_have_their_place(small: Path, tmp_path: Path) -> None:
    pipeline = tmp_path / "my.toml"
    pipeline.write_text('title = "mine"\nunit = "apices"\n')
    with pytest.raises(zc.PipelineError) as raised:
        zc.census(pipeline, small, tmp_path / "store", "2024-01-01")
    assert (raised.value.file, raised.value.line) == (str(pipeline), 2) and raised.value.column
    with pytest.raises(zc.PipelineError, match="did you mean `jp-municipalities`"):
        zc.census("jp-municipality", small, tmp_path / "store", "2024-01-01")
    with pytest.raises(zc.PipelineError) as raised:
        zc.census("gov", small, tmp_path / "store", "2024-01-01")
    assert "cohort=FILE" in str(raised.value)
    assert list((tmp_path / "store").glob("*")) == []


def test_census_of_a_zone_with_rejects(small: Path, tmp_path: Path) -> None:
    pipeline = tmp_path / "my.toml"
    pipeline.write_text('unit = "names"\nsuffixes = ["example"]\n')
    seen: list[tuple[str, int, int]] = []
    done = zc.census(pipeline, small, tmp_path / "store", "2024-01-01", threads=1, progress=lambda *news: seen.append(news))
    assert done.facts["state"] == "rejects" and done.facts["counts"]["rejects"] == 1
    assert done.facts["counts"]["plain_bytes"] == small.stat().st_size
    assert {stage for stage, _, _ in seen} <= {"read", "merge", "tables"}
    assert [(written, total) for stage, written, total in seen if stage == "merge"][-1] == (done.facts["counts"]["domains"],) * 2
    with pytest.raises(zc.RecordError) as raised:
        zc.census(pipeline, small, tmp_path / "strict", "2024-01-01", strict=True)
    assert raised.value.line == 11
    assert zc.snapshots(tmp_path / "store") == ["2024-01-01"]


def test_side_files(tmp_path: Path) -> None:
    zone, policies, outcomes = tmp_path / "a.zone", tmp_path / "sts.csv", tmp_path / "outcomes.csv"
    zone.write_text('a.example. 60 IN NS ns.\nb.example. 60 IN NS ns.\n_mta-sts.a.example. 60 IN TXT "v=STSv1; id=1"\n')
    policies.write_text("domain,mode\na.example,enforce\n")
    outcomes.write_text("domain,lookup,outcome\nb.example,MX,nxdomain\n")
    census = {"pipeline": big_pipeline(tmp_path), "inputs": zone, "store": tmp_path / "store", "snapshot": "2024-01-01"}
    zc.census(**census, sts_policies=policies, outcomes=outcomes)
    rows = pl.DataFrame(zc.domains(tmp_path / "store")).select("name", "sts_mode", "q_mx").rows()
    assert rows == [("a.example", "enforce", "nodata"), ("b.example", None, "nxdomain")]
    outcomes.write_text("domain,lookup,outcome\nb.example,MX,perhaps\n")
    with pytest.raises(zc.PipelineError) as raised:
        zc.census(**census, outcomes=outcomes, replace=True)
    assert (raised.value.file, raised.value.line, raised.value.kind) == (str(outcomes), 2, "side_file")


def big_pipeline(folder: Path) -> Path:
    path = folder / "big.toml"
    path.write_text('unit = "delegations"\nzone = "example"\n')
    return path


def test_progress_and_its_exceptions(big: Path, tmp_path: Path) -> None:
    seen: list[tuple[str, int, int]] = []

    def progress(stage: str, size: int, records: int) -> None:
        seen.append((stage, size, records))

    done = zc.census(big_pipeline(tmp_path), big, tmp_path / "store", "2024-01-01", progress=progress)
    assert done.facts["counts"]["domains"] == 1_000_000
    read = [news for news in seen if news[0] == "read"]
    assert read and read == sorted(read) and 0 < read[-1][1] <= big.stat().st_size

    def refuse(stage: str, size: int, records: int) -> None:
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        zc.census(big_pipeline(tmp_path), big, tmp_path / "other", "2024-01-01", progress=refuse)
    assert list((tmp_path / "other").glob("*")) == [], "nothing half made is left"


def test_interrupt_leaves_the_store_as_it_was(big: Path, tmp_path: Path) -> None:
    ticks: list[float] = []
    done = threading.Event()

    def tick() -> None:
        while not done.is_set():
            ticks.append(time.monotonic())
            time.sleep(0.001)

    thread = threading.Thread(target=tick)
    thread.start()
    threading.Timer(0.2, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        zc.census(big_pipeline(tmp_path), [big] * 20, tmp_path / "store", "2024-01-01")
    done.set()
    thread.join()
    assert len(ticks) > 20, "other threads go on meanwhile"
    assert list((tmp_path / "store").glob("*")) == []


def test_demo_can_be_made_again(tmp_path: Path) -> None:
    first, again = (zc.demo(tmp_path, domains=500, months=[0]) for _ in range(2))
    assert first == again and zc.snapshots(first.store) == ["2019-11-01"]
    assert all(path.parent.name == "2019-11-01" for path in first.zones["2019-11-01"])
    with pytest.raises(zc.ArgumentError):
        zc.demo(tmp_path, months=[1])


def test_report_is_a_page(demo: zc.Demo) -> None:
    page = zc.report(demo.store, lang="ja")
    assert page.startswith("<!DOCTYPE html>") and 'lang="ja"' in page[:300]
    with pytest.raises(zc.ArgumentError):
        zc.report(demo.store, lang="fr")
