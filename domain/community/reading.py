"""What was read of a contact, in the form in which the mirror keeps it."""

import hashlib
from datetime import datetime

import msgspec

from ports.community.store import Read
from ports.crypto import FieldCipher
from ports.outside.wecom import ContactFacts, FollowFacts

_order = msgspec.json.Encoder(order="sorted")


def read_of(cipher: FieldCipher, facts: tuple[ContactFacts, FollowFacts], read_at: datetime) -> Read:
    contact, follow = facts
    phones = "\n".join(follow.remark_phones)
    return Read(
        contact=contact,
        follow=follow,
        digest=digest_of(cipher, contact, follow),
        sealed_phones=cipher.encrypt(phones) if phones else None,
        read_at=read_at,
    )


def digest_of(cipher: FieldCipher, contact: ContactFacts, follow: FollowFacts) -> bytes:
    """The same facts have the same digest, in whatever order WeCom tells tags and phones.

    Phones go in as blind indexes: a digest in the clear would let numbers be guessed.
    """
    phones = tuple(sorted(cipher.blind_index(phone).hex() for phone in follow.remark_phones))
    ordered = msgspec.structs.replace(follow, tag_ids=tuple(sorted(follow.tag_ids)), remark_phones=phones)
    return hashlib.sha256(_order.encode((contact, ordered))).digest()[:16]
