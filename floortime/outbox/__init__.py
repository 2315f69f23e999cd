"""The outbox: every letter is a row, rendered once, sent until it is known to have gone. The truth about mail."""
