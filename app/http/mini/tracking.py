"""Couriers, as the shopper picks one for a return parcel."""

from litestar import get

from ports.supply.couriers import COURIERS
from ports.supply.views import CourierList, CourierName

_COURIERS = CourierList([CourierName(courier.code, courier.name) for courier in COURIERS])


@get("/couriers", operation_id="listCouriers", opt={"public": True}, sync_to_thread=False)
def list_couriers() -> CourierList:
    return _COURIERS


ROUTES = [list_couriers]
