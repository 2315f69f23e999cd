"""Forms of the people room: HTTP text to typed values."""
