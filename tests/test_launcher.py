"""The launcher: a too old Python, where the environment goes, and a set-up that can be interrupted."""

from __future__ import annotations

import ast
import base64
import hashlib
import importlib.util
import os
import subprocess
import sys
import zipfile
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType

import pytest

KP = Path(__file__).parent.parent / "kp"


@pytest.fixture
def kp(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The launcher as a module."""
    loader = SourceFileLoader("kp_launcher", str(KP))
    spec = importlib.util.spec_from_loader("kp_launcher", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    loader.exec_module(module)
    return module


def a_wheel(folder: Path, name: str, version: str) -> str:
    """Write the smallest wheel there can be; return the line of a lock that names it."""
    path = folder / f"{name}-{version}-py3-none-any.whl"
    info = f"{name}-{version}.dist-info"
    contents = {
        f"{name}.py": f"version = {version!r}\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    records = []
    with zipfile.ZipFile(path, "w") as wheel:
        for file, text in contents.items():
            wheel.writestr(file, text)
            digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
            records.append(f"{file},sha256={digest},{len(text)}")
        wheel.writestr(f"{info}/RECORD", "\n".join([*records, f"{info}/RECORD,,", ""]))
    return f"{name}=={version} --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


def version_in(kp: ModuleType, venv: Path, name: str) -> str:
    """What an environment's Python says of a library: its version, or an empty text."""
    code = f"import {name}; print({name}.version)"
    done = subprocess.run(
        [kp.interpreter(str(venv)), "-c", code], capture_output=True, text=True, check=False
    )
    return done.stdout.strip()


def test_an_old_python_can_read_it() -> None:
    """No syntax in it is newer than what old Pythons know."""
    tree = ast.parse(KP.read_text(encoding="utf-8"), feature_version=(3, 5))
    newer = (ast.JoinedStr, ast.NamedExpr, ast.AnnAssign, ast.AsyncFunctionDef, ast.Match)
    assert not [node.lineno for node in ast.walk(tree) if isinstance(node, newer)]


def test_an_old_python_gets_one_sentence(kp: ModuleType) -> None:
    """It says what is needed and what was found."""
    with pytest.raises(
        kp.SetUpError, match=r"^this needs Python 3\.11 or later, and found only 3\.9; install one"
    ):
        kp.have_a_python_that_can(version=(3, 9, 2), path="")


def test_an_old_python_hands_over_to_a_newer_one(
    kp: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Where `python3` is old and a newer Python is on the path, that one goes on with the same arguments."""
    (tmp_path / "python3.12").symlink_to(sys.executable)
    (tmp_path / "python3.13").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "python3.13").chmod(0o755)
    became: list[list[str]] = []
    monkeypatch.setattr(kp, "pass_on", lambda command, environ: became.append(command))
    monkeypatch.setattr(sys, "argv", ["kp", "search", "icbm"])
    kp.have_a_python_that_can(version=(3, 8), path=str(tmp_path))
    assert became == [[str(tmp_path / "python3.12"), str(KP), "search", "icbm"]]


def test_the_environment_goes_where_it_can_be_written(
    kp: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Into `KP_HOME`, else into the checkout, else into the user's data folder, one for each checkout."""
    assert kp.environment_folder({"KP_HOME": str(tmp_path)}, "/x") == str(tmp_path / ".venv")
    assert kp.environment_folder({}, str(tmp_path)) == str(tmp_path / ".venv")
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    apart = [kp.environment_folder({"XDG_DATA_HOME": "/data"}, str(tmp_path / name)) for name in ("a", "b")]
    assert len(set(apart)) == 2
    assert all(Path(path).name.startswith("venv-") for path in apart)


def test_the_command_sees_this_checkout_and_no_other_modules(kp: ModuleType) -> None:
    """Folders that the caller works in, or has on PYTHONPATH, cannot stand in for the bot's modules."""
    assert kp.environment_for({"PYTHONPATH": "/elsewhere", "PYTHONHOME": "/old"}, "/venv")[
        "PYTHONPATH"
    ] == str(KP.parent)
    assert "PYTHONHOME" not in kp.environment_for({"PYTHONHOME": "/old"}, "/venv")
    assert kp.command_line("py", ["run", "--open"]) == ["py", "-P", "-m", "bot.cli.main", "run", "--open"]
    assert kp.command_line("py", ["test", "-k", "x"]) == ["py", "-P", "-m", "pytest", "-k", "x"]


def test_a_set_up_is_made_resumed_and_brought_up_to_date(
    kp: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing twice; an interrupted one anew; a changed lock by its difference, with what it dropped gone."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", tmp_path.as_uri())
    real = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "ensurepip" else real(name))
    lock, venv = tmp_path / "a.lock", tmp_path / "home with a space" / ".venv"
    lock.write_text(a_wheel(tmp_path, "alpha", "1.0") + a_wheel(tmp_path, "beta", "1.0"))

    kp.set_up(str(venv), str(lock))
    assert kp.state(str(venv), str(lock)) == "ready"
    assert (version_in(kp, venv, "alpha"), version_in(kp, venv, "beta")) == ("1.0", "1.0")
    assert "setting up in" in capsys.readouterr().err
    kp.set_up(str(venv), str(lock))
    assert capsys.readouterr().err == ""

    lock.write_text(a_wheel(tmp_path, "alpha", "2.0"))
    assert kp.state(str(venv), str(lock)) == "changed"
    kp.set_up(str(venv), str(lock))
    assert (version_in(kp, venv, "alpha"), version_in(kp, venv, "beta")) == ("2.0", "")

    (venv / "kp-stamp.json").unlink()
    assert kp.state(str(venv), str(lock)) == "incomplete"
    capsys.readouterr()
    kp.set_up(str(venv), str(lock))
    assert "anew" in capsys.readouterr().err
    assert kp.state(str(venv), str(lock)) == "ready"


def test_a_library_with_another_hash_is_refused(
    kp: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The lock's hashes hold: the set-up fails in one sentence, and leaves no environment that looks finished."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", tmp_path.as_uri())
    real = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "ensurepip" else real(name))
    lock, venv = tmp_path / "a.lock", tmp_path / ".venv"
    honest = a_wheel(tmp_path, "alpha", "1.0")
    lock.write_text(honest[:-5] + ("0000\n" if honest[-5:] != "0000\n" else "1111\n"))
    with pytest.raises(kp.SetUpError, match="could not be installed"):
        kp.set_up(str(venv), str(lock))
    assert kp.state(str(venv), str(lock)) == "incomplete"


def test_an_environment_whose_python_is_gone_is_made_anew(kp: ModuleType, tmp_path: Path) -> None:
    """After the system's Python went away, the stamp no longer counts."""
    lock, venv = tmp_path / "a.lock", tmp_path / ".venv"
    lock.write_text("")
    (venv / "bin").mkdir(parents=True)
    python = venv / "bin" / "python"
    python.symlink_to(sys.executable)
    kp.write_stamp(str(venv), str(lock))
    assert kp.state(str(venv), str(lock)) == "ready"
    python.unlink()
    python.symlink_to(tmp_path / "gone")
    assert kp.state(str(venv), str(lock)) == "incomplete"


@pytest.mark.skipif(os.name == "nt", reason="POSIX only: elsewhere the launcher waits for the command")
def test_the_command_takes_the_launchers_place(kp: ModuleType) -> None:
    """Its exit code and its signals are the command's own."""
    code = (
        "import importlib.machinery, os, sys;"
        f"kp = importlib.machinery.SourceFileLoader('kp', {str(KP)!r}).load_module();"
        "command = [sys.executable, '-c', 'import os; print(os.getpid()); raise SystemExit(7)'];"
        "kp.pass_on(command, os.environ)"
    )
    process = subprocess.Popen(
        [sys.executable, "-B", "-W", "ignore", "-c", code], stdout=subprocess.PIPE, text=True
    )
    out, _ = process.communicate(timeout=20)
    assert (process.returncode, int(out)) == (7, process.pid)
