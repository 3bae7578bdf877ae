"""Rounds of a lottery: at most one is open, its seed sealed until it is closed.

Whoever calls has locked the lottery: rounds, and the draws in them, come strictly one after another.
"""

from datetime import datetime

from domain.members.lottery_draw import commitment
from domain.members.lottery_rules import ROUND_DRAWS_MAX, is_over, running_problem
from domain.members.shanghai_days import day_of
from ports.crypto import FieldCipher
from ports.kernel import Ids, Rng, Tx
from ports.members.lottery import LotteryRow, LotteryStore, RoundRow

SEED_BYTES = 32


class LotteryRounds:
    def __init__(self, store: LotteryStore, cipher: FieldCipher, system: tuple[Ids, Rng]) -> None:
        self._store, self._cipher = store, cipher
        self._ids, self._rng = system

    async def current(self, tx: Tx, lottery: LotteryRow, now: datetime) -> RoundRow | None:
        """The round to draw in now: one that is over is closed and the next one opened. None: there is nothing to draw.

        A server whose clock is behind does not open a round for the day before: it draws in the one that is open.
        """
        found = await self._store.open_round(tx, lottery.id)
        if found is not None and not turns(lottery, found, now):
            return found
        if found is not None:
            await self.close(tx, found, now)
        return None if running_problem(lottery, now) else await self._open(tx, lottery, now)

    def opened_seed(self, row: RoundRow) -> str:
        """For making a draw; it leaves the server when the round is closed."""
        return self._cipher.decrypt(row.seed_sealed)

    async def close(self, tx: Tx, row: RoundRow, now: datetime) -> None:
        """Tells the seed: no draw is made in it any more."""
        await self._store.close_round(tx, row.id, self.opened_seed(row), now)

    async def close_open(self, tx: Tx, lottery: LotteryRow, now: datetime) -> None:
        if (found := await self._store.open_round(tx, lottery.id)) is not None:
            await self.close(tx, found, now)

    async def _open(self, tx: Tx, lottery: LotteryRow, now: datetime) -> RoundRow:
        seed = self._rng.token(SEED_BYTES)
        row = RoundRow(
            id=self._ids.new(),
            lottery_id=lottery.id,
            number=await self._store.last_number(tx, lottery.id) + 1,
            day=day_of(now),
            odds_version=lottery.odds_version,
            commitment=commitment(seed),
            seed_sealed=self._cipher.encrypt(seed),
            seed=None,
            draws=0,
            opened_at=now,
            closed_at=None,
        )
        await self._store.add_round(tx, row)
        return row


def turns(lottery: LotteryRow, found: RoundRow | None, now: datetime) -> bool:
    """Whether a round has to be closed or opened before the next draw."""
    if found is None:
        return running_problem(lottery, now) is None
    return is_over(lottery, now) or found.day < day_of(now) or found.draws >= ROUND_DRAWS_MAX
