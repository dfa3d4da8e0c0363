"""What leaves the house as files: tidy figures and workbooks, made of queries and definitions only."""
