"""Work of the community that asks WeCom, after a commit."""

from datetime import datetime
from uuid import UUID

from ports.kernel import Job


class FetchContact(Job, tag="community.fetch_contact", frozen=True):
    """Something has happened to the contact: what is true of them now is asked for and written down."""

    contact_id: str


class FetchStaff(Job, tag="community.fetch_staff", frozen=True):
    user_id: str


class FetchTags(Job, tag="community.fetch_tags", frozen=True):
    """All tags of the corporation."""


class KeepLiveCode(Job, tag="community.keep_live_code", frozen=True):
    """WeCom has to hear of a live code: it is new, was changed, or is to go."""

    live_code_id: UUID


class GreetContact(Job, tag="community.greet_contact", frozen=True):
    """Somebody has become a contact through a live code. The welcome code lives 20 seconds from `at`."""

    user_id: str
    contact_id: str
    mark: str
    welcome_code: str | None
    at: datetime


class TagContact(Job, tag="community.tag_contact", frozen=True):
    """Tags that a live code gives."""

    user_id: str
    contact_id: str
    tag_ids: tuple[str, ...]


class TellGuideTask(Job, tag="community.tell_guide_task", frozen=True):
    """A task of a guide is due at this moment: WeCom tells them, and passes over a repetition."""

    task_id: UUID
    guide: str
    title: str
    text: str
    due_at: datetime
