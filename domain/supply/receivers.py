"""The receiver's address: sealed where it is kept, masked where it is shown (V3, V4)."""

import msgspec

from ports.crypto import FieldCipher, mask_name, mask_phone
from ports.members.api import PostalAddress
from ports.supply.store import Receiver
from ports.supply.words import region_text

_decoder = msgspec.json.Decoder(PostalAddress)


def seal(cipher: FieldCipher, address: PostalAddress) -> Receiver:
    return Receiver(
        sealed=cipher.encrypt(msgspec.json.encode(address).decode()),
        masked=f"{mask_name(address.name)} {mask_phone(address.phone)}",
        phone_masked=mask_phone(address.phone),
        province=address.province,
        city=address.city,
        region=region_text(address.province, address.city, address.district),
    )


def unseal(cipher: FieldCipher, sealed: bytes) -> PostalAddress:
    return _decoder.decode(cipher.decrypt(sealed))
