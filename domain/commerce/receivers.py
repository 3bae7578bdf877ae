"""The receiver's address of an order: sealed where it is kept, masked where it is shown (V3, V4)."""

import msgspec

from ports.commerce.order_store import SealedReceiver
from ports.commerce.order_views import MaskedAddress
from ports.crypto import FieldCipher, mask_address, mask_name, mask_phone
from ports.members.api import PostalAddress

_decoder = msgspec.json.Decoder(PostalAddress)


def seal(cipher: FieldCipher, address: PostalAddress) -> SealedReceiver:
    return SealedReceiver(
        sealed=cipher.encrypt(msgspec.json.encode(address).decode()),
        masked=f"{mask_name(address.name)} {mask_phone(address.phone)}",
        region=address.region,
        phone_index=cipher.blind_index(address.phone),
    )


def unseal(cipher: FieldCipher, sealed: bytes) -> PostalAddress:
    return _decoder.decode(cipher.decrypt(sealed))


def to_owner(address: PostalAddress) -> MaskedAddress:
    """As the shopper sees it on the order: one's own street and house are not hidden from oneself."""
    return MaskedAddress(address.name, mask_phone(address.phone), address.region, address.detail)


def to_operator(address: PostalAddress) -> MaskedAddress:
    """As an operator sees it without unmasking."""
    return MaskedAddress(
        mask_name(address.name), mask_phone(address.phone), address.region, mask_address(address.detail)
    )
