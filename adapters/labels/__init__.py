"""Parcel labels as PDF, drawn in a process of their own: the fonts need memory that a server should not keep."""
