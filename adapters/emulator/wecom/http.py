"""Routes of qyapi.weixin.qq.com, put together."""

from litestar import Router

from adapters.emulator.wechat.gate import BadGateway, answer_gateway
from adapters.emulator.wecom import http_contacts, http_groups, http_moments, http_ways, http_work
from adapters.emulator.wecom.errors import WecomError
from adapters.emulator.wecom.gate import HOST, answer_error

router = Router(
    HOST,
    route_handlers=[
        handler
        for part in (http_contacts, http_ways, http_groups, http_moments, http_work)
        for handler in part.handlers
    ],
    exception_handlers={WecomError: answer_error, BadGateway: answer_gateway},
)
open_handlers = http_ways.open_handlers
