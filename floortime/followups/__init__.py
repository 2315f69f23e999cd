"""Follow-ups: one promise, one owner, one date, chased to its end; knows sit-downs and people."""
