"""Runs every command of ../COMPARISON.md and compares what it prints with what stands there.

    run.py            all commands; those of programs that are not here are named
    run.py --show     prints each command with its output, too

Needs `zonecensus` on the path. The others: pip install polars duckdb chdb dnspython checkdmarc; bind9-utils and ldnsutils of Debian;
zone-bench of simdzone; rust-readers, which is in this folder (cargo install --path rust-readers). Exit status 1 if an output differs.
"""

import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
MISSING = re.compile(r"ModuleNotFoundError: No module named '(\w+)'")


def commands(document):
    """The commands of the console blocks with their outputs, in order."""
    for block in re.findall(r"^```console\n(.*?)^```", document, re.DOTALL | re.MULTILINE):
        for entry in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = entry.partition("\n")
            yield command, output


def lay_out(root):
    """A copy of this folder and of the recipes, where stores and files may be made."""
    shutil.copytree(HERE, root / "docs/comparison", ignore=shutil.ignore_patterns("target", "__pycache__"))
    shutil.copytree(HERE.parents[1] / "benches/recipes", root / "benches/recipes")
    (root / "bin").mkdir()
    (root / "bin/python3").symlink_to(sys.executable)
    return root / "docs/comparison"


def run(command, folder, path):
    """What a command prints, and what it lacks, if it cannot run here."""
    program = command.split()[0]
    if shutil.which(program, path=path) is None:
        return "", program
    # A virtual environment is found by the path of its interpreter, which the link hides.
    env = {**os.environ, "PATH": path, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        ["bash", "-c", command], cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    module = MISSING.search(done.stdout)
    return done.stdout, module and module[1]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--show", action="store_true", help="print the outputs")
    show = parser.parse_args().show
    document = (HERE.parent / "COMPARISON.md").read_text(encoding="utf-8")
    results = {"same": 0, "differs": 0, "not here": 0}
    with tempfile.TemporaryDirectory() as root:
        folder = lay_out(pathlib.Path(root))
        path = os.pathsep.join([f"{root}/bin", os.environ.get("PATH", "")])
        for command, wanted in commands(document):
            output, lacks = run(command, folder, path)
            result = "not here" if lacks else "same" if output == wanted else "differs"
            results[result] += 1
            print(f"{result:9} {command}" + (f"   ({lacks})" if lacks else ""))
            if show and not lacks:
                print(output, end="")
            if result == "differs":
                print(f"--- in COMPARISON.md\n{wanted}--- printed\n{output}---")
    print(", ".join(f"{n} {result}" for result, n in results.items()))
    return 1 if results["differs"] or not results["same"] else 0


sys.exit(main())
