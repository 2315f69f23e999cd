"""Files that people send along: kept in the data folder under the hash of their content, never run, never shown as a page. Knows no room."""
