"""Pictures as attachments of a scene, `media/upload_attachment` (C.10): other scenes do not take their ids (41072)."""

import hashlib

import structlog
from msgspec import Struct
from redis.exceptions import RedisError

from adapters.tencent.answers import decoded
from adapters.tencent.brief import briefly
from adapters.wecom.client import WecomClient

# WeCom keeps a file for three days.
KEPT_SECONDS = 2 * 86_400
_PNG = b"\x89PNG\r\n\x1a\n"

log = structlog.get_logger("siyu.wecom")


class _Media(Struct, frozen=True):
    media_id: str


class Attachments:
    """`scene`: WeCom's `attachment_type`."""

    def __init__(self, client: WecomClient, scene: int) -> None:
        self._client = client
        self._scene = scene

    async def picture(self, picture: bytes) -> str:
        """The media id of one that was uploaded in the last two days, or now."""
        if (known := await self._known(picture)) is not None:
            return known
        kind = "png" if picture.startswith(_PNG) else "jpeg"
        name = "picture.png" if kind == "png" else "picture.jpg"
        answer = await self._client.attach(self._scene, name, picture, f"image/{kind}")
        media_id = decoded(answer, _Media).media_id
        try:
            await briefly(self._client.valkey.set(self._key(picture), media_id, ex=KEPT_SECONDS))
        except (RedisError, OSError) as error:
            log.warning("an attachment's id is not kept", reason=str(error))
        return media_id

    async def forget(self, picture: bytes) -> None:
        try:
            await briefly(self._client.valkey.delete(self._key(picture)))
        except (RedisError, OSError) as error:
            log.warning("an attachment's id is not forgotten", reason=str(error))

    async def _known(self, picture: bytes) -> str | None:
        try:
            found = await briefly(self._client.valkey.get(self._key(picture)))
        except (RedisError, OSError) as error:
            log.warning("ids of attachments cannot be read", reason=str(error))
            return None
        return found.decode() if isinstance(found, bytes) else found

    def _key(self, picture: bytes) -> str:
        digest = hashlib.sha256(picture).hexdigest()
        return f"wecom:attachment:{self._client.config.corp_id}:{self._scene}:{digest}"
