"""The demo company Nordvik: its people, nine months of its stories, and the pages that only a demo has. Roof."""
