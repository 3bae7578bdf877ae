"""Content checks: verdicts by words and pictures that a person sets, text at once, pictures later by an event."""

import secrets
import uuid
from typing import Any, Literal

import msgspec

from adapters.emulator.database import Database
from adapters.emulator.faults import FaultBoard, happens, within_a_second
from adapters.emulator.timers import Timers
from adapters.emulator.wechat.errors import WechatError
from adapters.emulator.wechat.people import People
from adapters.emulator.wechat.push import MessagePush
from adapters.emulator.wire import Wire, WireError
from adapters.emulator.wording import now

FETCH_SECONDS = 5.0
PICTURE_FAILED = -1008
CONTENT_MAX = 2500
_BADNESS = ("pass", "review", "risky")
Suggest = Literal["pass", "review", "risky"]
BUILT_IN: tuple[tuple[str, Suggest, int], ...] = (
    ("赌博", "risky", 20006),
    ("代开发票", "risky", 20006),
    ("枪支", "risky", 20006),
    ("色情", "risky", 20002),
)


class TextCheck(msgspec.Struct):
    version: int
    openid: str
    scene: int
    content: str


class MediaCheck(msgspec.Struct):
    media_url: str
    media_type: int
    version: int
    openid: str
    scene: int


class Rule(msgspec.Struct, frozen=True):
    """`mark` is in the text, or in the address of the picture; `any` of a picture is every one."""

    kind: Literal["word", "picture"]
    mark: str
    suggest: Suggest
    label: int


class ContentChecks:
    def __init__(
        self, db: Database, people: People, push: MessagePush, world: tuple[FaultBoard, Timers, Wire, str]
    ) -> None:
        self._db = db
        self._people = people
        self._push = push
        self._faults, self._timers, self._wire, self._appid = world

    def text(self, asked: TextCheck) -> dict[str, Any]:
        """Raises WechatError: 40129, 40097, 61010."""
        self._check(asked.scene, asked.version)
        if not 1 <= len(asked.content) <= CONTENT_MAX:
            raise WechatError(40097, "invalid args: content")
        self._people.require_active(asked.openid)
        suggest, label, word = self._found("word", asked.content)
        result = {"suggest": suggest, "label": label}
        level = 0 if suggest == "pass" else 90
        detail = result | {"strategy": "keyword", "errcode": 0, "level": level, "keyword": word}
        trace_id = uuid.uuid4().hex
        self._keep(trace_id, ("text", asked.openid, asked.content), (suggest, label, 0), "answered")
        return {"trace_id": trace_id, "result": result, "detail": [detail]}

    def media(self, asked: MediaCheck) -> dict[str, Any]:
        """The trace alone; the event follows, is lost, comes twice or out of order, as the switches say."""
        self._check(asked.scene, asked.version)
        if asked.media_type not in (1, 2):
            raise WechatError(40097, "invalid args: media_type")
        self._people.require_active(asked.openid)
        faults, trace_id = self._faults.now.wechat, secrets.token_hex(16)
        is_lost = happens(faults.drop_verdict_rate)
        about = ("picture", asked.openid, asked.media_url)
        self._keep(trace_id, about, ("", 0, 0), "lost" if is_lost else "waiting")
        if not is_lost:
            wait = faults.verdict_ms / 1000
            # Out of order: what was asked later is answered earlier.
            wait = wait * within_a_second() if faults.reorder_verdicts else wait

            async def judge() -> None:
                await self._judge(trace_id)

            self._timers.after(self._faults.scaled(wait), judge)
        return {"trace_id": trace_id}

    def tell(self, trace_id: str) -> bool:
        """Sends the verdict (again) now: also one that was lost. False: no such trace."""
        row = self._db.one("SELECT * FROM content_checks WHERE trace_id = ? AND kind = 'picture'", trace_id)
        if row is None:
            return False

        async def judge() -> None:
            await self._judge(trace_id)

        self._timers.after(0, judge)
        return True

    def rules(self) -> list[Rule]:
        rows = self._db.all("SELECT kind, mark, suggest, label FROM content_rules ORDER BY kind, mark")
        return [Rule(*row) for row in rows]

    def set_rule(self, rule: Rule) -> None:
        self._db.run("INSERT OR REPLACE INTO content_rules VALUES (?, ?, ?, ?)", *msgspec.structs.astuple(rule))

    def drop_rule(self, kind: str, mark: str) -> None:
        self._db.run("DELETE FROM content_rules WHERE kind = ? AND mark = ?", kind, mark)

    def recent(self, limit: int) -> list[dict[str, Any]]:
        rows = self._db.all("SELECT * FROM content_checks ORDER BY at DESC LIMIT ?", limit)
        return [dict(row) for row in rows]

    async def _judge(self, trace_id: str) -> None:
        row = self._db.one("SELECT * FROM content_checks WHERE trace_id = ?", trace_id)
        assert row is not None, "it was written when it was asked for"
        errcode = 0
        try:
            answer = await self._wire.get(row["what"], FETCH_SECONDS)
            if answer.status != 200 or not answer.body:
                errcode = PICTURE_FAILED
        except WireError:
            errcode = PICTURE_FAILED
        suggest, label, _ = self._found("picture", row["what"])
        self._db.run(
            "UPDATE content_checks SET suggest = ?, label = ?, errcode = ?, fate = 'told' WHERE trace_id = ?",
            *(suggest, label, errcode, trace_id),
        )
        detail = {"strategy": "content_model", "errcode": errcode, "suggest": suggest, "label": label, "prob": 90}
        fields = {
            "appid": self._appid,
            "trace_id": trace_id,
            "version": 2,
            "detail": [detail],
            "errcode": errcode,
            "errmsg": "ok" if errcode == 0 else "download failed",
            "result": {"suggest": suggest, "label": label},
        }
        self._push.emit("wxa_media_check", row["openid"], fields)
        if happens(self._faults.now.wechat.duplicate_verdict_rate):
            self._push.emit("wxa_media_check", row["openid"], fields)

    def _check(self, scene: int, version: int) -> None:
        if scene not in (1, 2, 3, 4):
            raise WechatError(40129, "invalid scene")
        if version != 2:
            raise WechatError(40097, "invalid args: version")

    def _found(self, kind: str, text: str) -> tuple[str, int, str]:
        """The worst of the rules whose mark is in the text."""
        rules = [(rule.mark, rule.suggest, rule.label) for rule in self.rules() if rule.kind == kind]
        if kind == "word":
            rules += BUILT_IN
        hits = [one for one in rules if one[0] in text or (kind == "picture" and one[0] == "any")]
        if not hits:
            return "pass", 100, ""
        mark, suggest, label = max(hits, key=lambda one: _BADNESS.index(one[1]))
        return suggest, label, mark

    def _keep(self, trace_id: str, about: tuple[str, str, str], verdict: tuple[str, int, int], fate: str) -> None:
        self._db.run(
            "INSERT INTO content_checks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", trace_id, *about, *verdict, now(), fate
        )
