"""Lists of tags in an address: 「104,-431」 is who has tag 104 and has not tag 431."""

from typing import Annotated

from litestar.params import QueryParameter

from ports.members.tag_views import TagFilter

_PATTERN = r"^-?[0-9]{1,9}(,-?[0-9]{1,9}){0,19}$"

Compared = Annotated[str, QueryParameter(name="ids", pattern=_PATTERN, max_length=240)]
Filtered = Annotated[str | None, QueryParameter(name="tags", pattern=_PATTERN, max_length=240)]


def ids_of(given: str) -> tuple[int, ...]:
    """Each once, in the order given."""
    return tuple(dict.fromkeys(int(one) for one in given.split(",")))


def filter_of(given: str | None) -> TagFilter:
    ids = ids_of(given) if given else ()
    return TagFilter(tuple(tag for tag in ids if tag >= 0), tuple(-tag for tag in ids if tag < 0))
