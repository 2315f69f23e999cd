"""Obstacles: what people raised (private), what the log says (public), answers, voices, the floor’s verdict; knows the rooms below."""
