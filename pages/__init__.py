"""What people see: one folder a section of the sidebar, one script a page, and the kit they are made of."""
