"""The morning board and the pages behind a mail link."""
