"""Who may know whom, beyond what the import contracts in pyproject.toml can say."""

import ast
import graphlib
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from app.settings import ROOT

# Asking is calling another module's `…Api` for an answer that the present request needs. Reacting to another module's
# events, and passing its plain records around, is free. Whoever adds a pair here has checked that it makes no circle.
MAY_ASK: dict[str, frozenset[str]] = {
    "commerce": frozenset({"supply", "members", "payments", "promotion", "governance"}),
    "supply": frozenset({"governance"}),
    "members": frozenset({"governance", "payments"}),
    "payments": frozenset({"governance"}),
    "platform": frozenset({"governance"}),
    "promotion": frozenset({"governance", "members", "supply"}),
    "community": frozenset({"commerce", "governance", "members", "promotion"}),
    "insight": frozenset({"members"}),
    "governance": frozenset(),
}
# Everything directly under ports/ that belongs to no module.
COMMON_PORTS = {"kernel", "cache", "outbox", "inbox", "crypto", "outside"}


class Import(Struct, frozen=True):
    """`from source import names` in a file; `names` is empty for `import source`."""

    file: Path
    source: str
    names: tuple[str, ...]


def imports_in(folder: str) -> Iterator[Import]:
    """All imports of all Python files under a folder of the project."""
    for path in sorted((ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{path}: imports are absolute here"
                yield Import(path.relative_to(ROOT), node.module or "", tuple(name.name for name in node.names))
            elif isinstance(node, ast.Import):
                for name in node.names:
                    yield Import(path.relative_to(ROOT), name.name, ())


def apis_of(module: str) -> set[str]:
    """The Protocols that a module offers to others."""
    path = ROOT / "ports" / module / "api.py"
    if not path.exists():
        return set()
    classes = [node for node in ast.parse(path.read_text()).body if isinstance(node, ast.ClassDef)]
    return {
        node.name
        for node in classes
        if any(isinstance(base, ast.Name) and base.id == "Protocol" for base in node.bases)
    }


def foreign_imports() -> Iterator[tuple[str, str, Import]]:
    """(module, other module, import) for each use of another module's ports under domain/."""
    for found in imports_in("domain"):
        parts = found.source.split(".")
        if parts[0] == "ports" and len(parts) > 1 and parts[1] not in COMMON_PORTS:
            module = found.file.parts[1]
            if parts[1] != module:
                yield module, parts[1], found


def test_every_module_stands_in_the_table() -> None:
    modules = {path.name for path in (ROOT / "domain").iterdir() if (path / "__init__.py").exists()}
    assert modules - MAY_ASK.keys() == set()


def test_the_table_has_no_circle() -> None:
    assert len(list(graphlib.TopologicalSorter(MAY_ASK).static_order())) >= len(MAY_ASK)


def test_modules_ask_only_whom_they_may() -> None:
    wrong = []
    for module, other, found in foreign_imports():
        if apis_of(other).intersection(found.names) and other not in MAY_ASK[module]:
            wrong.append(f"{found.file}: {module} asks {other}")
    assert wrong == []


def test_stores_and_views_of_another_module_are_closed() -> None:
    wrong = [
        f"{found.file}: {found.source}"
        for _, other, found in foreign_imports()
        if found.source != f"ports.{other}.api" or not found.names
    ]
    assert wrong == []


def test_ports_of_a_module_are_known_to_it_through_its_own_folder() -> None:
    wrong = []
    for found in imports_in("ports"):
        parts = found.source.split(".")
        owner = found.file.parts[1].removesuffix(".py")
        if parts[0] == "ports" and len(parts) > 2 and parts[1] not in {*COMMON_PORTS, owner} and parts[2] != "api":
            wrong.append(f"{found.file}: {found.source}")
    assert wrong == []


def test_the_emulator_shares_no_code_with_what_it_tests() -> None:
    ours = [found for found in imports_in("adapters/emulator") if found.source.split(".")[0] in ("adapters", "ports")]
    assert [f"{i.file}: {i.source}" for i in ours if not i.source.startswith("adapters.emulator")] == []


def test_domain_packages_hold_a_docstring_and_nothing_else() -> None:
    wrong = []
    for path in sorted((ROOT / "domain").glob("*/__init__.py")):
        tree = ast.parse(path.read_text())
        if ast.get_docstring(tree) is None or len(tree.body) != 1:
            wrong.append(str(path.relative_to(ROOT)))
    assert wrong == []


def test_rules_take_clock_and_chance_from_their_caller() -> None:
    modules, makers = {"random", "secrets", "time"}, {"uuid1", "uuid4", "uuid6", "uuid7"}
    wrong = [
        f"{found.file}: {found.source}"
        for found in imports_in("domain")
        if found.source in modules or (found.source == "uuid" and makers.intersection(found.names))
    ]
    assert wrong == []
