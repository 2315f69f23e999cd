"""Reading what a brief says, from the rooms below; owns no table."""
