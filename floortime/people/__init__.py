"""The people: sites, departments, teams, persons, roles, sign-in. The lowest room; knows no other."""
