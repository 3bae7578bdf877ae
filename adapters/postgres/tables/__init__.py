"""Tables of every module on one `MetaData`; each module owns the schema of its name."""
