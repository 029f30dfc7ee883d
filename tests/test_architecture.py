"""The tree is what `docs/architecture.md` says: floors, one clock, one home for SQL, short documented files."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).parent.parent
CODE = ("bot", "handlers", "jobs")
"""What runs in production."""
LONGEST = 350
"""Lines a file of code may have, so that it can be read at one sitting."""


def python_files(*folders: str) -> list[Path]:
    """All Python files below some folders of the checkout, in a stable order."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


@cache
def tree_of(path: Path) -> ast.Module:
    """A file's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"))


def places(path: Path, nodes: Iterator[ast.AST]) -> list[str]:
    """Where in a file some nodes stand, as `path:line`."""
    return [f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}" for node in nodes]


def shipped_files() -> list[Path]:
    """Every text file that a clone has: what is not made by running things."""
    made = {".git", ".venv", "node_modules", "__pycache__", "build", "dist", ".hypothesis"}
    files = (p for p in ROOT.rglob("*") if p.is_file() and not p.is_symlink())
    return [
        path
        for path in files
        if not any(
            part in made or part.endswith(("_cache", ".egg-info")) for part in path.relative_to(ROOT).parts
        )
        and not path.name.startswith((".venv", ".env"))
        and path.suffix not in {".onnx", ".png", ".npz", ".gz", ".xz", ".zip", ".woff2"}
    ]


def test_imports_go_down_only(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Every contract of import-linter holds."""
    monkeypatch.chdir(ROOT)
    monkeypatch.syspath_prepend(str(ROOT))
    assert lint_imports(no_cache=True) == 0, capsys.readouterr().out


def test_every_module_of_the_bot_has_its_floor() -> None:
    """No part of the bot is outside the contract."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    placed = {name for layer in layers for name in re.findall(r"[\w.]+", layer)}
    inside = {
        f"bot.{path.stem}"
        for path in (ROOT / "bot").iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert inside - {"bot.__init__"} <= placed
    assert {"handlers", "jobs"} <= placed


CLOCK_READS = {
    ("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("time", "time"),
    ("time", "time_ns"), ("time", "localtime"), ("time", "gmtime"),
}  # fmt: skip


def test_only_the_clock_reads_the_time() -> None:
    """`now` is an argument everywhere else, so that tests can choose it."""
    found: list[str] = []
    for path in python_files(*CODE):
        if path == ROOT / "bot/adapters/clock.py":
            continue
        calls = (
            node
            for node in ast.walk(tree_of(path))
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name | ast.Attribute)
            and (
                getattr(node.func.value, "id", None) or getattr(node.func.value, "attr", None),
                node.func.attr,
            )
            in CLOCK_READS
        )
        found += places(path, calls)
    assert not found


SQL = re.compile(
    r"\s*(SELECT\s.+\sFROM\s|INSERT\s+(OR\s+\w+\s+)?INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|PRAGMA\s+\w"
    r"|CREATE\s+(TABLE|INDEX|VIRTUAL|TRIGGER|VIEW)\s|WITH\s+\w+\s+AS\s*\(|BEGIN\s+IMMEDIATE)",
    re.DOTALL,
)


def test_sql_lives_in_the_store() -> None:
    """Whoever changes a table finds every query of it in one folder."""
    found: list[str] = []
    for path in python_files(*CODE):
        if (ROOT / "bot/store") in path.parents:
            continue
        texts = (
            node
            for node in ast.walk(tree_of(path))
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.match(node.value)
        )
        found += places(path, texts)
    assert not found


def test_files_are_short() -> None:
    """A file that has grown past one sitting is two files."""
    files = [*python_files(*CODE, "seeds", "tests"), ROOT / "kp"]
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in files
    }
    assert not {name: length for name, length in lengths.items() if length > LONGEST}


def test_no_module_is_a_drawer_for_odds_and_ends() -> None:
    """A module is named for what it is about."""
    drawers = {"util", "utils", "helper", "helpers", "common", "misc", "lib"}
    assert not [
        path for path in python_files(*CODE, "seeds") if path.stem in drawers or path.parent.name in drawers
    ]


def undocumented(path: Path) -> Iterator[ast.AST]:
    """The module, public classes and public functions of a file that say nothing about themselves."""
    tree = tree_of(path)
    if path.name != "__init__.py" and not ast.get_docstring(tree):
        yield tree
    pending: list[ast.AST] = list(tree.body)
    while pending:
        node = pending.pop()
        if not isinstance(
            node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
        ) or node.name.startswith("_"):
            continue
        decorators = {ast.unparse(decorator) for decorator in node.decorator_list}
        if not ast.get_docstring(node) and not decorators & {"overload", "override"}:
            yield node
        if isinstance(node, ast.ClassDef):
            pending += node.body


def test_what_is_public_says_what_it_is_for() -> None:
    """Modules, classes and functions of the bot have docstrings."""
    assert not [place for path in python_files(*CODE) for place in places(path, undocumented(path))]


def test_tests_say_what_they_show() -> None:
    """Each test has a docstring, and no test hides another of the same name."""
    silent: list[str] = []
    for path in python_files("tests"):
        tests = [
            n
            for n in ast.walk(tree_of(path))
            if isinstance(n, ast.FunctionDef) and n.name.startswith("test_")
        ]
        silent += places(path, (node for node in tests if not ast.get_docstring(node)))
        names = [n.name for n in tree_of(path).body if isinstance(n, ast.FunctionDef)]
        silent += [f"{path.name}: {name} twice" for name in set(names) if names.count(name) > 1]
    assert not silent


MACHINES = re.compile("|".join(map(re.escape, (
    "pypi" + ".org", "files.python" + "hosted.org", "registry.npm" + "js.org", "deb.debian" + ".org",
    "/ro" + "ot/", "/wo" + "rk/",
))))  # fmt: skip
"""Package registries and paths of one machine; in parts, so that this file does not name them either."""


def test_nothing_names_one_machine_or_one_registry() -> None:
    """Where packages come from is the user's choice, and paths differ."""
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in shipped_files()
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if MACHINES.search(line)
    ]
    assert not found
