"""The whole house at once: pages, workbook, command line and reader, during loads and after killed ones."""
