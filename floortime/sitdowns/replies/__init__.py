"""What attendees and leaders send from their own calendars, carried out; knows this room's actions and invitations."""
