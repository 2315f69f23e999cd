"""The room of sit-downs: programmes, series, their dates, seats and invitations."""
