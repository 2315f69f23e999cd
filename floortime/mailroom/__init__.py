"""Front wing: what comes in by mail, from three doors on one path; hands it to the rooms' replies."""
