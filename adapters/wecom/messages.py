"""Parts of a welcome or a mass message as WeCom wants them (C.7); pictures become media ids first."""

import hashlib
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from msgspec import Struct
from redis.exceptions import RedisError

from adapters.tencent.answers import decoded
from adapters.tencent.brief import briefly
from adapters.wecom.client import WecomClient
from adapters.wecom.refusals import MEDIA_UNKNOWN
from ports.kernel import Invalid
from ports.outside.wecom import CardPart, LinkPart, MessagePart, PicturePart, TextPart, WecomRefused

# WeCom keeps a file for three days.
MEDIA_KEPT_SECONDS = 2 * 86_400
ATTACHMENTS_MAX = 9
# Bytes in UTF-8 (UNCONFIRMED); longer ones make WeCom refuse the whole message.
CARD_TITLE_BYTES = 64
LINK_TITLE_BYTES = 128
LINK_WORDS_BYTES = 512
_PNG = b"\x89PNG\r\n\x1a\n"

log = structlog.get_logger("siyu.wecom")


class _Media(Struct, frozen=True):
    media_id: str


class Messages:
    """Sends parts through a call that takes `text` and `attachments`."""

    def __init__(self, client: WecomClient) -> None:
        self._client = client

    async def sent(self, parts: tuple[MessagePart, ...], send: Callable[[dict[str, Any]], Awaitable[bytes]]) -> bytes:
        """What `send` answers. A media id that WeCom has forgotten is made anew, once: the refused call did nothing."""
        try:
            return await send(await self._body(parts))
        except WecomRefused as error:
            pictures = [part.picture for part in parts if isinstance(part, CardPart | PicturePart)]
            if error.errcode != MEDIA_UNKNOWN or not pictures:
                raise
            log.warning("a media id is unknown, pictures are sent again", pictures=len(pictures))
            for picture in pictures:
                await self._forget(picture)
        return await send(await self._body(parts))

    async def _body(self, parts: tuple[MessagePart, ...]) -> dict[str, Any]:
        texts = [part for part in parts if isinstance(part, TextPart)]
        others = [part for part in parts if not isinstance(part, TextPart)]
        if not parts or len(texts) > 1 or len(others) > ATTACHMENTS_MAX:
            raise Invalid("消息最多一段文字和九个附件，且不能为空", field="parts")
        body: dict[str, Any] = {"text": {"content": texts[0].content}} if texts else {}
        if others:
            body["attachments"] = [await self._attachment(part) for part in others]
        return body

    async def _attachment(self, part: LinkPart | CardPart | PicturePart) -> dict[str, Any]:
        if isinstance(part, LinkPart):
            link = {"title": cut(part.title, LINK_TITLE_BYTES), "url": part.url}
            if part.picture_url:
                link["picurl"] = part.picture_url
            if part.description:
                link["desc"] = cut(part.description, LINK_WORDS_BYTES)
            return {"msgtype": "link", "link": link}
        media_id = await self._media_id(part.picture)
        if isinstance(part, PicturePart):
            return {"msgtype": "image", "image": {"media_id": media_id}}
        card = {
            "title": cut(part.title, CARD_TITLE_BYTES),
            "pic_media_id": media_id,
            "appid": self._client.config.card_appid,
            "page": card_page(part.page),
        }
        return {"msgtype": "miniprogram", "miniprogram": card}

    async def _media_id(self, picture: bytes) -> str:
        """Of a picture that was uploaded in the last two days, or now."""
        if (known := await self._known(picture)) is not None:
            return known
        kind = "png" if picture.startswith(_PNG) else "jpeg"
        name = "picture.png" if kind == "png" else "picture.jpg"
        media_id = decoded(await self._client.upload("image", name, picture, f"image/{kind}"), _Media).media_id
        try:
            await briefly(self._client.valkey.set(self._key(picture), media_id, ex=MEDIA_KEPT_SECONDS))
        except (RedisError, OSError) as error:
            log.warning("a media id is not kept", reason=str(error))
        return media_id

    async def _known(self, picture: bytes) -> str | None:
        try:
            found = await briefly(self._client.valkey.get(self._key(picture)))
        except (RedisError, OSError) as error:
            log.warning("media ids cannot be read", reason=str(error))
            return None
        return found.decode() if isinstance(found, bytes) else found

    async def _forget(self, picture: bytes) -> None:
        try:
            await briefly(self._client.valkey.delete(self._key(picture)))
        except (RedisError, OSError) as error:
            log.warning("a media id is not forgotten", reason=str(error))

    def _key(self, picture: bytes) -> str:
        return f"wecom:media:{self._client.config.corp_id}:{hashlib.sha256(picture).hexdigest()}"


def card_page(page: str) -> str:
    """Without a leading slash and with `.html`, without which WeChat does not find it (C.11)."""
    path, mark, query = page.lstrip("/").partition("?")
    return f"{path if path.endswith('.html') else path + '.html'}{mark}{query}"


def cut(text: str, bytes_max: int) -> str:
    """At most so many bytes in UTF-8, ending in `…` when something is missing."""
    if len(text.encode()) <= bytes_max:
        return text
    return text.encode()[: bytes_max - len("…".encode())].decode(errors="ignore") + "…"
