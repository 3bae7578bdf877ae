"""What the shop takes for a video, and that no bytes whatever bring the reader down."""

import struct
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.video.mp4 import BRANDS, Mp4Reader
from ports.kernel import DomainError
from ports.outside.video import (
    VIDEO_BYTES_MAX,
    NotAVideo,
    VideoCodecUnplayable,
    VideoStartsSlowly,
    VideoTooLarge,
    VideoTooLong,
)
from tests.videos import TURNED, Film, box

READER = Mp4Reader()
FTYP, MOOV, MDAT = Film().parts()
WHOLE = FTYP + MOOV + MDAT


def test_a_film_says_its_size_and_duration() -> None:
    video = READER.read(WHOLE)
    assert (video.width, video.height, video.duration_ms) == (720, 1280, 5000)
    assert video.content is WHOLE


def test_a_film_that_was_turned_is_shown_upright() -> None:
    video = READER.read(Film(size=(1920, 1080), matrix=TURNED).content())
    assert (video.width, video.height) == (1080, 1920)


def test_a_film_without_sound_is_one_too() -> None:
    assert READER.read(Film(sound=None).content()).duration_ms == 5000


def test_any_brand_of_the_family_will_do_and_no_other() -> None:
    for brand in BRANDS:
        assert READER.read(Film(ftyp=brand + bytes(4)).content()).width == 720
    assert READER.read(Film(ftyp=b"M4V " + bytes(4) + b"mp42").content()).width == 720
    for other in (b"qt  " + bytes(4) + b"qt  ", b"heic" + bytes(4) + b"mif1", b"qt  isom", b""):
        with pytest.raises(NotAVideo):
            READER.read(Film(ftyp=other).content())


def test_a_minute_is_the_longest() -> None:
    assert READER.read(Film(seconds=60).content()).duration_ms == 60_000
    with pytest.raises(VideoTooLong):
        READER.read(Film(seconds=61).content())


def test_a_header_that_lies_about_the_duration_is_not_believed() -> None:
    with pytest.raises(VideoTooLong):
        READER.read(Film(seconds=600, claimed_seconds=10).content())
    with pytest.raises(VideoTooLong):
        READER.read(Film(seconds=10, claimed_seconds=600).content())


def test_a_film_without_pictures_in_it_is_none() -> None:
    with pytest.raises(NotAVideo):
        READER.read(Film(seconds=0).content())


@pytest.mark.parametrize(("codec", "sound"), [(b"hvc1", b"mp4a"), (b"av01", None), (b"encv", None), (b"avc1", b"ac-3")])
def test_what_wechat_cannot_play_is_refused(codec: bytes, sound: bytes | None) -> None:
    with pytest.raises(VideoCodecUnplayable) as refused:
        READER.read(Film(codec=codec, sound=sound).content())
    assert refused.value.field == "file"


def test_the_index_must_come_first() -> None:
    with pytest.raises(VideoStartsSlowly) as refused:
        READER.read(FTYP + MDAT + MOOV)
    assert "faststart" in refused.value.text
    assert READER.read(FTYP + box(b"free", bytes(9)) + MOOV + MDAT + box(b"free")).width == 720


def test_twenty_megabytes_are_the_most() -> None:
    rest = VIDEO_BYTES_MAX - len(FTYP + MOOV) - 8
    assert READER.read(FTYP + MOOV + box(b"mdat", bytes(rest))).width == 720
    with pytest.raises(VideoTooLarge):
        READER.read(FTYP + MOOV + box(b"mdat", bytes(rest + 1)))


def test_what_the_camera_told_is_gone_and_the_index_still_points_at_the_pictures() -> None:
    told = box(b"udta", box(b"\xa9xyz", b"\x00\x12\x15\xc7+30.2741+120.1551/"))
    content = Film(in_moov=(told,)).content()
    video = READER.read(content)
    assert b"+30.2741" in content
    assert b"+30.2741" not in video.content
    assert len(video.content) == len(content)
    assert READER.read(bytes(video.content)).width == 720


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x89PNG\r\n\x1a\n" + bytes(100),
        FTYP,
        FTYP + MOOV,
        FTYP + MDAT,
        MOOV + FTYP + MDAT,
        FTYP + MOOV + MOOV + MDAT,
        WHOLE[:-1],
        WHOLE + b"\x00",
        FTYP + MOOV + struct.pack(">I4sQ", 1, b"mdat", 2**63) + bytes(64),
        FTYP + MOOV + struct.pack(">I4sQ", 1, b"mdat", 4),
        FTYP + MOOV + struct.pack(">I4s", 7, b"mdat"),
        FTYP + box(b"free") * 2000 + MOOV + MDAT,
        FTYP + box(b"moov", box(b"trak") * 900) + MDAT,
        Film(in_moov=(box(b"mvex"),)).content(),
        Film(in_moov=(box(b"free", bytes(5 << 20)),)).content(),
        Film(size=(0, 0)).content(),
        Film(size=(9000, 16)).content(),
    ],
)
def test_what_is_no_whole_film_is_refused(content: bytes) -> None:
    with pytest.raises(NotAVideo) as refused:
        READER.read(content)
    assert refused.value.field == "file"


def test_a_last_box_may_say_that_it_goes_on_to_the_end() -> None:
    assert READER.read(FTYP + MOOV + struct.pack(">I4s", 0, b"mdat") + bytes(64)).width == 720
    assert READER.read(FTYP + MOOV + struct.pack(">I4sQ", 1, b"mdat", 80) + bytes(64)).width == 720


def _survives(content: bytes) -> None:
    started = time.perf_counter()
    try:
        video = READER.read(content)
    except DomainError as refused:
        assert refused.field == "file"
    else:
        assert video.width > 0 and video.height > 0 and len(video.content) == len(content)
        assert 0 <= video.duration_ms <= 60_500
    assert time.perf_counter() - started < 5


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=2000))
def test_any_bytes_are_answered(content: bytes) -> None:
    _survives(content)
    _survives(FTYP + content)
    _survives(FTYP + box(b"moov", content) + MDAT)


@settings(max_examples=600, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=8)), min_size=1, max_size=6))
def test_a_damaged_film_is_answered(damages: list[tuple[int, bytes]]) -> None:
    content = bytearray(WHOLE)
    for at, what in damages:
        content[at : at + len(what)] = what
    _survives(bytes(content))


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(WHOLE)), st.integers(0, len(WHOLE)))
def test_a_film_with_a_piece_missing_is_answered(one: int, other: int) -> None:
    _survives(WHOLE[: min(one, other)] + WHOLE[max(one, other) :])


@settings(max_examples=100, deadline=None)
@given(st.sampled_from([b"moov", b"trak", b"mdia", b"stbl", b"udta"]), st.integers(1, 3000))
def test_boxes_within_boxes_without_end_are_answered(kind: bytes, depth: int) -> None:
    content = b"".join(struct.pack(">I4s", (depth - at) * 8, kind) for at in range(depth))
    _survives(FTYP + box(b"moov", content) + MDAT)
