"""Reading the log: its front, its list, one entry; Core statements built once, each page in two of them."""
