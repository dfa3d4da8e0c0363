"""What is true: intake, warehouse, measures and publishing. Imports no page and no chart."""
