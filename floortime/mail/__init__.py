"""The language of mail: letters to MIME bytes and the carriers that bring them out. Knows no room."""
