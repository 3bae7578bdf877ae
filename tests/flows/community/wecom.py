"""WeCom as the community sees it: what is true there, what it tells, and what it loses on the way."""

import json
from collections.abc import Mapping
from datetime import datetime

import msgspec
from msgspec.structs import replace

from app.assembly.community import WecomPartners
from ports.kernel import DomainError, OutsideUnavailable
from ports.outside.wecom import (
    CodeWayUnknown,
    ContactDetail,
    ContactFacts,
    CorpTag,
    CorpTagGroup,
    Followed,
    FollowedPage,
    FollowFacts,
    KnownLiveCode,
    LiveCode,
    MadeLiveCode,
    MessagePart,
    NotAContact,
    Remark,
    StaffFacts,
    WecomForbidden,
    WecomRefused,
    WecomThrottled,
    WelcomeCodeGone,
)
from ports.outside.wecom_app import (
    Budget,
    ContactAdded,
    ContactEdited,
    ContactGone,
    ForgedCallback,
    GroupChanged,
    StaffChanged,
    TagsChanged,
    TransferFailed,
    WecomCallback,
    WecomEvent,
)
from tests.flows.community.wecom_app import App, Transfers
from tests.flows.community.wecom_behaviour import Chatting
from tests.flows.community.wecom_join import JoinableRooms
from tests.flows.community.wecom_moments import Moments
from tests.flows.community.wecom_posts import Posts
from tests.flows.orders.conftest import HandClock

CORP = "ww-test"
KINDS: dict[str, type[WecomEvent]] = {
    kind.__name__: kind
    for kind in (ContactAdded, ContactEdited, ContactGone, GroupChanged, StaffChanged, TagsChanged, TransferFailed)
}
PAGE = 3
SIDEBAR = "https://shop.test/sidebar/"
SHOP = "https://shop.test/mini/"


class Wecom:
    """Implements the ports. What the interface itself changes is told to nobody."""

    def __init__(self, clock: HandClock) -> None:
        self.clock = clock
        self.staff_ids = ["mei", "lan"]
        self.people: dict[str, ContactFacts] = {}
        self.pairs: dict[tuple[str, str], FollowFacts] = {}
        self.groups: tuple[CorpTagGroup, ...] = ()
        self.calls = 0
        self.throttle_after: int | None = None
        self.forbidden = False
        self.remark_trouble: DomainError | None = None
        self.codes, self.door = Codes(), Door()
        self.app, self.transfers = App(), Transfers(clock)
        self.chatting = Chatting(clock)
        self.rooms, self.posts, self.moments = JoinableRooms(clock), Posts(clock), Moments(clock)

    def partners(self) -> WecomPartners:
        staff = (self.app, self.transfers)
        return WecomPartners(
            CORP,
            *(self, self, self.codes, self.door, self, self, *staff, self.rooms, self.posts),
            sidebar_url=SIDEBAR,
            moments=self.moments,
            shop_url=SHOP,
            behaviour=self.chatting,
        )

    # What people do there.
    def befriend(self, user_id: str, contact_id: str, **more: object) -> None:
        facts = {"name": f"客户{contact_id}", "avatar_url": None, "kind": 1, "gender": 0, "unionid": None}
        own = {key: more.pop(key) for key in list(more) if key in ContactFacts.__struct_fields__}
        self.people[contact_id] = ContactFacts(contact_id=contact_id, corp_name=None, **(facts | own))  # type: ignore[arg-type]
        follow = FollowFacts(user_id, "", "", "", (), (), self.clock.now(), 1, "")
        self.pairs[user_id, contact_id] = replace(follow, **more)

    def part(self, user_id: str, contact_id: str) -> None:
        del self.pairs[user_id, contact_id]

    # The ports.
    async def guides(self) -> tuple[str, ...]:
        self._called()
        return tuple(self.staff_ids)

    async def staff(self, user_id: str) -> StaffFacts:
        if user_id not in self.staff_ids:
            raise WecomRefused(60111)
        return StaffFacts(user_id, f"导购{user_id}", None, True)

    async def contacts_of(self, user_id: str) -> tuple[str, ...]:
        return tuple(contact_id for own, contact_id in self.pairs if own == user_id)

    async def contact(self, contact_id: str) -> ContactDetail:
        self._called()
        follows = tuple(facts for (_, own), facts in sorted(self.pairs.items()) if own == contact_id)
        if not follows:
            raise NotAContact(84061)
        return ContactDetail(self.people[contact_id], follows)

    async def followed_page(self, user_ids: tuple[str, ...], cursor: str | None) -> FollowedPage:
        self._called()
        rows = [Followed(self.people[c], facts) for (u, c), facts in sorted(self.pairs.items()) if u in user_ids]
        start = int(cursor or 0)
        end = start + PAGE
        return FollowedPage(tuple(rows[start:end]), str(end) if end < len(rows) else None)

    async def remark(self, user_id: str, contact_id: str, remark: Remark) -> None:
        if self.remark_trouble is not None:
            raise self.remark_trouble
        facts = self._pair(user_id, contact_id)
        given = {"remark": remark.remark, "description": remark.description, "remark_company": remark.company}
        given |= {"remark_phones": remark.phones}  # type: ignore[dict-item]
        self.pairs[user_id, contact_id] = replace(facts, **{k: v for k, v in given.items() if v is not None})

    async def mark(self, user_id: str, contact_id: str, add: tuple[str, ...], remove: tuple[str, ...]) -> None:
        facts = self._pair(user_id, contact_id)
        tags = tuple(sorted((set(facts.tag_ids) | set(add)) - set(remove)))
        self.pairs[user_id, contact_id] = replace(facts, tag_ids=tags)

    async def tags(self) -> tuple[CorpTagGroup, ...]:
        self._called()
        return self.groups

    async def add(self, group_name: str, names: tuple[str, ...]) -> CorpTagGroup:
        group = CorpTagGroup(f"g-{group_name}", group_name, 0, tuple(CorpTag(f"t-{n}", n, 0) for n in names))
        self.groups = (*self.groups, group)
        return group

    async def rename(self, tag_or_group_id: str, name: str) -> None:
        raise NotImplementedError

    async def delete(self, tag_ids: tuple[str, ...], group_ids: tuple[str, ...]) -> None:
        raise NotImplementedError

    async def budgets(self) -> tuple[Budget, ...]:
        return ()

    def echo(self, query: Mapping[str, str]) -> str:
        return query["echostr"]

    def read(self, query: Mapping[str, str], body: bytes) -> WecomCallback:
        if query.get("signature") != "right":
            raise ForgedCallback
        return WecomCallback(query["key"], "event", body)

    def interpret(self, body: bytes) -> WecomEvent | None:
        return msgspec.json.decode(body, type=KINDS[json.loads(body)["kind"]]) if body else None

    def _pair(self, user_id: str, contact_id: str) -> FollowFacts:
        if (user_id, contact_id) not in self.pairs:
            raise NotAContact(84061)
        return self.pairs[user_id, contact_id]

    def _called(self) -> None:
        self.calls += 1
        # Every call takes its time: no two readings are of the same moment.
        self.clock.pass_(milliseconds=1)
        if self.forbidden:
            raise WecomForbidden(60020)
        if self.throttle_after is not None and self.calls > self.throttle_after:
            raise WecomThrottled(60)


class Codes:
    """Live codes; `lose` cuts the next answer off after the work."""

    def __init__(self) -> None:
        self.made: dict[str, LiveCode] = {}
        self.lose = False

    async def add(self, code: LiveCode) -> MadeLiveCode:
        config_id = f"config-{len(self.made)}"
        self.made[config_id] = code
        if self.lose:
            self.lose = False
            raise OutsideUnavailable
        return MadeLiveCode(config_id, f"https://qr.example/{config_id}")

    async def change(self, config_id: str, code: LiveCode) -> None:
        self._known(config_id)
        self.made[config_id] = code

    async def delete(self, config_id: str) -> None:
        self._known(config_id)
        del self.made[config_id]

    async def between(self, start: datetime, end: datetime) -> tuple[str, ...]:
        return tuple(self.made)

    async def one(self, config_id: str) -> KnownLiveCode:
        return KnownLiveCode(MadeLiveCode(config_id, f"https://qr.example/{config_id}"), self._known(config_id))

    def _known(self, config_id: str) -> LiveCode:
        if config_id not in self.made:
            raise CodeWayUnknown(41044)
        return self.made[config_id]


class Door:
    """What new contacts were welcomed with; a code works once."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, tuple[MessagePart, ...]]] = []
        self.lose = False

    async def send(self, welcome_code: str, parts: tuple[MessagePart, ...]) -> None:
        if any(code == welcome_code for code, _ in self.sent):
            raise WelcomeCodeGone(41051)
        self.sent.append((welcome_code, parts))
        if self.lose:
            raise OutsideUnavailable
