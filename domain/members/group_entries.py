"""Which WeChat group somebody came from, by what WeChat has sealed for them."""

from ports.crypto import FieldCipher
from ports.kernel import MemberId, Tx
from ports.members.api import GroupSessionExpired
from ports.members.store import MemberStore
from ports.outside.wechat import OPEN_GID_UNPROVEN, GroupProofs


class GroupEntries:
    def __init__(self, store: MemberStore, proofs: GroupProofs, cipher: FieldCipher) -> None:
        self._store = store
        self._proofs = proofs
        self._cipher = cipher

    async def entered(self, tx: Tx, member_id: MemberId, encrypted_data: str, iv: str) -> str:
        """`MembersApi.group_entered`. The session key lives for this call alone and is never told or logged."""
        sealed = await self._store.session_key(tx, member_id)
        if sealed is None:
            raise GroupSessionExpired
        try:
            session_key = self._cipher.decrypt(sealed)
        except ValueError:
            # Sealed with a key that we no longer have: the next login brings a new one.
            raise GroupSessionExpired from None
        return self._proofs.open_group_id(session_key, encrypted_data, iv)[OPEN_GID_UNPROVEN:]
