#!/usr/bin/env python3
"""The whole job on .com-like snapshots of growing size, grouped by name and shuffled: the table of docs/SCALE.md.

    scale.py PROGRAM FOLDER [--names N ...] [--memory SIZE] [--threads N]

PROGRAM is a built `zonecensus`; FOLDER takes the inputs (13 GB for all sizes in both orders; kept, so that a second run
need not make them) and a store (2 GB; removed). Needs `pzstd`, of the package zstd. Counts are compared with the planted truth.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ORDERS = {"grouped": "com", "shuffled": "com-shuffled"}
PIPELINE = Path(__file__).resolve().parent.parent / "pipelines" / "com.toml"


def make_input(program: Path, folder: Path, order: str, names: int) -> tuple[Path, dict[str, int]]:
    zone, truth = folder / f"{order}-{names}.zone.zst", folder / f"{order}-{names}.truth.tsv"
    if not truth.exists():
        pipe = folder / f"{order}-{names}.pipe"
        shutil.rmtree(pipe, ignore_errors=True)
        pipe.mkdir()
        os.mkfifo(pipe / "com.zone")
        with zone.open("wb") as out:
            packer = subprocess.Popen(["sh", "-c", f"exec pzstd -q -1 -p 1 -c < '{pipe}/com.zone'"], stdout=out)
            subprocess.run([program, "-q", "synth", ORDERS[order], "--domains", str(names), "-o", pipe],
                           check=True, stdout=subprocess.DEVNULL)
            if packer.wait() != 0:
                sys.exit(f"{zone} could not be packed")
        (pipe / "truth.tsv").rename(truth)
        shutil.rmtree(pipe)
    rows = (line.split("\t") for line in truth.read_text().splitlines()[1:])
    return zone, {metric: int(numerator) for _, metric, numerator, *_ in rows}


def run(command: list[str]) -> tuple[float, float, int]:
    """Wall seconds, CPU seconds, peak resident bytes."""
    start = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    _, status, usage = os.wait4(child.pid, 0)
    if status != 0:
        sys.exit(f"{command} failed: {child.stderr.read().decode(errors='replace')}")
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


def check(program: Path, store: Path, truth: dict[str, int]) -> dict:
    facts = json.loads((store / "runs" / "2026-01-01.json").read_text())
    table = subprocess.run([program, "tables", store, "--name", "dnssec", "--format", "json"], check=True, stdout=subprocess.PIPE)
    found = next(row for row in json.loads(table.stdout)["dnssec"] if row["metric"] == "DS")
    if (facts["counts"]["domains"], found["numerator"], found["denominator"]) != (truth["names"], truth["ds"], truth["names"]):
        sys.exit(f"counts differ from the truth: {found} beside {truth}")
    return facts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--names", type=int, nargs="+", default=[1_600_000, 16_000_000, 160_000_000])
    parser.add_argument("--memory", default="4G")
    parser.add_argument("--threads", default=str(os.cpu_count()))
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    print("| names | order | input, GB (plain) | wall s | CPU s | s per million names | read / merge / tables s | peak GB | spilled GB | domains.parquet GB |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for order in ORDERS:
        for names in args.names:
            zone, truth = make_input(args.program, args.folder, order, names)
            store = args.folder / "store"
            shutil.rmtree(store, ignore_errors=True)
            wall, cpu, peak = run([str(args.program), "-q", "census", str(PIPELINE), str(zone), "--store", str(store),
                                   "--snapshot", "2026-01-01", "--memory", args.memory, "--threads", args.threads])
            facts = check(args.program, store, truth)
            times, size = facts["times"], sum(p.stat().st_size for p in (store / "domains").rglob("*.parquet"))
            stages = " / ".join(f"{times[f'{stage}_seconds']:.1f}" for stage in ("scan", "merge", "tables"))
            print(f"| {names / 1e6:g} M | {order} | {zone.stat().st_size / 1e9:.2f} ({facts['counts']['plain_bytes'] / 1e9:.1f}) | {wall:.1f} | "
                  f"{cpu:.1f} | {wall / names * 1e6:.2f} | {stages} | {peak / 1e9:.2f} | {facts['spilled_bytes'] / 1e9:.2f} | {size / 1e9:.2f} |", flush=True)
            shutil.rmtree(store)


if __name__ == "__main__":
    main()
