"""What pages are made of: the frame, filters, cached loading, words for numbers, cards and charts."""
