"""Files and functions stay small enough to be read at one sitting."""

import ast
import subprocess
from pathlib import Path

import pytest

from app.settings import ROOT

FILE_LINES_MAX = {".py": 300, ".ts": 250, ".tsx": 250}
FUNCTION_LINES_MAX = 60
# Written by a generator, or a dated record that is never edited again.
_EXEMPT_FOLDERS = {"node_modules", "dist", "generated", "versions"}
_EXEMPT_FILES = {"app/client/src/schema.ts"}


def sources(*suffixes: str) -> list[Path]:
    """The project's own files of these kinds: those that git has or would take."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = sorted({Path(line) for line in listed.stdout.splitlines()})
    return [
        path
        for path in paths
        if path.suffix in suffixes
        and not _EXEMPT_FOLDERS.intersection(path.parts)
        and path.as_posix() not in _EXEMPT_FILES
        and (ROOT / path).is_file()
    ]


@pytest.mark.parametrize("suffix", sorted(FILE_LINES_MAX))
def test_no_file_is_too_long(suffix: str) -> None:
    lengths = {path.as_posix(): len((ROOT / path).read_text().splitlines()) for path in sources(suffix)}
    assert {path: length for path, length in lengths.items() if length > FILE_LINES_MAX[suffix]} == {}


def test_no_function_is_too_long() -> None:
    long = []
    for path in sources(".py"):
        for node in ast.walk(ast.parse((ROOT / path).read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > FUNCTION_LINES_MAX:
                    long.append(f"{path}:{node.lineno} {node.name} has {lines} lines")
    assert long == []
