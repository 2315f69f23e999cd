"""The twelve dimensions of good work that obstacles are sorted by; craft, knows words."""

from floortime.words import lazy

DIMENSIONS: dict[str, lazy] = {
    "opportunity": lazy("Opportunity and challenge"),
    "role_ambiguity": lazy("Role ambiguity"),
    "role_conflict": lazy("Role conflict"),
    "feedback": lazy("Superior and feedback"),
    "atmosphere": lazy("Atmosphere"),
    "empowerment": lazy("Empowerment"),
    "enjoyment": lazy("Enjoying the work"),
    "tools": lazy("Ease of tools"),
    "integrity": lazy("Integrity"),
    "customers": lazy("Learning from customers"),
    "employees": lazy("Learning from employees"),
    "sharing": lazy("Information sharing"),
}


def in_a_sentence(dimension: str) -> str:
    """The dimension as it stands inside a line: "ease of tools"."""
    word = str(DIMENSIONS[dimension])
    return word[:1].lower() + word[1:]
