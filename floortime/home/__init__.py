"""Today, for each role, upside down."""
