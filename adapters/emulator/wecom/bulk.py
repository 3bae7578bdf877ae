"""A corporation that is full: thousands of contacts at once, told to nobody, as if they had been there for long."""

import asyncio
from collections.abc import Iterator
from typing import Annotated

import msgspec
from msgspec import Meta

from adapters.emulator.wechat.people import People, invented_name
from adapters.emulator.wecom.contacts import Contacts
from adapters.emulator.wecom.errors import Unplayable
from adapters.emulator.wecom.follows import BY_CODE
from adapters.emulator.wecom.grounds import Grounds
from adapters.emulator.wecom.tags import CorpTags
from adapters.emulator.wording import now

# The loop serves others between two of these.
CHUNK = 2_000
DAY_SECONDS = 86400


class Fill(msgspec.Struct, rename="camel"):
    """`followers`: guides of each contact. Tags go round over the pairs; `days`: how far back the first of them met."""

    guides: Annotated[int, Meta(ge=1, le=2000)]
    contacts: Annotated[int, Meta(ge=0, le=200_000)]
    followers: Annotated[int, Meta(ge=1, le=20)] = 1
    tag_ids: list[str] = []
    days: Annotated[int, Meta(ge=0, le=3650)] = 90


class Filled(msgspec.Struct, rename="camel"):
    user_ids: list[str]
    contacts: int
    follows: int
    first_device: str


class Bulk:
    def __init__(self, grounds: Grounds, people: People, contacts: Contacts, tags: CorpTags) -> None:
        self._db = grounds.db
        self._people = people
        self._contacts = contacts
        self._tags = tags

    async def fill(self, asked: Fill) -> Filled:
        """Guides `guide-0001` and so on, made where they are missing; devices `wecom-1` and so on, after the last."""
        if not all(self._tags.knows(tag_id) for tag_id in asked.tag_ids):
            raise Unplayable("没有这个标签", 404)
        userids = [f"guide-{number:04d}" for number in range(1, asked.guides + 1)]
        followers = min(asked.followers, len(userids))
        at = now()
        rows = [(userid, invented_name(n, n * 5), f"1600002{n:04d}", at, None) for n, userid in enumerate(userids)]
        with self._db.transaction():
            self._db.many("INSERT OR IGNORE INTO wecom_staff VALUES (?, ?, ?, ?, ?)", rows)
        start = self._db.number("SELECT count(*) FROM users WHERE device GLOB 'wecom-[0-9]*'")
        every = range(start + 1, start + asked.contacts + 1)
        for numbers in (every[place : place + CHUNK] for place in range(0, len(every), CHUNK)):
            with self._db.transaction():
                self._write(numbers, userids, followers, asked)
            await asyncio.sleep(0)
        return Filled(userids, asked.contacts, asked.contacts * followers, f"wecom-{start + 1}")

    def _write(self, numbers: range, userids: list[str], followers: int, asked: Fill) -> None:
        drawn = self._people.at_devices([f"wecom-{number}" for number in numbers])
        people = [(self._contacts.id_of(openid), openid, nickname, 0) for openid, nickname in drawn]
        self._db.many("INSERT INTO wecom_contacts VALUES (?, ?, ?, ?)", people)
        at, span = now(), asked.days * DAY_SECONDS
        pairs: list[tuple[str, str, int]] = [
            (userids[(number + place) % len(userids)], external_userid, number)
            for (external_userid, *_), number in zip(people, numbers, strict=True)
            for place in range(followers)
        ]
        self._db.many(
            "INSERT INTO wecom_follows (userid, external_userid, standing, oper_userid, add_way, state, created_at)"
            " VALUES (?, ?, 'live', ?, ?, '', ?)",
            [
                (userid, external_userid, external_userid, BY_CODE, at - span * ((number * 7919) % 1000) / 1000)
                for userid, external_userid, number in pairs
            ],
        )
        self._db.many("INSERT INTO wecom_marks VALUES (?, ?, ?)", _marks(pairs, asked.tag_ids))


def _marks(pairs: list[tuple[str, str, int]], tag_ids: list[str]) -> Iterator[tuple[str, str, str]]:
    if tag_ids:
        for userid, external_userid, number in pairs:
            yield userid, external_userid, tag_ids[number % len(tag_ids)]
