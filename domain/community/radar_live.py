"""Following the radar: what each follower is told, and in which order. Pure.

An event carries a position only if everything up to it has been told: who reconnects with it misses nothing. What was
told early comes again with its position; its own id makes the repetition harmless.
"""

from msgspec import Struct


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
