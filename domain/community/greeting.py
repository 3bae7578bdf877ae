"""What a new contact gets at once: a welcome within WeCom's 20 seconds with a card, tags, a coupon (G1).

A welcome is sent once at most. Its row is written before the call; a process that dies between leaves it as `sending`,
and nobody sends it again: twice would be worse than never.
"""

from datetime import timedelta

import structlog
from msgspec.structs import replace

from domain.community.cards import Cards
from ports.community.api import WelcomeCouponPromised
from ports.community.jobs import FetchContact, GreetContact, TagContact
from ports.community.live_codes import Greeting, GreetingState, LiveCodeRow, LiveCodeStore
from ports.community.touches import NewTouch, Touch, TouchIssuer
from ports.kernel import Clock, Ids, OutsideUnavailable, UnitOfWork
from ports.members.api import Contact, MembersApi
from ports.outside.wecom import (
    MessagePart,
    NotAContact,
    TextPart,
    WecomContacts,
    WecomRefused,
    WecomTagUnknown,
    WecomThrottled,
    WecomWelcome,
    WelcomeCodeGone,
)

log = structlog.get_logger("siyu.wecom")


class Greetings:
    def __init__(
        self,
        uow: UnitOfWork,
        store: LiveCodeStore,
        wecom: tuple[WecomContacts, WecomWelcome, str],
        beside: tuple[MembersApi, Cards, TouchIssuer],
        system: tuple[Clock, Ids],
    ) -> None:
        """`wecom`: and the corporation's id."""
        self._uow = uow
        self._store = store
        self._contacts, self._welcome, self._corp_id = wecom
        self._members, self._cards, self._touches = beside
        self._clock, self._ids = system

    async def on_greet(self, job: GreetContact) -> None:
        """Told twice it does nothing more."""
        greeting_id, touch = self._ids.new(), None
        async with self._uow.begin() as tx:
            code = await self._store.by_mark(tx, job.mark)
            if code is None:
                return
            greeting = Greeting(greeting_id, job.user_id, job.contact_id, job.at, code.id, "sending")
            if not await self._store.greet(tx, greeting):
                return
            if code.rules.tag_ids:
                tx.enqueue(TagContact(job.user_id, job.contact_id, code.rules.tag_ids))
            if code.rules.template_id is not None:
                contact = Contact("wecom", self._corp_id, job.contact_id)
                member_id = await self._members.contact_seen(tx, contact)
                tx.emit(WelcomeCouponPromised(greeting_id, member_id, code.rules.template_id))
            if (wish := code.rules.card) is not None and job.welcome_code is not None:
                made = NewTouch("welcome", f"welcome:{greeting_id}", job.user_id, job.contact_id)
                touch = await self._touches.issue(tx, replace(made, product_id=wish.product_id))
        began = self._clock.now()
        state = await self._sent(job, code, touch)
        async with self._uow.single() as tx:
            await self._store.greeted(tx, greeting_id, state, _milliseconds(self._clock.now() - began))

    async def _sent(self, job: GreetContact, code: LiveCodeRow, touch: Touch | None) -> GreetingState:
        parts: list[MessagePart] = [TextPart(code.rules.welcome)] if code.rules.welcome else []
        if touch is not None and code.rules.card is not None:
            card = await self._cards.made(code.rules.card, touch.code)
            parts += [card] if card is not None else []
        if job.welcome_code is None or not parts:
            return "none"
        try:
            await self._welcome.send(job.welcome_code, tuple(parts))
        except WelcomeCodeGone:
            return "gone"
        except (WecomRefused, WecomThrottled) as refused:
            log.error("a welcome was refused", live_code=str(code.id), words=refused.text)
            return "refused"
        except OutsideUnavailable:
            return "unknown"
        return "sent"

    async def on_tag(self, job: TagContact) -> None:
        """Raises WecomThrottled, OutsideUnavailable: the job comes again."""
        try:
            await self._contacts.mark(job.user_id, job.contact_id, job.tag_ids, ())
        except (NotAContact, WecomTagUnknown) as refused:
            log.warning("tags of a live code were not given", contact=job.contact_id, words=refused.text)
            return
        # What we change is told by nobody: the mirror has to ask.
        async with self._uow.begin() as tx:
            tx.enqueue(FetchContact(job.contact_id))


def _milliseconds(span: timedelta) -> int:
    return max(0, round(span / timedelta(milliseconds=1)))
