"""The screen in the room."""
