"""The verbs of obstacles: raising, sorting, answering, voices; moving is the one that counts."""
