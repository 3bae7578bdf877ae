"""Work of the community that asks WeCom, after a commit."""

from ports.kernel import Job


class FetchContact(Job, tag="community.fetch_contact", frozen=True):
    """Something has happened to the contact: what is true of them now is asked for and written down."""

    contact_id: str


class FetchStaff(Job, tag="community.fetch_staff", frozen=True):
    user_id: str


class FetchTags(Job, tag="community.fetch_tags", frozen=True):
    """All tags of the corporation."""
