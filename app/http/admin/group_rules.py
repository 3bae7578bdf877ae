"""By which rules guides are asked to invite people to groups."""

from typing import Annotated

from litestar import get, put
from litestar.params import JSONBody
from msgspec import Meta

from app.http.bodies import Body
from app.http.context import AnyRequest, actor, services
from ports.community.group_rules import GroupRules
from ports.community.rule_books import RuleBook

Orders = Annotated[int, Meta(ge=0, le=1000)]


class GroupRulesBody(Body, frozen=True):
    """`version`: of the rules that were changed."""

    is_on: bool
    days: Annotated[int, Meta(ge=1, le=3650)]
    vip_orders: Orders
    vip_fen: Annotated[int, Meta(ge=0, le=10**10)]
    ordinary_orders: Orders
    version: Annotated[int, Meta(ge=0, le=2_000_000_000)]

    def rules(self) -> GroupRules:
        return GroupRules(self.is_on, self.days, self.vip_orders, self.vip_fen, self.ordinary_orders)


@get("/group-rules", operation_id="getGroupRules")
async def group_rules(request: AnyRequest) -> RuleBook[GroupRules]:
    return await services(request).community.groups.inviting.rules(actor(request))


@put("/group-rules", operation_id="setGroupRules")
async def set_group_rules(request: AnyRequest, data: JSONBody[GroupRulesBody]) -> RuleBook[GroupRules]:
    """Tasks that were given stay as they are."""
    return await services(request).community.groups.inviting.save_rules(actor(request), data.rules(), data.version)


ROUTES = [group_rules, set_group_rules]
