"""`siyu operator`: the first person who may manage all others, or a way back in for one who is locked out.

Nothing has a default secret, so that an empty shop has no account at all. The password is made at random, printed once,
and opens nothing but the page that changes it. Whoever runs this holds the shop's keys anyway: it is asked for no more.
"""

import argparse
import asyncio
import re
import sys
from collections.abc import Sequence

from msgspec import Struct

from app.settings import load_settings
from app.wiring import build
from domain.governance.operators import Operators
from ports.kernel import DomainError

USERNAME = re.compile(r"[A-Za-z0-9_.-]{2,32}")
NAME_LENGTH_MAX = 32


class Wish(Struct, frozen=True):
    """`is_reset`: a new password for an operator who is there already."""

    username: str
    name: str
    is_reset: bool


def read(arguments: Sequence[str]) -> Wish:
    """Ends the process with a usage line when the arguments make no sense."""
    parser = argparse.ArgumentParser(prog="siyu operator", description="create the first operator (店主)")
    parser.add_argument("username", nargs="?", default="owner", help="signs in with it (default: owner)")
    parser.add_argument("--name", default="店主", help="what colleagues read (default: 店主)")
    parser.add_argument("--reset", metavar="NAME", help="instead: a new one-time password for the operator NAME")
    given = parser.parse_args(list(arguments))
    username, name = given.reset or given.username, given.name.strip()
    if not USERNAME.fullmatch(username):
        parser.error("a username has 2 to 32 letters, digits, dots, hyphens or underscores")
    if not 1 <= len(name) <= NAME_LENGTH_MAX:
        parser.error(f"a name has 1 to {NAME_LENGTH_MAX} characters")
    return Wish(username.lower(), name, given.reset is not None)


async def carry_out(operators: Operators, wish: Wish) -> str:
    """The one-time password. Raises OwnerExists, UsernameTaken, NotFound."""
    if wish.is_reset:
        return (await operators.reset_from_console(wish.username)).temporary_password
    return (await operators.found(wish.username, wish.name)).temporary_password


async def _run(wish: Wish) -> int:
    settings = load_settings()
    built = build(settings)
    async with built.open():
        try:
            password = await carry_out(built.services.operators, wish)
        except DomainError as error:
            print(f"siyu operator: {error.text}", file=sys.stderr)
            return 1
    print(f"operator: {wish.username}")
    print(f"one-time password: {password}")
    print(f"It is shown this once. Sign in at {settings.public_url}/admin/ and change it there.")
    return 0


def main(arguments: Sequence[str] = ()) -> int:
    return asyncio.run(_run(read(arguments)))
