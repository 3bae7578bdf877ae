"""Jobs of supply: what follows a commit, outside a transaction, at least once."""

from ports.kernel import Job, ParcelId


class RequestWaybill(Job, tag="supply.request_waybill", frozen=True):
    parcel_id: ParcelId


class CancelWaybill(Job, tag="supply.cancel_waybill", frozen=True):
    parcel_id: ParcelId


class SubscribeTracking(Job, tag="supply.subscribe_tracking", frozen=True):
    parcel_id: ParcelId
