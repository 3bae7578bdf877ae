"""Player API of content checks: which words and pictures WeChat takes for what, and what it has judged."""

from typing import Annotated, Any

import msgspec
from litestar import get, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from adapters.emulator.play.people import Refusal, refuse
from adapters.emulator.wechat.content import BUILT_IN, Rule
from adapters.emulator.world import LiveWorld

LIMIT = 100
Mark = Annotated[str, Meta(min_length=1, max_length=200)]


class RuleBody(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """`suggest` empty takes the rule away."""

    kind: Annotated[str, Meta(pattern="^(word|picture)$")]
    mark: Mark
    suggest: Annotated[str, Meta(pattern="^(pass|review|risky|)$")] = "risky"
    label: Annotated[int, Meta(ge=0, le=99_999)] = 20006


@get("/content")
async def look(world: LiveWorld) -> dict[str, Any]:
    """Newest first."""
    built_in = [{"kind": "word", "mark": mark, "suggest": suggest, "label": label} for mark, suggest, label in BUILT_IN]
    rules = [msgspec.to_builtins(rule) for rule in world.content.rules()]
    return {"rules": rules, "builtIn": built_in, "items": world.content.recent(LIMIT)}


@post("/content/rules", status_code=200)
async def set_rule(data: JSONBody[RuleBody], world: LiveWorld) -> dict[str, Any]:
    """A word that stands in a text, or a part of a picture's address; `any` of a picture is every one."""
    if data.suggest:
        world.content.set_rule(msgspec.convert(msgspec.to_builtins(data), Rule))
    else:
        world.content.drop_rule(data.kind, data.mark)
    return {"rules": [msgspec.to_builtins(rule) for rule in world.content.rules()]}


@post("/content/{trace_id:str}/tell", status_code=200)
async def tell(trace_id: FromPath[str], world: LiveWorld) -> dict[str, bool] | Refusal:
    """Sends the verdict on a picture now, also one that was lost."""
    if not world.content.tell(trace_id):
        return refuse(404, "没有这次检测")
    return {"told": True}


handlers = [look, set_rule, tell]
