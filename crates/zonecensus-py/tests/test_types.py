"""The package is typed, and its stub says what the compiled half has."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import zonecensus as zc
from zonecensus import _zonecensus

PACKAGE = Path(zc.__file__).parent


def stub() -> dict[str, list[str] | dict[str, list[str] | None]]:
    """Functions with their parameters, and classes with their methods; a property has no parameters."""
    found: dict[str, list[str] | dict[str, list[str] | None]] = {}
    for node in ast.parse((PACKAGE / "_zonecensus.pyi").read_text()).body:
        if isinstance(node, ast.FunctionDef):
            found[node.name] = parameters(node)
        elif isinstance(node, ast.ClassDef):
            methods = [item for item in node.body if isinstance(item, ast.FunctionDef)]
            found[node.name] = {m.name: None if m.decorator_list else parameters(m) for m in methods}
    return found


def parameters(function: ast.FunctionDef) -> list[str]:
    args = function.args
    return [arg.arg for arg in args.posonlyargs + args.args + args.kwonlyargs if arg.arg not in ("self", "cls")]


def test_stub_is_that_of_the_extension() -> None:
    described = stub()
    assert set(described) == {name for name in vars(_zonecensus) if not name.startswith("__")}
    for name, members in described.items():
        thing = getattr(_zonecensus, name)
        if isinstance(members, list):
            assert list(inspect.signature(thing).parameters) == members, name
            continue
        public = {member for member in vars(thing) if not member.startswith("_") or member.startswith("__arrow")}
        assert public == {member for member in members if not member.startswith("__") or member.startswith("__arrow")}, name
        for member, wanted in members.items():
            if wanted is not None and not member.startswith("__"):
                have = [p for p in inspect.signature(getattr(thing, member)).parameters if p != "self"]
                assert have == wanted, f"{name}.{member}"


def test_package_is_typed_and_documented() -> None:
    assert (PACKAGE / "py.typed").is_file()
    for name in zc.__all__:
        thing = getattr(zc, name)
        assert thing.__doc__, name
        if inspect.isfunction(thing):
            assert "return" in thing.__annotations__, name
