"""How many posts a group may get."""

from typing import Annotated

from litestar import get, put
from litestar.params import JSONBody
from msgspec import Meta

from app.http.bodies import Body
from app.http.context import AnyRequest, actor, services
from ports.community.post_rules import PostRules, WecomLimit
from ports.community.rule_books import RuleBook


class GroupPostRulesBody(Body, frozen=True):
    """`version`: of the rules that were changed."""

    wecom: WecomLimit
    per_day: Annotated[int, Meta(ge=1, le=10)]
    version: Annotated[int, Meta(ge=0, le=2_000_000_000)]


@get("/group-post-rules", operation_id="getGroupPostRules")
async def group_post_rules(request: AnyRequest) -> RuleBook[PostRules]:
    return await services(request).community.group_posts.rules.rules(actor(request))


@put("/group-post-rules", operation_id="setGroupPostRules")
async def set_group_post_rules(request: AnyRequest, data: JSONBody[GroupPostRulesBody]) -> RuleBook[PostRules]:
    """What is planned stays planned, and is weighed again when it is due."""
    rules = PostRules(data.wecom, data.per_day)
    return await services(request).community.group_posts.rules.save(actor(request), rules, data.version)


ROUTES = [group_post_rules, set_group_post_rules]
