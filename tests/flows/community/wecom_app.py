"""What WeCom does for staff: messages of the application, and contacts handed over."""

from collections.abc import Sequence
from datetime import datetime

from ports.kernel import OutsideUnavailable
from ports.outside.wecom import TransferredContact, TransferState, Unassigned
from ports.outside.wecom_app import AppMessage, JsSignature, JsSignatures, StaffLoginRefused
from tests.flows.orders.conftest import HandClock


class App:
    """Messages to staff; those of one key within half an hour are one. A login code is `code-<user id>`, good once."""

    def __init__(self) -> None:
        self.told: list[AppMessage] = []
        self.unreachable: set[str] = set()
        self.lose = False
        self._used: set[str] = set()

    async def sign(self, url: str) -> JsSignatures:
        one = JsSignature("ww-test", "1000002", 1, "nonce", url)
        return JsSignatures(one, one)

    async def staff_of(self, code: str) -> str:
        if code in self._used or not code.startswith("code-"):
            raise StaffLoginRefused
        self._used.add(code)
        return code.removeprefix("code-")

    async def tell(self, message: AppMessage) -> tuple[str, ...]:
        if all(one.key != message.key for one in self.told):
            self.told.append(message)
        if self.lose:
            self.lose = False
            raise OutsideUnavailable
        return tuple(one for one in message.user_ids if one in self.unreachable)


class Transfers:
    """Contacts that are handed over; `refusing` are those whom WeCom refuses at once, by its errcode."""

    def __init__(self, clock: HandClock) -> None:
        self._clock = clock
        self.started: list[tuple[str, str, tuple[str, ...], str | None, bool]] = []
        self.refusing: dict[str, int] = {}
        self.standing: dict[tuple[str, str, str], tuple[TransferState, datetime | None]] = {}
        self.waiting: list[Unassigned] = []
        self.lose = False

    async def start(
        self, handover: str, takeover: str, contact_ids: tuple[str, ...], words: str | None, *, has_left: bool
    ) -> dict[str, int]:
        self.started.append((handover, takeover, contact_ids, words, has_left))
        for one in contact_ids:
            if one not in self.refusing:
                self.standing[handover, takeover, one] = ("waiting", None)
        if self.lose:
            self.lose = False
            raise OutsideUnavailable
        return {one: self.refusing.get(one, 0) for one in contact_ids}

    async def states(self, handover: str, takeover: str, *, has_left: bool) -> tuple[TransferredContact, ...]:
        return tuple(
            TransferredContact(contact_id, state, at)
            for (by, to, contact_id), (state, at) in self.standing.items()
            if (by, to) == (handover, takeover)
        )

    async def unassigned(self) -> tuple[Unassigned, ...]:
        return tuple(self.waiting)

    async def start_groups(self, chat_ids: Sequence[str], new_owner: str, *, has_left: bool) -> dict[str, int]:
        return {}

    def end(self, pair: tuple[str, str], contact_id: str, state: TransferState = "done") -> None:
        self.standing[(*pair, contact_id)] = (state, self._clock.now() if state == "done" else None)
