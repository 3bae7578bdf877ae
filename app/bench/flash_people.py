"""Members of a crowd for a measurement: written straight into the tables, each with a session and an address."""

import secrets
from datetime import timedelta
from uuid import uuid4

from msgspec import Struct

from app.prove.shopper import ADDRESS
from app.wiring import Built
from domain.members.identity import seal, token_hash
from ports.kernel import MemberId
from ports.members.api import PostalAddress

_MEMBERS = """
insert into members.member (id, openid, nickname, level_code, joined_at, default_address_id, address_count)
select id, 'crowd-' || id, '顾客', 'bronze', $3, address_id, 1 from unnest($1::uuid[], $2::uuid[]) as m (id, address_id)
"""
_ADDRESSES = """
insert into members.address (id, member_id, sealed, created_at)
select a.id, a.member_id, $3, $4 from unnest($2::uuid[], $1::uuid[]) as a (id, member_id)
"""
_SESSIONS = """
insert into members.session (token_hash, member_id, created_at, expires_at)
select s.hash, s.member_id, $3, $4 from unnest($2::bytea[], $1::uuid[]) as s (hash, member_id)
"""


class Person(Struct, frozen=True):
    id: MemberId
    token: str


async def many_people(built: Built, count: int) -> list[Person]:
    people = [Person(MemberId(uuid4()), secrets.token_urlsafe(24)) for _ in range(count)]
    given = {name: value for name, value in ADDRESS.items() if name != "isDefault"}
    address = PostalAddress(**{name: str(value) for name, value in given.items()})
    sealed = seal(built.cipher, address)
    ids, addresses = [person.id for person in people], [uuid4() for _ in people]
    now, pool = built.clock.now(), await built.database.pool()
    await pool.execute(_MEMBERS, ids, addresses, now)
    await pool.execute(_ADDRESSES, ids, addresses, sealed, now)
    hashes = [token_hash(person.token) for person in people]
    await pool.execute(_SESSIONS, ids, hashes, now, now + timedelta(days=1))
    return people
