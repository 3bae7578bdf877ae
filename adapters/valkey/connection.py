"""The connection to Valkey."""

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError


def connect(url: str) -> Redis:
    return Redis.from_url(url, socket_timeout=2.0, socket_connect_timeout=2.0, health_check_interval=30)


def connect_quick(url: str) -> Redis:
    """For a crowd that waits: one more try on a new connection, and then somebody is told."""
    retry = Retry(NoBackoff(), 1)
    return Redis.from_url(url, socket_timeout=2.0, socket_connect_timeout=0.5, retry=retry, max_connections=64)


async def probe(valkey: Redis) -> None:
    """Raises OSError when the server does not answer."""
    try:
        await valkey.ping()
    except RedisError as error:
        raise ConnectionError("Valkey does not answer") from error
