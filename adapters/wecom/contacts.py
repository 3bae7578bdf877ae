"""Guides, their contacts and what they know of them, as `ports.outside.wecom.WecomContacts` (C.4)."""

from datetime import UTC, datetime

from msgspec import Struct, field

from adapters.tencent.answers import decoded
from adapters.wecom.client import Call, WecomClient
from adapters.wecom.paging import all_pages
from ports.outside.wecom import (
    ContactDetail,
    ContactFacts,
    Followed,
    FollowedPage,
    FollowFacts,
    NotAContact,
    Remark,
    StaffFacts,
)

CORP_TAG = 1
ACTIVATED = 1
PAGE_MAX = 100
USERS_MAX = 100
# C.4; whatever else comes is a way that did not exist when this was written.
ADD_WAYS = frozenset({*range(19), 201, 202})

GUIDES = Call("externalcontact/get_follow_user_list", repeatable=True)
# The address book is read by the application, within its range.
STAFF = Call("user/get", repeatable=True, by="agent")
LIST = Call("externalcontact/list", repeatable=True)
GET = Call("externalcontact/get", repeatable=True)
BATCH = Call("externalcontact/batch/get_by_user", repeatable=True)
REMARK = Call("externalcontact/remark", repeatable=True)
MARK = Call("externalcontact/mark_tag", repeatable=True)


class _Guides(Struct, frozen=True):
    follow_user: tuple[str, ...] = ()


class _Staff(Struct, frozen=True):
    """Applications made after 2022-06 get no avatar (UNCONFIRMED: no name either, in some ranges)."""

    userid: str
    name: str | None = None
    avatar: str | None = None
    status: int = ACTIVATED


class _ContactIds(Struct, frozen=True):
    external_userid: tuple[str, ...] = ()


class _Contact(Struct, frozen=True):
    external_userid: str
    name: str | None = None
    avatar: str | None = None
    type: int = 1
    gender: int = 0
    unionid: str | None = None
    corp_name: str | None = None

    def facts(self) -> ContactFacts:
        return ContactFacts(
            contact_id=self.external_userid,
            name=self.name or "",
            avatar_url=self.avatar or None,
            kind=self.type,
            gender=self.gender if self.gender in (1, 2) else 0,
            unionid=self.unionid or None,
            corp_name=self.corp_name or None,
        )


class _Tag(Struct, frozen=True):
    """Kind 1 of the corporation, 2 personal, 3 of a rule."""

    tag_id: str = ""
    type: int = CORP_TAG


class _Follow(Struct, frozen=True):
    """Tags are objects in `get` and ids in `batch/get_by_user`."""

    userid: str
    createtime: int
    remark: str | None = None
    description: str | None = None
    remark_corp_name: str | None = None
    remark_mobiles: tuple[str, ...] | None = None
    tags: tuple[_Tag, ...] | None = None
    tag_id: tuple[str, ...] | None = None
    add_way: int = 0
    state: str | None = None

    def facts(self) -> FollowFacts:
        of_corp = tuple(tag.tag_id for tag in self.tags or () if tag.type == CORP_TAG and tag.tag_id)
        return FollowFacts(
            user_id=self.userid,
            remark=self.remark or "",
            description=self.description or "",
            remark_company=self.remark_corp_name or "",
            remark_phones=tuple(phone for phone in self.remark_mobiles or () if phone),
            tag_ids=of_corp if self.tag_id is None else self.tag_id,
            added_at=datetime.fromtimestamp(self.createtime, UTC),
            add_way=self.add_way if self.add_way in ADD_WAYS else 0,
            state=self.state or "",
        )


class _Detail(Struct, frozen=True):
    external_contact: _Contact
    follow_user: tuple[_Follow, ...] = ()
    next_cursor: str | None = None


class _Followed(Struct, frozen=True):
    external_contact: _Contact
    follow_info: _Follow


class _Batch(Struct, frozen=True):
    rows: tuple[_Followed, ...] = field(name="external_contact_list", default=())
    next_cursor: str | None = None


class CorpContacts:
    def __init__(self, client: WecomClient) -> None:
        self._client = client

    async def guides(self) -> tuple[str, ...]:
        return decoded(await self._client.get(GUIDES, {}), _Guides).follow_user

    async def staff(self, user_id: str) -> StaffFacts:
        found = decoded(await self._client.get(STAFF, {"userid": user_id}), _Staff)
        return StaffFacts(found.userid, found.name or found.userid, found.avatar or None, found.status == ACTIVATED)

    async def contacts_of(self, user_id: str) -> tuple[str, ...]:
        try:
            body = await self._client.get(LIST, {"userid": user_id})
        except NotAContact:
            return ()  # WeCom says so of whoever has no contacts at all
        return decoded(body, _ContactIds).external_userid

    async def contact(self, contact_id: str) -> ContactDetail:
        first: _Contact | None = None

        async def page(cursor: str) -> tuple[tuple[_Follow, ...], str]:
            nonlocal first
            query = {"external_userid": contact_id} | ({"cursor": cursor} if cursor else {})
            detail = decoded(await self._client.get(GET, query), _Detail)
            first = first or detail.external_contact
            return detail.follow_user, detail.next_cursor or ""

        # Somebody who joins while we turn the pages may stand on two of them.
        follows = {follow.userid: follow.facts() for follow in await all_pages(page)}
        assert first is not None
        return ContactDetail(first.facts(), tuple(follows.values()))

    async def followed_page(self, user_ids: tuple[str, ...], cursor: str | None) -> FollowedPage:
        assert 0 < len(user_ids) <= USERS_MAX
        body = {"userid_list": user_ids, "cursor": cursor or "", "limit": PAGE_MAX}
        try:
            batch = decoded(await self._client.post(BATCH, body), _Batch)
        except NotAContact:
            return FollowedPage((), None)  # none of them has any
        items = tuple(Followed(row.external_contact.facts(), row.follow_info.facts()) for row in batch.rows)
        return FollowedPage(items, batch.next_cursor or None)

    async def remark(self, user_id: str, contact_id: str, remark: Remark) -> None:
        given = {
            "remark": remark.remark,
            "description": remark.description,
            "remark_company": remark.company,
            # No phone at all is told by an empty one (UNCONFIRMED); an empty list would change nothing.
            "remark_mobiles": None if remark.phones is None else list(remark.phones) or [""],
        }
        changed = {name: value for name, value in given.items() if value is not None}
        if changed:
            await self._client.post(REMARK, {"userid": user_id, "external_userid": contact_id, **changed})

    async def mark(self, user_id: str, contact_id: str, add: tuple[str, ...], remove: tuple[str, ...]) -> None:
        assert add or remove
        body = {"userid": user_id, "external_userid": contact_id, "add_tag": add, "remove_tag": remove}
        await self._client.post(MARK, body)
