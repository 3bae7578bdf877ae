"""Contact ways as QR codes, `ports.outside.wecom.WecomLiveCodes` (C.6)."""

from datetime import datetime

from msgspec import Struct

from adapters.tencent.answers import decoded
from adapters.wecom.client import Call, WecomClient
from adapters.wecom.paging import all_pages
from ports.outside.wecom import KnownLiveCode, LiveCode, MadeLiveCode

# A kind cannot be changed later, and a code of one guide shall be able to get a second one: always 2, for several.
FOR_SEVERAL = 2
QR_CODE = 2
PAGE_MAX = 1000

ADD = Call("externalcontact/add_contact_way", repeatable=False)
GET = Call("externalcontact/get_contact_way", repeatable=True)
LIST = Call("externalcontact/list_contact_way", repeatable=True)
UPDATE = Call("externalcontact/update_contact_way", repeatable=True)
DELETE = Call("externalcontact/del_contact_way", repeatable=True)


class _Made(Struct, frozen=True):
    config_id: str
    qr_code: str | None = None


class _Way(Struct, frozen=True):
    config_id: str
    remark: str | None = None
    skip_verify: bool = True
    state: str | None = None
    qr_code: str | None = None
    user: tuple[str, ...] | None = None


class _WayAnswer(Struct, frozen=True):
    contact_way: _Way


class _Row(Struct, frozen=True):
    config_id: str


class _Rows(Struct, frozen=True):
    contact_way: tuple[_Row, ...] | None = None
    next_cursor: str | None = None


class CorpLiveCodes:
    def __init__(self, client: WecomClient) -> None:
        self._client = client

    async def add(self, code: LiveCode) -> MadeLiveCode:
        made = decoded(await self._client.post(ADD, {"type": FOR_SEVERAL, "scene": QR_CODE, **_body(code)}), _Made)
        return MadeLiveCode(made.config_id, made.qr_code or (await self._way(made.config_id)).qr_code or "")

    async def change(self, config_id: str, code: LiveCode) -> None:
        await self._client.post(UPDATE, {"config_id": config_id, **_body(code)})

    async def delete(self, config_id: str) -> None:
        await self._client.post(DELETE, {"config_id": config_id})

    async def between(self, start: datetime, end: datetime) -> tuple[str, ...]:
        async def page(cursor: str) -> tuple[tuple[_Row, ...], str]:
            span = {"start_time": int(start.timestamp()), "end_time": int(end.timestamp())}
            body = {**span, "cursor": cursor, "limit": PAGE_MAX}
            rows = decoded(await self._client.post(LIST, body), _Rows)
            return rows.contact_way or (), rows.next_cursor or ""

        return tuple(row.config_id for row in await all_pages(page))

    async def one(self, config_id: str) -> KnownLiveCode:
        way = await self._way(config_id)
        code = LiveCode(way.user or (), way.state or "", way.remark or "", way.skip_verify)
        return KnownLiveCode(MadeLiveCode(config_id, way.qr_code or ""), code)

    async def _way(self, config_id: str) -> _Way:
        return decoded(await self._client.post(GET, {"config_id": config_id}), _WayAnswer).contact_way


def _body(code: LiveCode) -> dict[str, object]:
    """All of it: what a change leaves out would stay or be emptied, as WeCom likes."""
    return {"remark": code.remark, "skip_verify": code.skip_verify, "state": code.state, "user": code.user_ids}
