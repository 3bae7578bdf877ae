"""The `siyu` command: a table of what there is; each piece is imported when it is asked for."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import cast

from msgspec import Struct

from app.keys import SettingsError
from app.runtime.errors import CannotStart


class Entry(Struct, frozen=True):
    """`target` is "module:function", which takes the remaining arguments and gives the exit code.

    `mode` is the mode of settings when SIYU_MODE is not set; without it that is production.
    """

    target: str
    help: str
    mode: str | None = None


COMMANDS = {
    "demo": Entry("app.runtime.demo:main", "everything on this machine, with the emulator as WeChat", "demo"),
    "serve": Entry("app.runtime.serve:main", "the HTTP server"),
    "worker": Entry("app.runtime.actors:main", "the processes that run actors"),
    "scheduler": Entry("app.scheduler:main", "the clock that sends timed work to the workers"),
    "migrate": Entry("app.runtime.schema:main", "bring the database to the newest schema"),
    "operator": Entry("app.first_operator:main", "create the first operator, or reset one who is locked out"),
    "seed": Entry("app.seed:main", "fill an empty shop with a believable brand"),
    "emulator": Entry("app.runtime.serve:emulator", "WeChat, WeChat Pay and Kdniao, played", "demo"),
    "prove": Entry("app.prove:main", "show an invariant under load and crashes", "test"),
    "bench": Entry("app.bench:main", "measure, one line of JSON for each figure", "test"),
    "rebuild": Entry("app.rebuild:main", "rebuild in Valkey what is derived from PostgreSQL"),
    "rekey": Entry("app.rekey:main", "encrypt personal data again with the newest key"),
    "openapi": Entry("app.openapi:main", "write openapi.json", "test"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code."""
    given = list(sys.argv[1:] if argv is None else argv)
    parser = argparse.ArgumentParser(prog="siyu", description="Siyu 私域: private-domain commerce for WeChat")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, entry in COMMANDS.items():
        # A command reads its own options, so that `siyu prove order --help` is answered by the proof.
        commands.add_parser(name, help=entry.help, add_help=False, prefix_chars="\0")
    name = parser.parse_args(given[:1]).command
    entry = COMMANDS[name]
    if entry.mode is not None:
        os.environ.setdefault("SIYU_MODE", entry.mode)
    try:
        return _load(entry.target)(given[1:])
    except (CannotStart, SettingsError) as error:
        print(f"Siyu cannot start: {error}", file=sys.stderr, flush=True)
        return 1


def _load(target: str) -> Callable[[Sequence[str]], int]:
    module, function = target.split(":")
    return cast(Callable[[Sequence[str]], int], getattr(import_module(module), function))


if __name__ == "__main__":
    sys.exit(main())
