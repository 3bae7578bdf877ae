"""A shop in front of the emulator's WeCom."""

from typing import Any

from redis.asyncio import Redis

from adapters.system import SystemClock
from adapters.wecom.client import WecomClient
from adapters.wecom.contacts import CorpContacts
from adapters.wecom.live_codes import CorpLiveCodes
from adapters.wecom.tags import CorpTags
from adapters.wecom.welcome import CorpWelcome
from tests.emulated import Emulated


class Shop:
    """Two processes of one shop: each has its own client, both share a Valkey."""

    def __init__(self, outside: Emulated, valkey: Redis) -> None:
        self.outside, self.valkey = outside, valkey
        self.clients = [WecomClient(outside.wecom_config(), valkey, SystemClock(), outside.wire) for _ in range(2)]
        self.contacts, self.other = (CorpContacts(client) for client in self.clients)
        self.tags, self.codes = CorpTags(self.clients[0]), CorpLiveCodes(self.clients[0])
        self.welcome = CorpWelcome(self.clients[0])

    async def hire(self, *user_ids: str) -> None:
        for user_id in user_ids:
            await self.outside.in_wecom("staff", userId=user_id, name=f"导购{user_id}")

    async def befriend(self, device: str, user_id: str) -> dict[str, Any]:
        return await self.outside.in_wecom("add", device=device, userId=user_id)

    async def faults(self, **switches: Any) -> None:
        await self.outside.faults(wecom=switches)
