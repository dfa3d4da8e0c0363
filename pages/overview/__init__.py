"""Where the nation stands and whether the figures can be trusted."""
