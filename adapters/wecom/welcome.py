"""Welcome messages, `ports.outside.wecom.WecomWelcome` (C.7)."""

from typing import Any

from adapters.wecom.client import Call, WecomClient
from adapters.wecom.messages import Messages
from ports.outside.wecom import MessagePart

SEND = Call("externalcontact/send_welcome_msg", repeatable=False)


class CorpWelcome:
    def __init__(self, client: WecomClient) -> None:
        self._client = client
        self._messages = Messages(client)

    async def send(self, welcome_code: str, parts: tuple[MessagePart, ...]) -> None:
        async def send(body: dict[str, Any]) -> bytes:
            return await self._client.post(SEND, {"welcome_code": welcome_code, **body})

        await self._messages.sent(parts, send)
