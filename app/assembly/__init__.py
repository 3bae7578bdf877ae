"""How each module's services are put together from ports. Names no adapter: those come from `app/wiring`."""
