"""What every module is put together from."""

from dataclasses import dataclass

from ports.crypto import FieldCipher
from ports.deliveries import Deliveries, Waker
from ports.idempotency import FirstAnswers
from ports.inbox import Inbox
from ports.kernel import Clock, Ids, Rng, UnitOfWork


@dataclass(frozen=True)
class Base:
    uow: UnitOfWork
    clock: Clock
    ids: Ids
    rng: Rng
    cipher: FieldCipher
    deliveries: Deliveries
    waker: Waker
    first_answers: FirstAnswers
    inbox: Inbox
