"""Programmes, series, sit-downs and seats, and the calendar events that tell people of them; knows people."""
