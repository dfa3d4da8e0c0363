"""The measures in SQL: statements from their definitions, and the figures laid down when one publishes.

Nothing here needs pandas, so that loading a file does not wait for it.
"""
