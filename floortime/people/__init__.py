"""The room of people: sites, departments, teams, persons, roles, and the days on which they work."""
