"""The stable access token (0.2).

Never `force_refresh`: it is rationed and kills the token that others hold. In the last five minutes of a token WeChat
gives out the next one while both work, and that is when we fetch it.
"""

import time

import httpx
import msgspec
import structlog
from msgspec import Struct
from redis.asyncio import Redis

from adapters.resilience import Outside, Unanswered
from adapters.tencent.answers import Errcode, checked
from adapters.tencent.lease import Lease, Leased, Margins
from adapters.wechat.config import WechatConfig
from ports.kernel import OutsideUnavailable

MARGINS = Margins(renew=240, drop=10)

log = structlog.get_logger("siyu.wechat")


class _Answer(Struct, frozen=True):
    access_token: str
    expires_in: int


def access_token(config: WechatConfig, valkey: Redis, outside: Outside) -> Lease:
    async def fetch() -> Leased:
        return await _fetched(config, outside)

    return Lease(f"wechat:token:{config.appid}", valkey, fetch, MARGINS)


async def _fetched(config: WechatConfig, outside: Outside) -> Leased:
    body = msgspec.json.encode({"grant_type": "client_credential", "appid": config.appid, "secret": config.app_secret})

    async def act(http: httpx.AsyncClient) -> bytes:
        answer = await http.post(f"{config.base_url}/cgi-bin/stable_token", content=body)
        if answer.status_code >= 500:
            raise Unanswered(str(answer.status_code))
        return answer.content

    try:
        answer = msgspec.json.decode(checked(await outside.call(act, repeatable=True)), type=_Answer)
    except (Errcode, Unanswered, msgspec.DecodeError) as error:
        # A wrong secret or address list: repeating will not help, but somebody may correct it meanwhile.
        log.error("no access token", reason=str(error))
        raise OutsideUnavailable from error
    return Leased(answer.access_token, time.time() + answer.expires_in)
