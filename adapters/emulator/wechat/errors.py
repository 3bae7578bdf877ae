"""Business errors of api.weixin.qq.com: always HTTP 200 with an errcode."""

import uuid


class WechatError(Exception):
    def __init__(self, errcode: int, errmsg: str) -> None:
        super().__init__(f"{errcode} {errmsg}")
        self.errcode = errcode
        self.errmsg = errmsg

    def body(self) -> dict[str, int | str]:
        rid = uuid.uuid4().hex
        return {"errcode": self.errcode, "errmsg": f"{self.errmsg} rid: {rid[:8]}-{rid[8:16]}-{rid[16:24]}"}
