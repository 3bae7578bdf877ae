"""What an address must have before anything is sent there. Pure."""

import re

from ports.kernel import Invalid
from ports.members.api import PostalAddress

_PHONE = re.compile(r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}")


def checked(address: PostalAddress) -> PostalAddress:
    """Raises Invalid, naming the field."""
    if not _PHONE.fullmatch(address.phone):
        raise Invalid("请填写 11 位手机号或带区号的座机", field="phone")
    for field, words in (("name", "收货人"), ("province", "省份"), ("city", "城市"), ("detail", "详细地址")):
        text = getattr(address, field)
        if not text.strip() or not text.isprintable():
            raise Invalid(f"请填写{words}", field=field)
    return address
