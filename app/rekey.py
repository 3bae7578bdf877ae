"""`siyu rekey`: encrypts personal data again with the first of SIYU_FIELD_KEYS.

Put the new key first and keep the old one behind it, restart all processes, run this, then take the old key away. It
works in batches while the shop runs, may be stopped at any moment, and continues where it stands when it is run
again. Blind indexes have a key of their own and stay as they are.
"""

import asyncio
import sys
from collections.abc import Sequence
from uuid import UUID

from msgspec import Struct

from app.settings import load_settings
from app.wiring import build
from ports.crypto import FieldCipher
from ports.kernel import UnitOfWork
from ports.sealed import Resealed, SealedColumns

BATCH_SIZE = 500
PASSES_MAX = 5
FIRST = UUID(int=0)


class Rekeyed(Struct, frozen=True):
    """`unreadable`: sealed with a key that is not configured, or altered; they are left as they were."""

    column: str
    replaced: int
    unreadable: int


class Rekeying:
    def __init__(self, uow: UnitOfWork, columns: SealedColumns, cipher: FieldCipher) -> None:
        self._uow = uow
        self._columns = columns
        self._cipher = cipher

    async def all(self) -> list[Rekeyed]:
        return [await self._column(name) for name in self._columns.names]

    async def _column(self, name: str) -> Rekeyed:
        replaced = 0
        for _ in range(PASSES_MAX):
            # A row that another process wrote between our reading and our writing waits for the next pass.
            done, missed, unreadable = await self._pass(name)
            replaced += done
            if missed == 0:
                break
        return Rekeyed(name, replaced, unreadable)

    async def _pass(self, name: str) -> tuple[int, int, int]:
        after, done, missed, unreadable = FIRST, 0, 0, 0
        while True:
            async with self._uow.begin() as tx:
                texts = await self._columns.batch(tx, name, after, BATCH_SIZE, self._cipher.current_header)
                if not texts:
                    return done, missed, unreadable
                fresh = []
                for one in texts:
                    try:
                        fresh.append(Resealed(one.row_id, one.sealed, self._again(one.sealed)))
                    except ValueError:
                        unreadable += 1
                written = await self._columns.replace(tx, name, fresh)
            done, missed, after = done + written, missed + len(fresh) - written, texts[-1].row_id

    def _again(self, sealed: bytes) -> bytes:
        return self._cipher.encrypt(self._cipher.decrypt(sealed))


async def _run() -> int:
    settings = load_settings()
    built = build(settings)
    async with built.open():
        found = await Rekeying(built.services.uow, built.sealed_columns, built.cipher).all()
    print(f"the current key is {settings.field_keys[0].id}")
    for one in found:
        print(
            f"{one.column}: {one.replaced} encrypted again" + (f", {one.unreadable} unreadable" * bool(one.unreadable))
        )
    if any(one.unreadable for one in found):
        print("some texts are sealed with a key that is not in SIYU_FIELD_KEYS, or were altered", file=sys.stderr)
        return 1
    return 0


def main(arguments: Sequence[str] = ()) -> int:
    return asyncio.run(_run())
