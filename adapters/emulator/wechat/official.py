"""The official account 公众号: who follows it, what its API tells of them, and what it pushes to the shop."""

import base64
import hashlib
import secrets
import sqlite3
from typing import Any
from urllib.parse import urlencode
from xml.sax.saxutils import escape

from adapters.emulator.crypto import push_encrypt, push_signature
from adapters.emulator.database import Database
from adapters.emulator.deliveries import Channel, Deliveries, Delivery, Envelope
from adapters.emulator.faults import FaultBoard, happens, within_a_second
from adapters.emulator.merchant import Papers
from adapters.emulator.wechat.errors import WechatError
from adapters.emulator.wechat.people import People
from adapters.emulator.wire import Answer, WireError
from adapters.emulator.wording import now, random_digits

LADDER_SECONDS = (5, 5, 5)
ANSWER_SECONDS = 5.0
BATCH_MAX = 100
SCENES = ("ADD_SCENE_SEARCH", "ADD_SCENE_QR_CODE", "ADD_SCENE_PROFILE_CARD", "ADD_SCENE_WXA", "ADD_SCENE_OTHERS")


class OfficialAccount:
    def __init__(self, parts: tuple[Database, Papers, FaultBoard], people: People, push: "OfficialPush") -> None:
        self._db, papers, self._faults = parts
        self._appid = papers.merchant.official_appid
        self._people = people
        self._push = push

    def openid_of(self, device: str) -> str:
        """Another one than in the mini-program: each account has its own names for people."""
        digest = hashlib.sha256(f"{self._appid}:{device}".encode()).digest()
        return "o" + base64.b32encode(digest).decode()[:27]

    def follow(self, device: str, scene: str = "ADD_SCENE_SEARCH", qr_scene: str = "") -> str:
        """The openid. Whoever follows already scans a code, if there is one, and else nothing happens."""
        self._people.at_device(device)
        openid, at = self.openid_of(device), now()
        row = self._row(openid)
        key = f"qrscene_{qr_scene}" if qr_scene else ""
        with self._db.transaction():
            if row is not None and row["is_following"]:
                if qr_scene:
                    self._push.emit("SCAN", openid, {"EventKey": qr_scene, "Ticket": secrets.token_hex(16)})
                return openid
            self._db.run(
                "INSERT INTO official_followers (openid, device, is_following, followed_at, scene, qr_scene)"
                " VALUES (?, ?, 1, ?, ?, ?) ON CONFLICT (openid) DO UPDATE SET is_following = 1,"
                " followed_at = excluded.followed_at, scene = excluded.scene, qr_scene = excluded.qr_scene",
                *(openid, device, at, scene, qr_scene),
            )
            self._push.emit("subscribe", openid, {"EventKey": key})
        return openid

    def unfollow(self, device: str) -> bool:
        """False: they do not follow."""
        openid = self.openid_of(device)
        row = self._row(openid)
        if row is None or not row["is_following"]:
            return False
        with self._db.transaction():
            self._db.run(
                "UPDATE official_followers SET is_following = 0, unfollowed_at = ? WHERE openid = ?", now(), openid
            )
            self._push.emit("unsubscribe", openid, {"EventKey": ""})
        return True

    def past(self, device: str, times: tuple[float, float | None], scene: str) -> None:
        """Who has followed before anybody was told, and perhaps ended it. What is known stays, but for such an end."""
        followed_at, ended_at = times
        openid = self.openid_of(device)
        self._db.run(
            "INSERT OR IGNORE INTO official_followers (openid, device, is_following, followed_at, scene)"
            " VALUES (?, ?, 1, ?, ?)",
            *(openid, device, followed_at, scene),
        )
        if ended_at is not None:
            self._db.run(
                "UPDATE official_followers SET is_following = 0, unfollowed_at = ?"
                " WHERE openid = ? AND is_following = 1",
                *(ended_at, openid),
            )

    def info(self, openid: str) -> dict[str, Any]:
        """Of those who do not follow nothing but the openid is shown. A stranger: 40003."""
        row = self._row(openid)
        if row is None:
            raise WechatError(40003, "invalid openid")
        if not row["is_following"]:
            return {"subscribe": 0, "openid": openid, "tagid_list": []}
        shown: dict[str, Any] = {
            "subscribe": 1,
            "openid": openid,
            "nickname": "",
            "sex": 0,
            "language": "zh_CN",
            "city": "",
            "province": "",
            "country": "",
            "headimgurl": "",
            "subscribe_time": int(row["followed_at"]),
            "remark": "",
            "groupid": 0,
            "tagid_list": [],
            "subscribe_scene": row["scene"],
            "qr_scene": 0,
            "qr_scene_str": row["qr_scene"],
        }
        if not self._faults.now.wechat.official_without_unionid:
            shown["unionid"] = self._people.at_device(row["device"])["unionid"]
        return shown

    def page(self, after: str) -> dict[str, Any]:
        """The last page names its last openid as the next one too; the page after it is empty."""
        size = self._faults.now.wechat.official_page
        rows = self._db.all(
            "SELECT openid FROM official_followers WHERE is_following = 1 AND openid > ? ORDER BY openid LIMIT ?",
            *(after, size),
        )
        total = self._db.number("SELECT count(*) FROM official_followers WHERE is_following = 1")
        answer: dict[str, Any] = {"total": total, "count": len(rows)}
        if not rows:
            return answer | {"next_openid": ""}
        return answer | {"data": {"openid": [row["openid"] for row in rows]}, "next_openid": rows[-1]["openid"]}

    def _row(self, openid: str) -> sqlite3.Row | None:
        return self._db.one("SELECT * FROM official_followers WHERE openid = ?", openid)


class OfficialPush:
    """XML always, in safe mode unless the switch says plain."""

    def __init__(self, papers: Papers, faults: FaultBoard, deliveries: Deliveries, hooks_url: str) -> None:
        self._merchant = papers.merchant
        self._faults = faults
        self._deliveries = deliveries
        self.url = f"{hooks_url}/hooks/wechat-official/push"
        self._account = "gh_" + papers.merchant.official_appid[2:14]
        deliveries.open_channel("official", Channel(LADDER_SECONDS, ANSWER_SECONDS, self._envelope, _accepted))

    def emit(self, event: str, openid: str, fields: dict[str, Any]) -> None:
        """Written at once, so callable inside the transaction of the fact; sent when the loop is free again."""
        faults = self._faults.now.wechat
        if not self._merchant.official_appid:
            return
        head = {"ToUserName": self._account, "FromUserName": openid, "CreateTime": int(now()), "MsgType": "event"}
        text = _as_xml(head | {"Event": event} | fields)
        late_seconds = within_a_second() if happens(faults.official_reorder_push_rate) else 0.0
        written = self._deliveries.write("official", (event, openid), self.url, text.encode(), late_seconds)
        if happens(faults.official_drop_push_rate):
            self._deliveries.drop(written)
            return
        self._deliveries.send(written, late_seconds)
        if happens(faults.official_duplicate_push_rate):
            self._deliveries.repeat(written, late_seconds + within_a_second())

    async def check_server(self) -> tuple[bool, str]:
        """Ask the shop to echo a text, as the console does on saving the address: (passed, what came back)."""
        echo = random_digits(19)
        query = self._signed() | {"echostr": echo}
        try:
            answer = await self._deliveries.wire.get(f"{self.url}?{urlencode(query)}", ANSWER_SECONDS)
        except WireError as error:
            return False, str(error)
        return answer.status == 200 and answer.text == echo, answer.text[:200]

    def _signed(self) -> dict[str, str]:
        timestamp, nonce = str(int(now())), str(secrets.randbelow(10**10))
        signature = push_signature(self._merchant.official_push_token, timestamp, nonce)
        return {"signature": signature, "timestamp": timestamp, "nonce": nonce}

    def _envelope(self, delivery: Delivery) -> Envelope:
        merchant, text = self._merchant, delivery.payload.decode()
        query = self._signed() | {"openid": delivery.subject}
        if not self._faults.now.wechat.official_plain_push:
            sealed = push_encrypt(merchant.official_push_aes_key, merchant.official_appid, text)
            token, timestamp, nonce = merchant.official_push_token, query["timestamp"], query["nonce"]
            query |= {"encrypt_type": "aes", "msg_signature": push_signature(token, timestamp, nonce, sealed)}
            text = _as_xml({"ToUserName": self._account, "Encrypt": sealed})
        headers = {"Content-Type": "text/xml", "User-Agent": "Mozilla/4.0"}
        return Envelope(headers, text.encode(), url=f"{delivery.url}?{urlencode(query)}")


def _accepted(answer: Answer) -> bool:
    return answer.status == 200 and answer.text.strip() in ("", "success")


def _as_xml(content: dict[str, Any]) -> str:
    return f"<xml>{''.join(_element(*pair) for pair in content.items())}</xml>"


def _element(name: str, value: Any) -> str:
    if isinstance(value, int):
        return f"<{name}>{value}</{name}>"
    if "]]>" in str(value):
        return f"<{name}>{escape(str(value))}</{name}>"
    return f"<{name}><![CDATA[{value}]]></{name}>"
