"""Our application as `ports.outside.wecom_app.WecomApp`: signatures, the login of staff, messages to them (C.11)."""

import hashlib
import secrets
import time
from urllib.parse import quote

import structlog
from msgspec import Struct

from adapters.tencent.answers import decoded
from adapters.tencent.lease import Lease, Leased, Margins
from adapters.wecom.client import Call, WecomClient
from adapters.wecom.messages import cut
from adapters.wecom.refusals import NOBODY_REACHED
from ports.outside.wecom import WecomForbidden, WecomRefused
from ports.outside.wecom_app import AppMessage, JsSignature, JsSignatures, StaffLoginRefused

PASSED_OVER_SECONDS = 1800
USERS_MAX = 1000
TITLE_BYTES = 128
TEXT_BYTES = 512
# Used, too old, or of another corporation.
CODE_ERRORS = frozenset({40029, 40163, 42003})
# Asked for early, WeCom gives the same one, and it may not be asked often.
MARGINS = Margins(renew=0, drop=0)

# Both with the application's token: the ticket for `agentConfig` must be, the corporation's may be (C.11).
CORP_TICKET = Call("get_jsapi_ticket", repeatable=True, by="agent")
AGENT_TICKET = Call("ticket/get", repeatable=True, by="agent")
# A lost answer has burnt the code.
LOGIN = Call("auth/getuserinfo", repeatable=False, by="agent")

log = structlog.get_logger("siyu.wecom")


class _Ticket(Struct, frozen=True):
    ticket: str
    expires_in: int


class _Person(Struct, frozen=True):
    """Somebody outside the corporation has an `openid` or an `external_userid`, and no `userid`."""

    userid: str | None = None


class _Sent(Struct, frozen=True):
    invaliduser: str | None = None
    unlicenseduser: str | None = None


class CorpApp:
    def __init__(self, client: WecomClient) -> None:
        self._client = client
        self._tickets = {
            "corp": self._lease(CORP_TICKET, {}),
            "agent": self._lease(AGENT_TICKET, {"type": "agent_config"}),
        }

    async def sign(self, url: str) -> JsSignatures:
        return JsSignatures(
            corp=self._signed(await self._tickets["corp"].get(), url),
            agent=self._signed(await self._tickets["agent"].get(), url),
        )

    async def staff_of(self, code: str) -> str:
        if not code:
            raise StaffLoginRefused
        try:
            body = await self._client.get(LOGIN, {"code": code})
        except WecomForbidden:
            raise
        except WecomRefused as error:
            if error.errcode in CODE_ERRORS:
                raise StaffLoginRefused from error
            raise
        if not (user_id := decoded(body, _Person).userid):
            raise StaffLoginRefused
        return user_id

    async def tell(self, message: AppMessage) -> tuple[str, ...]:
        """WeCom compares contents, so that the key goes along as a parameter of the address."""
        # `@all` would go to everybody, and a bar is what parts the ids.
        reached = tuple(one for one in message.user_ids if one and one != "@all" and "|" not in one)
        unreached = [one for one in message.user_ids if one not in reached]
        for start in range(0, len(reached), USERS_MAX):
            unreached += await self._tell(message, reached[start : start + USERS_MAX])
        return tuple(unreached)

    async def _tell(self, message: AppMessage, user_ids: tuple[str, ...]) -> list[str]:
        card = {
            "title": cut(_plain(message.title), TITLE_BYTES),
            "description": cut(_plain(message.text), TEXT_BYTES),
            "url": _keyed(message.url, message.key),
            "btntxt": "查看",
        }
        body = {
            "touser": "|".join(user_ids),
            "msgtype": "textcard",
            "agentid": int(self._client.config.agent_id),
            "textcard": card,
            "enable_duplicate_check": 1,
            "duplicate_check_interval": PASSED_OVER_SECONDS,
        }
        # The same content within the time is passed over, so that a repeat is harmless.
        call = Call("message/send", repeatable=True, by="agent", people=len(user_ids))
        try:
            sent = decoded(await self._client.post(call, body), _Sent)
        except WecomRefused as error:
            if error.errcode == NOBODY_REACHED:
                return list(user_ids)
            raise
        return [one for text in (sent.invaliduser, sent.unlicenseduser) for one in (text or "").split("|") if one]

    def _signed(self, ticket: str, url: str) -> JsSignature:
        timestamp, nonce = int(self._client.clock.now().timestamp()), secrets.token_hex(8)
        config = self._client.config
        return JsSignature(
            config.corp_id, config.agent_id, timestamp, nonce, js_signature(ticket, nonce, timestamp, url)
        )

    def _lease(self, call: Call, query: dict[str, str]) -> Lease:
        """Cached by corporation, application and kind: the two tickets are no substitutes for each other."""
        config = self._client.config

        async def fetch() -> Leased:
            ticket = decoded(await self._client.get(call, query), _Ticket)
            return Leased(ticket.ticket, time.time() + ticket.expires_in)

        name = f"wecom:ticket:{config.corp_id}:{config.agent_id}:{call.api}"
        return Lease(name, self._client.valkey, fetch, MARGINS)


def js_signature(ticket: str, nonce: str, timestamp: int, url: str) -> str:
    """Over the values as they are, in this order; of the address what stands before `#` (vector G.6)."""
    page = url.partition("#")[0]
    text = f"jsapi_ticket={ticket}&noncestr={nonce}&timestamp={timestamp}&url={page}"
    return hashlib.sha1(text.encode()).hexdigest()  # noqa: S324 - WeCom's scheme


def _keyed(url: str, key: str) -> str:
    page, mark, place = url.partition("#")
    return f"{page}{'&' if '?' in page else '?'}m={quote(key, safe='')}{mark}{place}"


def _plain(text: str) -> str:
    """A card's text is a little HTML; what people wrote is none."""
    return text.replace("<", "＜").replace(">", "＞")
