"""Reading how promises are kept; owns no table."""
