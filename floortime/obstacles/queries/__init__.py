"""Reading obstacles: what waits to be sorted, who raised it, what may be shown of where; knows this room's tables."""
