"""How promises are kept: the clock, each department's mirror, what a leader owes; owns no table, reads the rooms below."""
