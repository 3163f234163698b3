"""A small zone with every trap, a synthetic registry, the real .gov where it is, and the command line to compare with."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

import zonecensus as zc

ROOT = Path(__file__).resolve().parents[3]
GOV = ROOT.parent / "shared" / "data" / "gov"

SMALL = b"""$ORIGIN example.
$TTL 3600
@           IN SOA ns hostmaster ( 1 2 3 4 5 ) ; in parentheses
            IN NS  ns.example.
Mixed.Case  300 IN MX 10 mail
            300 IN TXT "v=spf1 -all" "second string"
hostile     IN TXT "<script>alert(1)</script>"
utf8        IN TXT "\xe6\x97\xa5\xe6\x9c\xac"
latin       IN TXT "caf\xe9"
unknown     IN TYPE65280 \\# 2 abcd
bad         IN MX ten mail
worse       IN A 300.1.2.3
last        CH TXT "chaos"
"""


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """11 records, of which line 11 is a bad MX and line 12 a bad A."""
    path = tmp_path_factory.mktemp("small") / "example.zone"
    path.write_bytes(SMALL)
    return path


@pytest.fixture(scope="session")
def big(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """45 MB, a million NS records and one SOA."""
    path = tmp_path_factory.mktemp("big") / "example.zone"
    lines = [f"name-{n:07} IN NS ns{n % 7}.provider-{n % 1000}.example.\n" for n in range(1_000_000)]
    path.write_text("$ORIGIN example.\n$TTL 3600\n@ IN SOA ns hostmaster 1 2 3 4 5\n" + "".join(lines))
    return path


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> zc.Demo:
    return zc.demo(tmp_path_factory.mktemp("demo"), domains=3000, months=(-6, 0))


@pytest.fixture(scope="session")
def gov() -> Path:
    """The zone of .gov on 2024-06-30, with `registry-2024-06-30.csv` beside it."""
    path = GOV / "gov-2024-06-30.zone"
    if not path.is_file():
        pytest.skip(f"no real data at {GOV}")
    return path


@pytest.fixture(scope="session")
def program() -> str:
    """The path of the command line."""
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    named = os.environ.get("ZONECENSUS_BIN") or target / "release" / "zonecensus"
    found = shutil.which(named)
    if found is None:
        pytest.skip(f"no command line at {named}: cargo build --release, or name it in ZONECENSUS_BIN")
    return found


@pytest.fixture(scope="session")
def cli(program: str) -> Callable[..., str]:
    """Runs the command line and gives its standard output."""

    def run(*args: object, status: int = 0) -> str:
        done = subprocess.run([program, "--quiet", *map(str, args)], capture_output=True, text=True, check=False)
        assert done.returncode == status, done.stderr
        return done.stdout

    return run
