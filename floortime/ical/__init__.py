"""The calendar's language: values to bytes and bytes to values; knows no room, no database, no clock."""
