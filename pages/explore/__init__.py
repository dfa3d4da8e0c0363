"""One ministry, the personnel groups and the stages of agencies, looked at closely."""
