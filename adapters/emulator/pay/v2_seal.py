"""Documents of API v2: flat XML, signed inside with the v2 key."""

import hashlib
import hmac
from xml.etree import ElementTree

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from adapters.emulator.merchant import Papers
from adapters.emulator.wording import random_text

Fields = dict[str, str]


class Fault(Exception):
    """`result_code` FAIL; without a code it is the whole call that failed."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code, self.words = code, words


class V2Seal:
    """XML documents signed with the v2 key: MD5 or HMAC-SHA256, told apart by their length."""

    def __init__(self, papers: Papers) -> None:
        self._merchant = papers.merchant

    def digest(self, fields: Fields, length: int = 32) -> str:
        text = "&".join(f"{name}={value}" for name, value in sorted(fields.items()) if value and name != "sign")
        signed = f"{text}&key={self._merchant.apiv2_key}".encode()
        if length == 64:
            return hmac.new(self._merchant.apiv2_key.encode(), signed, hashlib.sha256).hexdigest().upper()
        return hashlib.md5(signed, usedforsecurity=False).hexdigest().upper()

    def check(self, fields: Fields) -> None:
        given = fields.get("sign", "")
        if fields.get("mch_id") != self._merchant.mchid or fields.get("appid") != self._merchant.appid:
            raise Fault("", "商户号或appid不正确")
        if not self._merchant.apiv2_key or not hmac.compare_digest(self.digest(fields, len(given)), given):
            raise Fault("", "签名失败")

    def opened(self, body: bytes) -> Fields:
        try:
            root = fromstring(body)
        except (ElementTree.ParseError, DefusedXmlException) as error:
            raise Fault("", "XML格式错误") from error
        fields = {child.tag: child.text or "" for child in root}
        self.check(fields)
        return fields

    def answer(self, fields: Fields) -> bytes:
        given = {"return_code": "SUCCESS", "return_msg": "OK", "nonce_str": random_text(32)} | fields
        given |= {"appid": self._merchant.appid, "mch_id": self._merchant.mchid}
        return document(given | {"sign": self.digest(given)})

    def refusal(self, fault: Fault) -> bytes:
        if not fault.code:
            return document({"return_code": "FAIL", "return_msg": fault.words})
        return self.answer({"result_code": "FAIL", "err_code": fault.code, "err_code_des": fault.words})


def document(fields: Fields) -> bytes:
    root = ElementTree.Element("xml")
    for name, value in fields.items():
        ElementTree.SubElement(root, name).text = value
    written: bytes = ElementTree.tostring(root, encoding="utf-8")
    return written
