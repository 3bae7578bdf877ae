"""What tags add to who reacts to what: they look on at much and answer nothing."""

from app.actors.deliver import Reaction, Subscriptions
from app.assembly.tags import TagServices
from ports.commerce.api import AfterSaleRefunded, OrderCancelled, OrderCompleted, OrderPaid
from ports.kernel import Event
from ports.members.api import MemberRegistered
from ports.members.jobs import ComputeTags


def with_tags(found: Subscriptions, tags: TagServices) -> Subscriptions:
    """The same, and what tags want to hear of."""
    wanted: dict[type[Event], Reaction] = {
        MemberRegistered: tags.reactions.on_registered,
        OrderPaid: tags.reactions.on_order,
        OrderCompleted: tags.reactions.on_order,
        OrderCancelled: tags.reactions.on_order,
        AfterSaleRefunded: tags.reactions.on_order,
    }
    own = {event: {**found.reactions.get(event, {}), "members.tags": reaction} for event, reaction in wanted.items()}
    return Subscriptions(
        reactions={**found.reactions, **own},
        callbacks=found.callbacks,
        jobs={**found.jobs, ComputeTags: tags.desk.on_compute},
    )
