"""What an MP4 says of itself, as far as the shop has to know before a phone plays it."""

import struct
from collections.abc import Iterator

from adapters.video.boxes import Box, Malformed, boxes, children, numbers, only
from ports.outside.video import (
    VIDEO_BYTES_MAX,
    VIDEO_SECONDS_MAX,
    NotAVideo,
    Video,
    VideoCodecUnplayable,
    VideoStartsSlowly,
    VideoTooLarge,
    VideoTooLong,
)

BRANDS_BYTES_MAX = 256
BRANDS = {b"mp41", b"mp42", b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"avc1"}
PICTURE_CODEC, SOUND_CODEC = b"avc1", b"mp4a"
INDEX_BYTES_MAX = 4 << 20
"""Of `moov`. A minute at 60 frames a second needs less than 200 kB."""
TRACKS_MAX = 8
SIDE_MAX = 4096
# An index that says 60 may be some frames of sound longer.
_TOLERANCE_MS = 500
# Where cameras keep the place, the owner and the device. No player needs them.
_TOLD_BY_CAMERAS = {b"udta", b"meta", b"uuid"}


class Mp4Reader:
    """Implements `ports.outside.video.VideoReader`. Reads the index alone; the pictures are not decoded."""

    def read(self, content: bytes) -> Video:
        if len(content) > VIDEO_BYTES_MAX:
            raise VideoTooLarge(field="file")
        data = memoryview(content)
        try:
            moov = _index(data)
            width, height, duration_ms = _film(data, moov)
            told = list(_told_by_camera(data, moov))
        except Malformed as error:
            raise NotAVideo(field="file") from error
        if duration_ms > VIDEO_SECONDS_MAX * 1000 + _TOLERANCE_MS:
            raise VideoTooLong(field="file")
        return Video(width, height, duration_ms, _without(content, told))


def _index(data: memoryview) -> Box:
    """`moov`, which stands before the pictures. Raises Malformed, VideoStartsSlowly."""
    top = list(boxes(data, 0, len(data)))
    if not top or top[0].kind != b"ftyp":
        raise Malformed
    named = bytes(data[top[0].body : min(top[0].end, top[0].body + BRANDS_BYTES_MAX)])
    # The major brand, its version, and the compatible ones.
    if not BRANDS & {named[at : at + 4] for at in range(0, len(named), 4) if at != 4}:
        raise Malformed
    moov, kinds = only(top, b"moov"), [box.kind for box in top]
    if b"mdat" not in kinds or moov.end - moov.start > INDEX_BYTES_MAX:
        raise Malformed
    if kinds.index(b"mdat") < kinds.index(b"moov"):
        raise VideoStartsSlowly(field="file")
    return moov


def _film(data: memoryview, moov: Box) -> tuple[int, int, int]:
    """Width and height upright, and the longest duration that anything in the index claims, in ms."""
    inside = children(data, moov)
    durations = [_duration_ms(data, only(inside, b"mvhd"))]
    tracks = [box for box in inside if box.kind == b"trak"]
    if len(tracks) > TRACKS_MAX:
        raise Malformed
    if any(box.kind == b"mvex" for box in inside):
        # Screen recorders write fragments, each with an index of its own.
        raise NotAVideo("这是分段录制的 MP4，请用剪辑软件重新导出一次再上传", field="file")
    size = None
    for track in tracks:
        parts = children(data, track)
        media = children(data, only(parts, b"mdia"))
        handler = numbers(data, only(media, b"hdlr"), "I", 8)[0].to_bytes(4, "big")
        if handler not in (b"vide", b"soun"):
            continue
        table = children(data, only(children(data, only(media, b"minf")), b"stbl"))
        _check_codec(data, only(table, b"stsd"), PICTURE_CODEC if handler == b"vide" else SOUND_CODEC)
        header = only(media, b"mdhd")
        durations += [_duration_ms(data, header), _samples_ms(data, only(table, b"stts"), _clock(data, header)[0])]
        if handler == b"vide":
            size = size or _size(data, only(parts, b"tkhd"))
    if size is None:
        raise Malformed
    return *size, max(durations)


def _clock(data: memoryview, header: Box) -> tuple[int, int]:
    """Ticks a second, and ticks in all, of `mvhd` or `mdhd`."""
    if numbers(data, header, "B")[0] == 1:
        scale, ticks, unknown = *numbers(data, header, "IQ", 20), 2**64 - 1
    else:
        scale, ticks, unknown = *numbers(data, header, "II", 12), 2**32 - 1
    if scale == 0:
        raise Malformed
    # All ones: the header does not know; the samples do.
    return scale, 0 if ticks == unknown else ticks


def _duration_ms(data: memoryview, header: Box) -> int:
    scale, ticks = _clock(data, header)
    return ticks * 1000 // scale


def _samples_ms(data: memoryview, stts: Box, scale: int) -> int:
    """What its samples last together: a header may claim what it likes. Raises Malformed for a track without any."""
    (count,) = numbers(data, stts, "I", 4)
    entries = data[stts.body + 8 : stts.end]
    if count * 8 != len(entries):
        raise Malformed
    ticks = samples = 0
    for of_one, each in struct.iter_unpack(">II", entries):
        samples += of_one
        ticks += of_one * each
    if samples == 0:
        raise Malformed
    return ticks * 1000 // scale


def _check_codec(data: memoryview, stsd: Box, wanted: bytes) -> None:
    """Raises Malformed, VideoCodecUnplayable."""
    entries = children(data, stsd, skip=8)
    if not entries or numbers(data, stsd, "I", 4)[0] != len(entries):
        raise Malformed
    if any(entry.kind != wanted for entry in entries):
        raise VideoCodecUnplayable(field="file")
    if wanted == PICTURE_CODEC:
        for entry in entries:
            # 78 bytes of a visual sample entry stand before its boxes.
            only(children(data, entry, skip=78), b"avcC")


def _size(data: memoryview, tkhd: Box) -> tuple[int, int]:
    """Of the picture as it is shown: a phone that was held upright writes a turned one and a matrix."""
    at = 52 if numbers(data, tkhd, "B")[0] == 1 else 40
    first, _, _, _, second = numbers(data, tkhd, "5i", at)
    width, height = (side >> 16 for side in numbers(data, tkhd, "II", at + 36))
    if not (0 < width <= SIDE_MAX and 0 < height <= SIDE_MAX):
        raise Malformed
    return (height, width) if first == 0 and second == 0 else (width, height)


def _told_by_camera(data: memoryview, moov: Box) -> Iterator[Box]:
    for box in children(data, moov):
        if box.kind in _TOLD_BY_CAMERAS:
            yield box
        elif box.kind == b"trak":
            yield from (inner for inner in children(data, box) if inner.kind in _TOLD_BY_CAMERAS)


def _without(content: bytes, told: list[Box]) -> bytes | bytearray:
    """The same length, so that the index still points at the pictures."""
    if not told:
        return content
    cleaned = bytearray(content)
    for box in told:
        cleaned[box.start + 4 : box.start + 8] = b"free"
        cleaned[box.body : box.end] = bytes(box.end - box.body)
    return cleaned
