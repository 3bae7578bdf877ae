"""A parcel's way, as its courier tells it. Pure."""

from datetime import datetime, timedelta

from msgspec import Struct

from ports.outside.courier import Trace, Track, TrackState

_WAY: tuple[tuple[str, TrackState, str], ...] = (
    ("1", "collected", "【{start}】{courier} 已收取快件"),
    ("2", "in_transit", "【{start}】快件已发出，下一站【{end}转运中心】"),
    ("201", "in_transit", "快件到达【{end}转运中心】"),
    ("202", "delivering", "【{end}】快件派送中，派送员 小禾，请保持电话畅通"),
    ("301", "signed", "【{end}】您的快件已签收，感谢使用{courier}"),
)
"""The courier's code, our state, the words."""

_PROBLEM: tuple[str, TrackState, str] = ("403", "problem", "快件超过时限没有更新，{courier}正在核查")


class Way(Struct, frozen=True):
    """From city to city; `start` and `end` are cities."""

    courier_code: str
    courier_name: str
    tracking_number: str
    start: str
    end: str
    shipped_at: datetime
    signed_at: datetime


class Stop(Struct, frozen=True):
    code: str
    state: TrackState
    trace: Trace


def stops(way: Way, until: datetime, *, has_trouble: bool = False) -> list[Stop]:
    """What has happened until then, in whole seconds; at least two hours pass before the parcel is collected."""
    span = way.signed_at - way.shipped_at
    shares = (0.0, 0.12, 0.7, 0.92, 1.0)
    first = way.shipped_at + min(timedelta(hours=2), span / 10)
    rest = way.signed_at - first
    known = list(zip(_WAY, (first + rest * share for share in shares), strict=True))
    if has_trouble:
        known = [*known[:2], (_PROBLEM, min(known[2][1], until))]
    made = []
    for (code, state, words), at in known:
        if at <= until:
            text = words.format(start=way.start, end=way.end, courier=way.courier_name)
            place = way.start if code in ("1", "2") else way.end
            made.append(Stop(code, state, Trace(at.replace(microsecond=0), text, place)))
    return made


def track(way: Way, made: list[Stop]) -> Track:
    state = made[-1].state if made else "none"
    return Track(way.courier_code, way.tracking_number, state, tuple(stop.trace for stop in made))
