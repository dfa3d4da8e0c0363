"""The overview page, and the same charts from the same figures as a bare page and in Dash."""
