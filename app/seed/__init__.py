"""`siyu seed`: fills an empty shop with the invented brand 暖禾 Nuanhe."""

import argparse
import asyncio
from collections.abc import Sequence

from app.runtime.errors import CannotStart
from app.settings import load_settings


def main(arguments: Sequence[str] = ()) -> int:
    """0: filled, or (with `--if-empty`) there was something already; 1: it does not add up. Raises CannotStart."""
    parser = argparse.ArgumentParser(prog="siyu seed", description="Fill an empty shop with a believable brand")
    parser.add_argument("--if-empty", action="store_true", help="say nothing and do nothing in a shop that has goods")
    parser.add_argument("--small", action="store_true", help="a handful of everything, for tests")
    given = parser.parse_args(list(arguments))
    settings = load_settings()
    if settings.mode == "production":
        raise CannotStart("siyu seed invents payments and people; it runs in demo and test mode only (SIYU_MODE)")
    # The processes that draw pictures import this package too, and need no services.
    from app.logs import set_up_logs  # noqa: PLC0415
    from app.seed.run import SMALL, Seeding, Size  # noqa: PLC0415

    set_up_logs("WARNING")
    try:
        findings = asyncio.run(Seeding(settings, SMALL if given.small else Size(), say).run())
    except OSError as error:
        raise CannotStart(f"the shop cannot be filled: {error}") from error
    if findings is None:
        if given.if_empty:
            return 0
        raise CannotStart("the shop is not empty, and nothing of it was changed")
    for name, figure in findings.figures.items():
        say(f"  {name.replace('_', ' ')}: {figure:,}")
    say("  orders by state: " + ", ".join(f"{state} {count}" for state, count in findings.states.items()))
    for rule in findings.wrong:
        say(f"  WRONG: it does not hold that {rule}")
    return 1 if findings.wrong else 0


def say(line: str) -> None:
    print(line, flush=True)
