"""Webhooks out: other programs are told what the log shows, signed, through the outbox; knows no room."""
