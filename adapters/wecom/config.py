"""What the adapter needs to know of the corporation, its customer contact and our application in it."""

from typing import Literal

from msgspec import Struct

Secret = Literal["contact", "agent"]


class WecomConfig(Struct, frozen=True, kw_only=True):
    """`base_url` without a trailing slash. `card_appid`: the mini-program that cards open.

    Corporations that began after 2023-12 have no secret of customer contact; the application's serves for both then,
    with one token. The limits of a day depend on the corporation's size, so that they must be given; 0: unknown.
    `app_messages_per_day` counts persons, `mass_messages_per_day` and `moment_tasks_per_day` calls. `behaviour_…`: of
    the figures of guides' chats, how many days a call may span, and for how many days they are kept.
    `moment_attachment_type`: WeCom's number for pictures of moments (UNCONFIRMED).
    """

    corp_id: str
    contact_secret: str
    agent_id: str
    agent_secret: str
    callback_token: str
    callback_aes_key: str
    base_url: str
    card_appid: str
    timeout_seconds: float = 5.0
    app_messages_per_day: int = 0
    mass_messages_per_day: int = 0
    moment_tasks_per_day: int = 0
    moment_attachment_type: int = 1
    behaviour_span_days: int = 30
    behaviour_kept_days: int = 180
