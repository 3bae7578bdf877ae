"""Our application inside WeCom as flows see it: who logs in with which code, and what staff are told."""

from ports.kernel import OutsideUnavailable
from ports.outside.wecom_app import AppMessage, JsSignature, JsSignatures, StaffLoginRefused


class Work:
    """Implements `ports.outside.wecom_app.WecomApp`. A code works once; `lose` loses the next answer."""

    def __init__(self) -> None:
        self.codes: dict[str, str] = {}
        self.told: dict[str, AppMessage] = {}
        self.lose = False

    async def sign(self, url: str) -> JsSignatures:
        signed = JsSignature("ww-test", "1000002", 1, "nonce", f"signed:{url}")
        return JsSignatures(signed, signed)

    async def staff_of(self, code: str) -> str:
        if code not in self.codes:
            raise StaffLoginRefused
        return self.codes.pop(code)

    async def tell(self, message: AppMessage) -> tuple[str, ...]:
        if self.lose:
            self.lose = False
            raise OutsideUnavailable
        self.told.setdefault(message.key, message)
        return ()
