"""What leaves the house as files: tidy figures, open data, workbook, scorecard, brief, forms, refused rows.

Figures come from queries and definitions only. The forms agencies fill in and the rows that go back to them
are made of what the intake understood and the warehouse keeps.
"""
