"""Codes of the member card over PostgreSQL."""

from datetime import datetime

from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.kernel import MemberId, OperatorId, Tx
from ports.members.card import CodeRow

_SECRET = Statement(text("select card_secret_sealed from members.member where id = :id"))
# Two phones of one person may ask at once: the second is given what the first has made.
_SET_SECRET = Statement(
    text("""
    update members.member set card_secret_sealed =
        case when card_secret_sealed is not distinct from cast(:before as bytea) then :sealed
             else card_secret_sealed end
    where id = :id and left_at is null returning card_secret_sealed
    """)
)
_ISSUE = Statement(
    text("""
    insert into members.card_code (code_hash, member_id, step) values (:code_hash, :member_id, :step)
    on conflict do nothing
    """)
)
_USE = Statement(
    text("""
    update members.card_code set used_at = :at, used_by = :by
    where code_hash = :code_hash and used_at is null and step between :first and :last
    """)
)
_FIND = Statement(text("select member_id, step, used_at from members.card_code where code_hash = :code_hash"))
_FORGET = Statement(
    text("""
    delete from members.card_code where code_hash in (
        select code_hash from members.card_code where step < :before order by step limit :size)
    """)
)


class PostgresMemberCards:
    """Implements `ports.members.card.CardStore`."""

    async def secret(self, tx: Tx, member_id: MemberId) -> bytes | None:
        found: bytes | None = await _SECRET.value(tx, id=member_id)
        return found

    async def set_secret(self, tx: Tx, member_id: MemberId, before: bytes | None, sealed: bytes) -> bytes | None:
        kept: bytes | None = await _SET_SECRET.value(tx, id=member_id, before=before, sealed=sealed)
        return kept

    async def issue(self, tx: Tx, member_id: MemberId, step: int, code_hash: bytes) -> None:
        await _ISSUE.run(tx, member_id=member_id, step=step, code_hash=code_hash)

    async def use(self, tx: Tx, code_hash: bytes, steps: tuple[int, int], by: tuple[OperatorId, datetime]) -> bool:
        used = await _USE.run(tx, code_hash=code_hash, first=steps[0], last=steps[1], by=by[0], at=by[1])
        return used == 1

    async def find(self, tx: Tx, code_hash: bytes) -> CodeRow | None:
        row = await _FIND.one(tx, code_hash=code_hash)
        return CodeRow(MemberId(row["member_id"]), row["step"], row["used_at"]) if row else None

    async def forget(self, tx: Tx, before_step: int, limit: int) -> int:
        return await _FORGET.run(tx, before=before_step, size=limit)
