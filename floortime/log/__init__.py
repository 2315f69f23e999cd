"""The public pages of the obstacle log: queries only."""
