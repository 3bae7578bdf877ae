"""Ports: the words in which modules, adapters and the application talk. The leaf of the import graph."""
