"""Calls from the outside to the shop: pay notices, message pushes, track pushes, each with its ladder of retries."""

import asyncio
import time
from collections.abc import Callable
from functools import partial

import msgspec

from adapters.emulator.database import Database
from adapters.emulator.faults import FaultBoard
from adapters.emulator.timers import Timers
from adapters.emulator.wire import Answer, Wire, WireError
from adapters.emulator.wording import now

CONCURRENCY_MAX = 16
NOTE_LENGTH_MAX = 300


class Envelope(msgspec.Struct, frozen=True):
    """One call as it goes over the wire. A probe must be refused by the shop; it does not count as an attempt."""

    headers: dict[str, str]
    body: bytes
    url: str = ""
    probe: "Envelope | None" = None


class Channel(msgspec.Struct, frozen=True):
    """How one kind of delivery is sealed, judged and repeated."""

    ladder_seconds: tuple[float, ...]
    timeout_seconds: float
    seal: Callable[["Delivery"], Envelope]
    accepted: Callable[[Answer], bool]


class Delivery(msgspec.Struct, frozen=True):
    id: int
    kind: str
    event: str
    subject: str
    url: str
    payload: bytes
    state: str
    tries: int
    created_at: float


class Deliveries:
    """`post` writes the delivery down before anything is sent, so a killed emulator goes on where it was."""

    def __init__(self, db: Database, faults: FaultBoard, timers: Timers) -> None:
        self._db = db
        self._faults = faults
        self._timers = timers
        self._channels: dict[str, Channel] = {}
        self._gate = asyncio.Semaphore(CONCURRENCY_MAX)
        self.wire = Wire()

    def open_channel(self, kind: str, channel: Channel) -> None:
        self._channels[kind] = channel

    def start(self) -> None:
        """Take up what was pending when the emulator last stopped."""
        for row in self._db.all("SELECT id, next_at FROM deliveries WHERE state = 'pending'"):
            self._timers.after(max(0.0, (row["next_at"] or 0.0) - now()), partial(self._attempt, row["id"]))

    def stop(self) -> None:
        self.wire.close()

    def write(self, kind: str, about: tuple[str, str], url: str, payload: bytes, late_seconds: float = 0.0) -> int:
        """Write a delivery down without sending; callable inside a transaction. `about` is (event, subject)."""
        at = now()
        cursor = self._db.run(
            "INSERT INTO deliveries (kind, event, subject, url, payload, state, created_at, next_at)"
            " VALUES (?, ?, ?, ?, ?, 'pending', ?, ?)",
            *(kind, *about, url, payload, at, at + late_seconds),
        )
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    def drop(self, delivery_id: int) -> None:
        """The notice is lost on the way and never tried: the shop has to find out by asking."""
        self._db.run("UPDATE deliveries SET state = 'dropped', next_at = NULL WHERE id = ?", delivery_id)

    def send(self, delivery_id: int, late_seconds: float = 0.0) -> None:
        self._timers.after(late_seconds, partial(self._attempt, delivery_id))

    def repeat(self, delivery_id: int, late_seconds: float) -> None:
        """Send once more even if the first copy was accepted, as a second network path sometimes does."""

        async def again() -> None:
            await self._attempt_once(delivery_id)

        self._timers.after(late_seconds, again)

    async def resend(self, delivery_id: int) -> bool:
        """One extra attempt now, outside the ladder, whatever the state. False when there is no such delivery."""
        return await self._attempt_once(delivery_id) is not None

    async def _attempt(self, delivery_id: int) -> None:
        delivery = await self._attempt_once(delivery_id, only_pending=True)
        if delivery is None or delivery.state == "done":
            return
        waits = self._channels[delivery.kind].ladder_seconds
        if delivery.tries > len(waits):
            self._db.run(
                "UPDATE deliveries SET state = 'gave_up', next_at = NULL WHERE id = ? AND state = 'pending'",
                delivery_id,
            )
            return
        wait_seconds = self._faults.scaled(waits[delivery.tries - 1])
        changed = self._db.run(
            "UPDATE deliveries SET next_at = ? WHERE id = ? AND state = 'pending'", now() + wait_seconds, delivery_id
        ).rowcount
        if changed:
            self._timers.after(wait_seconds, partial(self._attempt, delivery_id))

    async def _attempt_once(self, delivery_id: int, only_pending: bool = False) -> Delivery | None:
        """The delivery as it stands after the attempt; None when there was nothing to attempt."""
        row = self._db.one(
            "SELECT id, kind, event, subject, url, payload, state, tries, created_at FROM deliveries WHERE id = ?",
            delivery_id,
        )
        if row is None or (only_pending and row["state"] != "pending"):
            return None
        delivery = Delivery(*row)
        channel = self._channels[delivery.kind]
        async with self._gate:
            envelope = channel.seal(delivery)
            if envelope.probe:
                await self._call(delivery, channel, envelope.probe, "probe")
            accepted = await self._call(delivery, channel, envelope, "")
        # All rows are fetched, for only a finished statement is committed.
        (updated,) = self._db.all(
            "UPDATE deliveries SET tries = tries + 1, state = iif(?, 'done', state), next_at = iif(?, NULL, next_at)"
            " WHERE id = ? RETURNING state, tries",
            accepted,
            accepted,
            delivery_id,
        )
        return msgspec.structs.replace(delivery, state=updated["state"], tries=updated["tries"])

    async def _call(self, delivery: Delivery, channel: Channel, envelope: Envelope, label: str) -> bool:
        at, started = now(), time.perf_counter()
        try:
            answer = await self.wire.post(
                envelope.url or delivery.url, envelope.headers, envelope.body, channel.timeout_seconds
            )
            status, accepted, note = answer.status, channel.accepted(answer), answer.text[:NOTE_LENGTH_MAX]
        except WireError as error:
            # Status 0 stands for "no answer": the error itself is the note that people read in the console.
            status, accepted, note = 0, False, str(error)[:NOTE_LENGTH_MAX]
        if label:
            note = f"[{label} {'accepted by mistake' if accepted else 'refused as it should'}] {note}"
        took_ms = round((time.perf_counter() - started) * 1000)
        self._db.run(
            "INSERT INTO attempts (delivery_id, at, status, took_ms, note) VALUES (?, ?, ?, ?, ?)",
            delivery.id,
            at,
            status,
            took_ms,
            note,
        )
        return accepted
