"""Boxes of an ISO base media file (ISO/IEC 14496-12), which is what an MP4 is. No length in it is trusted.

Our own, because the one permissive library (pymp4 1.4, Apache-2.0) copies the pictures, descends without a bound, and
holds on to a construct of 2016.
"""

import struct
from collections.abc import Iterator

from msgspec import Struct

BOXES_MAX = 1000
"""In one container: a file of a minute has some ten of them."""


class Malformed(Exception):
    """The bytes are no sequence of whole boxes."""


class Box(Struct, frozen=True):
    """`start` is where its header begins, `body` where its content does; `end` is behind its last byte."""

    kind: bytes
    start: int
    body: int
    end: int


def boxes(data: memoryview, start: int, end: int) -> Iterator[Box]:
    """The boxes that fill `data[start:end]` to its last byte. Raises Malformed."""
    assert 0 <= start <= end <= len(data), "a container lies within its file"
    for _ in range(BOXES_MAX):
        if start == end:
            return
        found = _box(data, start, end)
        yield found
        start = found.end
    raise Malformed


def _box(data: memoryview, start: int, end: int) -> Box:
    body = start + 8
    if body > end:
        raise Malformed
    size, kind = struct.unpack_from(">I4s", data, start)
    if size == 1:
        body += 8
        if body > end:
            raise Malformed
        (size,) = struct.unpack_from(">Q", data, start + 8)
    elif size == 0:
        # Up to the end of what holds it.
        size = end - start
    if not body <= start + size <= end:
        raise Malformed
    return Box(kind, start, body, start + size)


def children(data: memoryview, box: Box, skip: int = 0) -> list[Box]:
    """`skip`: bytes of its own before the first child. Raises Malformed."""
    if box.body + skip > box.end:
        raise Malformed
    return list(boxes(data, box.body + skip, box.end))


def only(found: list[Box], kind: bytes) -> Box:
    """Raises Malformed unless there is exactly one of this kind."""
    of_kind = [box for box in found if box.kind == kind]
    if len(of_kind) != 1:
        raise Malformed
    return of_kind[0]


def numbers(data: memoryview, box: Box, layout: str, at: int = 0) -> tuple[int, ...]:
    """Big-endian numbers at an offset of its content. Raises Malformed when it is too short."""
    if box.body + at + struct.calcsize(">" + layout) > box.end:
        raise Malformed
    return struct.unpack_from(">" + layout, data, box.body + at)
