"""The part of `app/subscriptions` that paid memberships bring: reactions, jobs, sweeps."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from app.actors.sweep import Sweep
from app.assembly.modules import Modules
from ports.kernel import Event, Job, Tx
from ports.payments.api import CollectionFailed, ContractEnded, ContractSigned, GrantTold, SubscriptionPaid
from ports.payments.jobs import AnnounceDeduction, Deduct, EndContract

Reactions = Mapping[type[Event], Mapping[str, Callable[[Tx, Any], Awaitable[None]]]]
Jobs = Mapping[type[Job], Callable[[Any], Awaitable[None]]]


def membership_reactions(m: Modules) -> Reactions:
    settling = m.members.subscriptions.settling
    return {
        SubscriptionPaid: {"members.subscription": settling.on_paid},
        CollectionFailed: {"members.subscription": settling.on_collection_failed},
        ContractSigned: {"members.subscription": settling.on_contract_signed},
        ContractEnded: {"members.subscription": settling.on_contract_ended},
        GrantTold: {"members.message": m.members.messages.on_grant_told},
    }


def contract_jobs(m: Modules) -> Jobs:
    return {
        Deduct: m.payments.deductions.handle_deduct,
        EndContract: m.payments.contracts.handle_end,
        AnnounceDeduction: m.payments.contracts.handle_announce,
    }


def membership_sweeps(m: Modules) -> Mapping[str, Sweep]:
    return {
        "payments.poll_contracts": Sweep(m.payments.contracts.poll_contracts, 30),
        "members.renew_subscriptions": Sweep(m.members.subscriptions.renewals.sweep, 10),
        "members.close_subscription_charges": Sweep(m.members.subscriptions.settling.close_overdue, 15),
    }
