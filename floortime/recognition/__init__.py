"""Thanks: who was thanked, by whom, in whose words; knows sit-downs and people."""
