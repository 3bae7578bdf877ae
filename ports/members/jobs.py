"""Work of members that runs after a commit."""

from uuid import UUID

from ports.kernel import Job


class SendMessage(Job, tag="members.send_message", frozen=True):
    message_id: UUID
