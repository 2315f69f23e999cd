"""All stories of the demo with the language each was told in; words only."""

from floortime.demo.stories import (
    en_customers,
    en_desk,
    nb_customers,
    nb_desk,
    nl_customers,
    nl_nights,
    nl_tools,
    sv_customers,
    sv_desk,
)
from floortime.demo.story import Story

STORIES: tuple[tuple[str, Story], ...] = (
    *(("nl", story) for story in (*nl_nights.STORIES, *nl_tools.STORIES, *nl_customers.STORIES)),
    *(("en", story) for story in (*en_desk.STORIES, *en_customers.STORIES)),
    *(("sv", story) for story in (*sv_desk.STORIES, *sv_customers.STORIES)),
    *(("nb", story) for story in (*nb_desk.STORIES, *nb_customers.STORIES)),
)
