"""Every column that holds sealed text, read and replaced in batches."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.kernel import Tx
from ports.sealed import Resealed, SealedText

# A test compares this with the tables: a binary column is either here, or known not to be sealed.
SEALED = (
    ("members", "member", "phone_sealed"),
    ("members", "member", "session_key_sealed"),
    ("members", "member", "card_secret_sealed"),
    ("members", "address", "sealed"),
    ("members", "lottery_round", "seed_sealed"),
    ("members", "export", "content_sealed"),
    ("governance", "operator", "totp_sealed"),
    ("commerce", "order", "address_sealed"),
    ("supply", "fulfilment", "receiver"),
    ("community", "follow", "sealed_phones"),
    ("community", "guide_note", "sealed"),
)


def _batch(schema: str, table: str, column: str) -> Statement:
    return Statement(
        text(
            f'select id, {column} as sealed from {schema}."{table}" where id > :after and {column} is not null'
            f" and substring({column} from 1 for length(cast(:current as bytea))) <> :current order by id limit :size"
        )
    )


def _replace(schema: str, table: str, column: str) -> Statement:
    # Locked in one order in every process, so that two of them never wait for each other: an update alone locks in the
    # order in which it meets the rows, which differs when somebody has written some of them in between.
    return Statement(
        text(
            f"""
            with locked as (
                select t.id, given.after
                from unnest(cast(:ids as uuid[]), cast(:befores as bytea[]), cast(:afters as bytea[]))
                    as given (id, before, after)
                join {schema}."{table}" t on t.id = given.id and t.{column} = given.before
                order by t.id for update of t
            )
            update {schema}."{table}" t set {column} = locked.after from locked where t.id = locked.id
            """
        )
    )


class PostgresSealedColumns:
    """Implements `ports.sealed.SealedColumns`."""

    def __init__(self) -> None:
        self._batches = {".".join(place): _batch(*place) for place in SEALED}
        self._replaces = {".".join(place): _replace(*place) for place in SEALED}

    @property
    def names(self) -> Sequence[str]:
        return tuple(self._batches)

    async def batch(self, tx: Tx, name: str, after: UUID, size: int, current: bytes) -> list[SealedText]:
        rows = await self._batches[name].all(tx, after=after, size=size, current=current)
        return [SealedText(row["id"], row["sealed"]) for row in rows]

    async def replace(self, tx: Tx, name: str, texts: Sequence[Resealed]) -> int:
        return await self._replaces[name].run(
            tx,
            ids=[one.row_id for one in texts],
            befores=[one.before for one in texts],
            afters=[one.after for one in texts],
        )
