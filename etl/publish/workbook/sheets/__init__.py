"""One module a family of sheets; each draws on the page it is given."""
