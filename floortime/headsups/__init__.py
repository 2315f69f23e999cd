"""Heads-ups: a department warns the floor before something hits; stands above follow-ups, below obstacles."""
