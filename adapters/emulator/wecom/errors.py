"""Business errors of qyapi.weixin.qq.com: always HTTP 200 with an errcode."""

import msgspec

from adapters.emulator.wording import random_digits


class WecomError(Exception):
    def __init__(self, errcode: int, errmsg: str) -> None:
        super().__init__(f"{errcode} {errmsg}")
        self.errcode = errcode
        self.errmsg = errmsg

    def body(self) -> dict[str, int | str]:
        hint = (
            f"hint: [{random_digits(24)}], more info at https://open.work.weixin.qq.com/devtool/query?e={self.errcode}"
        )
        return {"errcode": self.errcode, "errmsg": f"{self.errmsg}, {hint}"}


class Unplayable(Exception):
    """Somebody was asked to do what cannot be done; Chinese, for the console."""

    def __init__(self, words: str, status: int = 409) -> None:
        super().__init__(words)
        self.words = words
        self.status = status


def checked(is_right: object, errcode: int, errmsg: str) -> None:
    """Raises WecomError unless the condition holds."""
    if not is_right:
        raise WecomError(errcode, errmsg)


def listed(values: list[str]) -> str:
    """For `IN (SELECT value FROM json_each(?))`."""
    return msgspec.json.encode(values).decode()
