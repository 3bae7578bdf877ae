"""Payments: attempts to collect what an order owes, refunds, the money ledger, and WeChat's shipping information.

Owns: attempts, refunds, the double-entry ledger, shipping uploads. Publishes: payments.payment_succeeded,
payments.refund_succeeded, payments.refund_stuck. Reacts to: supply.parcel_shipped, supply.parcel_withdrawn,
supply.rest_withdrawn. Also owns contracts to collect later, and publishes what became of them. Tells of the message
grants that arrive with WeChat's push.
"""
