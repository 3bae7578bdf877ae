"""Lists in pages: with a bound, and never a part of one as if it were all."""

from collections.abc import Awaitable, Callable

import structlog

from ports.kernel import OutsideUnavailable

PAGES_MAX = 500

log = structlog.get_logger("siyu.wecom")


async def all_pages[T](fetch: Callable[[str], Awaitable[tuple[tuple[T, ...], str]]]) -> tuple[T, ...]:
    """`fetch` takes a cursor (empty: the beginning) and gives the rows and the next cursor (empty: the end).

    Raises OutsideUnavailable when there is no end: who mirrors a part would delete the rest.
    """
    rows: list[T] = []
    cursor = ""
    for _ in range(PAGES_MAX):
        page, following = await fetch(cursor)
        rows += page
        if not following:
            return tuple(rows)
        if following == cursor:
            break
        cursor = following
    log.error("a list without an end", rows=len(rows))
    raise OutsideUnavailable
