"""HTTP, by audience: one authentication rule per folder. A handler decodes, makes one call, encodes."""
