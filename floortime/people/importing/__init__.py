"""Reading an HR export: bytes to lines, lines to typed rows, rows against what is there. No database, no clock."""
