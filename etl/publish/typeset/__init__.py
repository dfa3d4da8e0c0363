"""Documents for print and screen: typed blocks in, the bytes of a PDF, an HTML page or a Word file out."""
