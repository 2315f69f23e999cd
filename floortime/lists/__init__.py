"""Lists of actions that were kept elsewhere, taken over as promises: read, compared, brought in, undone."""
