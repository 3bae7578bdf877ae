"""Whom a login or a contact is: one person is one member, however many applications know them (M1)."""

import re
from uuid import UUID

from domain.members.merge_rules import pair_of
from domain.members.merging import Merging
from ports.kernel import Clock, Ids, MemberId, Tx
from ports.members.api import Contact
from ports.members.identities import OWN_MINI_PROGRAM, Attaching, IdentityStore, Known, MergeStore
from ports.members.store import MemberStore, SignedIn, SignIn

DEFAULT_NICKNAME = re.compile(r"禾友\d{6}")
BY_LOGIN = "系统"
UNION_EVIDENCE = "微信告知两个身份属于同一个人（unionid 相同）"
PHONE_EVIDENCE = "两个会员验证了同一个手机号"
CONTACT_PHONE_EVIDENCE = "企业微信或公众号联系人的手机号与会员相同"
MATCHES_PER_PHONE_MAX = 5
"""A number that so many members share is no proof of anything."""


def default_nickname(member_id: UUID) -> str:
    """WeChat no longer tells nicknames; this one is neutral and can be changed."""
    return f"禾友{member_id.int % 1_000_000:06d}"


class IdentityDesk:
    def __init__(
        self,
        stores: tuple[MemberStore, IdentityStore, MergeStore],
        merging: Merging,
        system: tuple[Clock, Ids],
    ) -> None:
        self._members, self._identities, self._merges = stores
        self._merging = merging
        self._clock, self._ids = system

    async def sign_in(self, tx: Tx, given: SignIn) -> SignedIn:
        """Opens the session of whoever logs in. A person who comes twice at once is one member."""
        if (known := await self._members.sign_in(tx, given)) is not None:
            return known
        contact = Contact("mini_program", OWN_MINI_PROGRAM, given.openid, given.unionid)
        member_id, is_new = await self._joined(tx, contact, given)
        signed_in = await self._members.sign_in(tx, given)
        assert signed_in is not None and signed_in.member_id == member_id, "the identity was just attached"
        return SignedIn(signed_in.member_id, is_new, signed_in.level)

    async def seen(self, tx: Tx, contact: Contact) -> MemberId:
        """A contact of the official account or of WeCom. New to us: a member who has not logged in yet.

        The same telling again changes nothing. A unionid joins at once; a phone number makes a match for an operator.
        """
        member_id, _ = await self._joined(tx, contact, None)
        if contact.phone_index is not None:
            await self.match_phone(tx, member_id, contact.phone_index, CONTACT_PHONE_EVIDENCE)
        return member_id

    async def match_phone(
        self, tx: Tx, member_id: MemberId, phone_index: bytes, evidence: str = PHONE_EVIDENCE
    ) -> None:
        """A number says less than a unionid: families share one, and numbers are given out again."""
        for other in (await self._identities.same_phone(tx, phone_index))[:MATCHES_PER_PHONE_MAX]:
            if other != member_id:
                pair, match_id = pair_of(member_id, other), self._ids.new()
                await self._merges.find_match(tx, pair, match_id, (evidence,), self._clock.now())

    async def _joined(self, tx: Tx, contact: Contact, login: SignIn | None) -> tuple[MemberId, bool]:
        """The member, and whether this is their first login."""
        names = [f"{contact.channel}:{contact.app}:{contact.subject}"]
        if contact.unionid is not None:
            names.append(f"unionid:{contact.unionid}")
        await self._identities.lock_names(tx, names)
        known = await self._identities.known(tx, contact)
        is_new = contact.channel == "mini_program" and not known.has_mini_program
        member_id = known.own or (known.same_union[0] if known.same_union else None)
        now, is_disputed = self._clock.now(), False
        if member_id is None:
            member_id = login.member_id if login else MemberId(self._ids.new())
            nickname = default_nickname(member_id)
            await self._identities.create(tx, member_id, (contact, nickname), now)
        else:
            member_id, is_disputed = await self._one(tx, member_id, known)
            # An operator who merges at this moment knows nothing of this login.
            member_id = await self._merges.hold(tx, member_id)
        await self._identities.attach(tx, member_id, contact, Attaching(self._ids.new(), is_disputed, now))
        return member_id, is_new

    async def _one(self, tx: Tx, member_id: MemberId, known: Known) -> tuple[MemberId, bool]:
        """Everybody whom the unionid names, joined; and whether it was found before that they are two people."""
        is_disputed = False
        for other in known.same_union:
            if other == member_id:
                continue
            if await self._merges.are_apart(tx, pair_of(member_id, other)):
                is_disputed = True
                continue
            member_id = await self._merging.merge(tx, (member_id, other), "unionid", (UNION_EVIDENCE,), BY_LOGIN)
        return member_id, is_disputed
