"""Releases: a quarter's figures put up for comment, answered for, frozen under a number, compared later.

preview → comment → resolved → released. Everything that is said on the way stands in the journal of the data
home; what was released is read from its own frozen files, whatever definitions and data have become since.
"""
