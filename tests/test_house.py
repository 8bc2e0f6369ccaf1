"""The house numbers, counted by machine, and the README's tree against the modules' own first sentences."""

from __future__ import annotations

import ast
import re
import statistics
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tools import tree

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
FILES = sorted((ROOT / "bot").rglob("*.py"))
PARSED = {path: ast.parse(path.read_text(encoding="utf-8")) for path in FILES}
Function = ast.FunctionDef | ast.AsyncFunctionDef

#: Where a broad `except` may stand, and how often: the border of the process, the four loops, the outermost edge.
BROAD = {"bot/cli.py": 1, "bot/sandbox.py": 3, "bot/schedule.py": 1, "bot/service.py": 1, "bot/working.py": 1}


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions() -> Iterator[tuple[str, Function]]:
    for path, module in PARSED.items():
        for node in ast.walk(module):
            if isinstance(node, Function):
                yield f"{name(path)}:{node.lineno} {node.name}", node


def lines(node: Function) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def parameters(path: str, node: Function) -> int:
    named = [argument.arg for argument in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
    options = path.startswith("bot/cli")  # one parameter per option of a command
    return 0 if options else len([each for each in named if each not in {"self", "cls"}])


def test_no_file_is_long_and_most_are_short() -> None:
    sizes = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in FILES}
    assert {file: size for file, size in sizes.items() if size > 400} == {}
    assert statistics.median(sizes.values()) <= 130


def test_functions_are_short_and_take_few_parameters() -> None:
    sizes = {where: lines(node) for where, node in functions()}
    assert {where: size for where, size in sizes.items() if size > 60} == {}
    assert statistics.mean(sizes.values()) <= 12
    assert {where: parameters(where, node) for where, node in functions() if parameters(where, node) > 6} == {}


def undocumented(path: Path, node: ast.Module | ast.ClassDef, prefix: str = "") -> Iterator[str]:
    """Yield the public names of a module or class without a docstring."""
    for child in node.body:
        if isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and not child.name.startswith("_"):
            if ast.get_docstring(child) is None and not overloaded(child):
                yield f"{name(path)}:{child.lineno} {prefix}{child.name}"
            if isinstance(child, ast.ClassDef):
                yield from undocumented(path, child, f"{child.name}.")


def overloaded(node: ast.ClassDef | Function) -> bool:
    return any(isinstance(decorator, ast.Name) and decorator.id == "overload" for decorator in node.decorator_list)


def test_everything_public_says_what_it_is() -> None:
    assert [name(path) for path, module in PARSED.items() if ast.get_docstring(module) is None] == []
    assert [found for path, module in PARSED.items() for found in undocumented(path, module)] == []


def test_every_module_has_a_first_sentence_that_fits_a_listing() -> None:
    for path, module in PARSED.items():
        first = (ast.get_docstring(module) or "").partition("\n")[0]
        assert len(first) <= 140, name(path)
        assert first, name(path)


def broad(module: ast.Module) -> int:
    caught = [node.type for node in ast.walk(module) if isinstance(node, ast.ExceptHandler)]
    return sum(kind is None or (isinstance(kind, ast.Name) and kind.id == "Exception") for kind in caught)


def test_everything_is_caught_only_where_it_must_be() -> None:
    assert {name(path): broad(module) for path, module in PARSED.items() if broad(module)} == BROAD


def imports(module: ast.Module, package: str) -> set[str]:
    """Return what a module imports of `bot`, type-only imports included, as dotted names."""
    found: set[str] = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            pytest.fail(f"{package} has a relative import")
    return {each for each in found if each.split(".")[0] == "bot"}


def modules() -> dict[str, set[str]]:
    names = {name(path).removesuffix(".py").replace("/", ".").removesuffix(".__init__"): module for path, module in PARSED.items()}
    return {module: imports(parsed, module) & set(names) - {module, "bot"} for module, parsed in names.items()}


def test_there_is_no_import_cycle_even_for_types() -> None:
    left = modules()
    while free := {module for module, needed in left.items() if not needed & set(left)}:
        left = {module: needed for module, needed in left.items() if module not in free}
    assert left == {}


STATIONS = ("arrivals", "classifier", "disputes", "ledger", "responders", "review", "sending", "store", "summary")


def test_stations_never_import_one_another() -> None:
    for module, needed in modules().items():
        station = module.split(".")[1] if module.count(".") else ""
        if station in STATIONS:
            others = {each.split(".")[1] for each in needed} & set(STATIONS) - {station}
            assert not others, (module, others)


def test_the_readme_shows_the_tree_as_it_is() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "<!-- tree -->" in readme
    block = readme.partition("<!-- tree -->")[2].partition("<!-- /tree -->")[0]
    shown = [line.rstrip() for line in block.strip().splitlines() if not line.startswith("```")]
    assert shown == [line.rstrip() for line in tree.lines()], "run `make tree` and put its output into README.md"


#: What runs outside words as a program, or reads them as objects.
FORBIDDEN_CALLS = {"eval", "exec", "compile", "__import__", "system", "popen", "spawnl", "spawnv", "execv", "execve"}
FORBIDDEN_MODULES = {"pickle", "cPickle", "marshal", "shelve", "dill", "yaml", "subprocess", "pty", "commands", "code", "xmlrpc"}


def test_sec_12_nothing_runs_words_or_starts_programs() -> None:
    """SEC-12: no pickle, no eval, no yaml.load, no shell, nowhere in the program."""
    for path, module in PARSED.items():
        for node in ast.walk(module):
            if isinstance(node, ast.Call):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                plain = not (isinstance(node.func, ast.Attribute) and called == "compile")  # re.compile
                assert called not in FORBIDDEN_CALLS or not plain, f"{name(path)}:{node.lineno} calls {called}"
                assert not any(keyword.arg == "shell" for keyword in node.keywords), f"{name(path)}:{node.lineno} wants a shell"
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = (
                    {alias.name.split(".")[0] for alias in node.names}
                    if isinstance(node, ast.Import)
                    else {(node.module or "").split(".")[0]}
                )
                assert not names & FORBIDDEN_MODULES, f"{name(path)}:{node.lineno} imports {names & FORBIDDEN_MODULES}"


def test_sec_12_every_dependency_is_pinned_with_its_hashes_from_no_index_of_ours() -> None:
    """SEC-12: the lock names each wanted package once, with sha256 hashes, and nothing else that pip would obey."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in lock.splitlines() if line.strip() and not line.startswith("#")]
    pinned = [re.fullmatch(r"([a-z0-9._-]+)==\S+((?:\s+--hash=sha256:[0-9a-f]{64})+)\s*(?:;.*)?", line) for line in lines]
    assert all(pinned), [line for line, found in zip(lines, pinned, strict=True) if not found]
    names = [found[1] for found in pinned if found]
    assert len(names) == len(set(names))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = (*project["dependencies"], *(one for group in extras.values() for one in group))
    asked = {re.split(r"[<>=!~\[ ;]", one)[0].lower().replace("_", "-").replace(".", "-") for one in wanted}
    assert asked <= {one.replace("_", "-").replace(".", "-") for one in names}
    assert "--require-hashes" in (ROOT / "Makefile").read_text(encoding="utf-8")
