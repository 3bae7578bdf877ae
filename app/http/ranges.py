"""Parts of a file that a player asks for (RFC 9110, section 14). iOS and WeChat play no video without them."""

import re

from msgspec import Struct

_ONE = re.compile(r"bytes=\s*(\d*)\s*-\s*(\d*)\s*", re.ASCII | re.IGNORECASE)
_DIGITS_MAX = 18


class Span(Struct, frozen=True):
    """From the byte `start` on, `length` of them, of a file of `size`."""

    start: int
    length: int
    size: int

    @property
    def content_range(self) -> str:
        return f"bytes {self.start}-{self.start + self.length - 1}/{self.size}"


class Unsatisfiable(Exception):
    """No such part."""


def span_of(header: str | None, size: int) -> Span | None:
    """The part that is wanted; None: all of it. Raises Unsatisfiable.

    Other units, and several parts at once, are answered with the whole, as the RFC allows.
    """
    if header is None or not header.lower().startswith("bytes=") or "," in header:
        return None
    found = _ONE.fullmatch(header)
    if found is None:
        raise Unsatisfiable
    first, last = found.groups()
    if not (first or last) or max(len(first), len(last)) > _DIGITS_MAX:
        raise Unsatisfiable
    if not first:
        length = min(int(last), size)
        return _span(size - length, size - 1, size)
    return _span(int(first), min(int(last), size - 1) if last else size - 1, size)


def _span(start: int, last: int, size: int) -> Span:
    if not 0 <= start <= last:
        raise Unsatisfiable
    return Span(start, last - start + 1, size)
