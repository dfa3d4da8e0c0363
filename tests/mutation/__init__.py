"""Good files damaged in thousands of ways: intake must say what is wrong, lose no row, never fall over."""
