"""Spreadsheets that people bring: read, matched, and kept until somebody has looked at what they would change."""
