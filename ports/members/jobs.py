"""Work of members that runs after a commit."""

from uuid import UUID

from ports.kernel import Job


class SendMessage(Job, tag="members.send_message", frozen=True):
    message_id: UUID


class ComputeTags(Job, tag="members.compute_tags", frozen=True):
    """Somebody is due. It names nobody: one job computes all who are."""
