"""Following the radar: what each follower is told, and in which order. Pure.

An event carries a position only if everything up to it has been told: who reconnects with it misses nothing. What was
told early is not told again when it is settled; the next beat carries its position.
"""

import re
from collections.abc import Callable, Sequence
from uuid import UUID

from msgspec import Struct

from domain.community.visit_rules import told
from ports.community.radar import FeedEvent, FeedPlace, Follow, NowRow
from ports.community.sidebar import NowContact
from ports.kernel import DomainError

WAITING_MAX = 500
"""In the mailbox of a follower: who fetches slower is cut off, and catches up by its position."""
CATCH_UP_MAX = 500
"""Events behind a position that are looked through; who is further behind gets a full picture."""
_EVENT_ID = re.compile(r"(\d{1,18})-([0-9a-f]{32})")


class TooManyGuides(DomainError):
    code = "community.too_many_followers"
    kind = "unavailable"
    message = "当前查看的人较多，客户动态暂时不能实时更新，页面会稍后自动重试"


class RadarNews(Struct, frozen=True):
    """One more. `name` of the server-sent event; `event_id` None: told early, nobody may go on from here."""

    event_id: str | None
    name: str
    item: Struct


class RadarPicture(Struct, frozen=True):
    """The newest, in place of what was missed."""

    event_id: str
    shown: tuple[Struct, ...]


class RadarBeat(Struct, frozen=True):
    """Nothing new; everything up to the position has been told."""

    event_id: str


RadarTold = RadarNews | RadarPicture | RadarBeat
Wants = Callable[[FeedEvent], Struct | None]
"""What a follower is shown of an event; None: it is none of their business."""


def event_id(place: FeedPlace) -> str:
    return f"{place.xid}-{place.id.hex}"


def read_event_id(given: str | None) -> FeedPlace | None:
    """None: there is none, or it is none of ours."""
    found = _EVENT_ID.fullmatch(given or "")
    return FeedPlace(int(found[1]), UUID(found[2])) if found else None


def of_contact(guide: str, contact_id: str) -> Wants:
    def wants(event: FeedEvent) -> Struct | None:
        return told(event.event) if _follow(event, guide, contact_id) else None

    return wants


def of_guide(guide: str) -> Wants:
    def wants(event: FeedEvent) -> Struct | None:
        follow = _follow(event, guide, None)
        if follow is None:
            return None
        return NowContact(follow.contact_id, follow.name, follow.remark, follow.avatar_url, told(event.event))

    return wants


def now_contact(row: NowRow) -> NowContact:
    return NowContact(row.contact_id, row.name, row.remark, row.avatar_url, told(row.event))


def _follow(event: FeedEvent, guide: str, contact_id: str | None) -> Follow | None:
    for follow in event.follows:
        if follow.guide == guide and contact_id in (None, follow.contact_id):
            return follow
    return None


class Mailbox:
    """What one follower has not fetched yet."""

    def __init__(self, name: str, wants: Wants, place: FeedPlace) -> None:
        self.is_cut = False
        self._name = name
        self._wants = wants
        self._place = place
        self._waiting: list[tuple[FeedEvent, Struct]] = []

    def put(self, place: FeedPlace, events: Sequence[FeedEvent]) -> bool:
        """Whether there is something to fetch. `events` were not told before; `place`: all up to it was read."""
        for event in events:
            shown = self._wants(event)
            if shown is not None:
                self._waiting.append((event, shown))
        self._place = max(self._place, place)
        self.is_cut = self.is_cut or len(self._waiting) > WAITING_MAX
        return bool(self._waiting) or self.is_cut

    def take(self) -> list[RadarNews]:
        """All that waits, in the order of the feed; told early last."""
        found, self._waiting = self._waiting, []
        found.sort(key=lambda one: (not one[0].is_settled, one[0].place))
        return [
            RadarNews(event_id(event.place) if event.is_settled else None, self._name, shown) for event, shown in found
        ]

    def beat(self) -> RadarBeat:
        """Only when everything taken was told."""
        assert not self._waiting, "something was not told"
        return RadarBeat(event_id(self._place))
