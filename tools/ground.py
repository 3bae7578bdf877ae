"""Ground for the set-up tools: where things are, one line on the console, stamps that say what was done already.

The tools run under whatever Python starts them (3.8 or newer) and use the standard library alone.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / ".siyu-build"
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
_TAIL_LINES = 30


class SetupError(Exception):
    """What is missing and what to do about it, in a line."""


def say(text):
    """One line on the console, at once."""
    print(text, flush=True)


def run(arguments, name, environ=None):
    """Run a command with its output in .siyu-build/<name>.log. Raises SetupError with the end of that log."""
    BUILD.mkdir(exist_ok=True)
    log = BUILD / (name + ".log")
    with log.open("wb") as output:
        done = subprocess.run(
            [str(part) for part in arguments], cwd=str(ROOT), stdin=subprocess.DEVNULL, stdout=output,
            stderr=subprocess.STDOUT, env=environ, check=False,
        )  # fmt: skip
    if done.returncode:
        tail = "\n".join(log.read_text(errors="replace").splitlines()[-_TAIL_LINES:])
        raise SetupError("{}\n{} fails with exit code {} (whole log: {})".format(tail, name, done.returncode, log))


def answer_of(arguments):
    """What a command prints, or None when it cannot be run or fails."""
    try:
        done = subprocess.run(
            [str(part) for part in arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, timeout=60, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode(errors="replace").strip() if done.returncode == 0 else None


def digest(paths, *words):
    """A hash over words and over the names and contents of files; folders count with all that is in them."""
    total = hashlib.sha256("\0".join(words).encode())
    for path in sorted(_files(paths)):
        total.update("\0{}\0".format(path.relative_to(ROOT)).encode())
        total.update(path.read_bytes())
    return total.hexdigest()


_NO_SOURCES = {"node_modules", "dist", ".swc", "__pycache__", "tests", "test-results"}


def _files(paths):
    for path in paths:
        if path.is_dir():
            for folder, folders, names in os.walk(str(path)):
                folders[:] = [name for name in folders if name not in _NO_SOURCES]
                for name in names:
                    if not name.endswith((".tsbuildinfo", ".log")):
                        yield Path(folder) / name
        elif path.exists():
            yield path


def is_stamped(name, value):
    """Whether the step was done with just this value."""
    stamp = BUILD / (name + ".stamp")
    return stamp.exists() and stamp.read_text() == value


def stamp(name, value):
    """Remember that the step was done."""
    BUILD.mkdir(exist_ok=True)
    (BUILD / (name + ".stamp")).write_text(value)


def fail(error):
    """End with the error's words."""
    print("Siyu cannot be set up: {}".format(error), file=sys.stderr, flush=True)
    sys.exit(1)
