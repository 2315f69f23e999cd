"""What whoever leads a sit-down reads the day before: who comes, what is owed to them, what to ask."""
