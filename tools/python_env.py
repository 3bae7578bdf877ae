"""The virtual environment: a new enough Python, the locked packages, and the `siyu` command in it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from ground import ROOT, VENV, VENV_PYTHON, SetupError, answer_of, digest, is_stamped, run, say, stamp

LOCK = ROOT / "requirements.lock"
UV = VENV / "bin" / "uv"
UV_VERSION = "0.13.9"
_OWN = ("app", "domain", "ports", "adapters", "migrations", "tests")
# In the order of our liking: packages with compiled parts are there for the first two.
_VERSIONS = ("3.13", "3.12", "3.14")
_PROBE = "import sys, venv, ensurepip; print('%d.%d' % sys.version_info[:2])"

# A shell and Python read this file alike, so that the path of the environment may hold spaces and be long.
_SHIM = """#!/bin/sh
'''exec' "$(dirname "$0")/python" "$0" "$@"
' '''
import sys

from app.cli import main

sys.exit(main())
"""


def prepare():
    """Make or repair .venv so that it holds exactly what requirements.lock names."""
    if answer_of([VENV_PYTHON, "-c", _PROBE]) not in _VERSIONS:
        python = find_python()
        say("Making .venv with {}".format(python))
        run([python, "-m", "venv", "--clear", VENV], "venv")
    version = answer_of([VENV_PYTHON, "-c", _PROBE])
    wanted = digest([LOCK], version or "", UV_VERSION, "compiled")
    if not is_stamped("python", wanted):
        say("Installing Python packages")
        _install()
        stamp("python", wanted)
    _link_project()
    _compile()


def find_python():
    """The first Python on PATH or among pyenv's that is new enough and can make environments."""
    found = {}
    for candidate in _candidates():
        version = answer_of([candidate, "-c", _PROBE])
        if version in _VERSIONS:
            found.setdefault(version, candidate)
            if version == _VERSIONS[0]:
                break
    for version in _VERSIONS:
        if version in found:
            return found[version]
    raise SetupError("no Python 3.12 or 3.13 with venv was found on PATH or under ~/.pyenv/versions (set SIYU_PYTHON)")


def _candidates():
    if os.environ.get("SIYU_PYTHON"):
        yield os.environ["SIYU_PYTHON"]
    for version in _VERSIONS:
        path = shutil.which("python" + version)
        if path:
            yield path
    roots = [os.environ.get("PYENV_ROOT"), str(Path.home() / ".pyenv")]
    for root in [root for root in roots if root]:
        for version in _VERSIONS:
            for folder in sorted(Path(root).glob("versions/{}*".format(version)), reverse=True):
                yield str(folder / "bin" / "python")
    for name in ("python3", "python"):
        path = shutil.which(name)
        if path:
            yield path
    yield sys.executable


def _install():
    if (answer_of([UV, "--version"]) or "").split()[1:2] != [UV_VERSION]:
        run([VENV_PYTHON, "-m", "pip", "install", "-q", "uv==" + UV_VERSION], "uv")
    try:
        # Without compiled files every one of our processes would compile all packages at its start, for seconds.
        arguments = ["sync", "-q", "--require-hashes", "--compile-bytecode", "--python", VENV_PYTHON, LOCK]
        run([UV, "pip", *arguments], "packages")
    except SetupError:
        # pip reads settings of this machine (its index, its certificates) that uv does not know.
        say("uv did not succeed; installing with pip")
        run([VENV_PYTHON, "-m", "pip", "install", "-q", "--require-hashes", "-r", LOCK], "packages")


def _link_project():
    """The project itself is used in place: a path file and the command, without building a package."""
    packages = answer_of([VENV_PYTHON, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"])
    if not packages:
        raise SetupError("{} does not run; remove .venv and try again".format(VENV_PYTHON))
    _write(Path(packages) / "siyu.pth", str(ROOT) + "\n")
    _write(VENV / "bin" / "siyu", _SHIM)
    (VENV / "bin" / "siyu").chmod(0o755)


def _compile():
    """Our own code; only what has changed. A file with an error is for whoever imports it to complain of."""
    subprocess.run(
        [str(VENV_PYTHON), "-m", "compileall", "-q", "-q", "-j", "0", *_OWN], cwd=str(ROOT), check=False,
    )  # fmt: skip


def _write(path, text):
    if not path.exists() or path.read_text() != text:
        path.write_text(text)
