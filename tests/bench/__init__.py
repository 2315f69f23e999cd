"""The figures: `make bench` fills a house, starts the real server on both databases, and measures it."""
