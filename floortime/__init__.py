"""Floortime: leaders sit down with the floor, and what they hear gets done."""

__version__ = "0.1.0"
