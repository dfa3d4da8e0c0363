"""Known faults in known cells of generated files, and how many of them the product finds there."""
