"""docs/COMPARISON.md: every command whose program is here prints what stands there."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_the_commands_of_the_comparison_print_what_it_says(program: str, tmp_path: Path) -> None:
    (tmp_path / "zonecensus").symlink_to(Path(program).resolve())
    env = {**os.environ, "PATH": os.pathsep.join([str(tmp_path), os.environ["PATH"]])}
    script = [sys.executable, ROOT / "docs/comparison/run.py"]
    done = subprocess.run(script, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    ours = [line for line in done.stdout.splitlines() if line.startswith("same") and " zonecensus " in line]
    assert len(ours) >= 10, done.stdout
