"""What every page shares: who reads, acts, forms, errors, headers."""
