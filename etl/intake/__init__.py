"""Intake: one file in, recognised and validated tables out, every row accounted for.

The steps, in order: `gate` (is it safe to open), `reader` (cells as text, in a child process), `recognise`
(what the sheets hold), `validate` (which rows are true). Nothing here stores or publishes anything.
"""
