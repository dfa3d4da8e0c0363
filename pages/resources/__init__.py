"""What is spent on digital skills."""
