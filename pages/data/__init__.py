"""Who reported what, and what every figure means."""
