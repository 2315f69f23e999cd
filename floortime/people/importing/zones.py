"""Time zones as exports write them: Windows names to IANA names, and the country of a zone; pure, knows clock."""

from functools import cache
from importlib import resources

from floortime.clock import known_zones

WINDOWS = {
    "GMT Standard Time": "Europe/London",
    "Greenwich Standard Time": "Atlantic/Reykjavik",
    "W. Europe Standard Time": "Europe/Berlin",
    "Central Europe Standard Time": "Europe/Budapest",
    "Central European Standard Time": "Europe/Warsaw",
    "Romance Standard Time": "Europe/Paris",
    "GTB Standard Time": "Europe/Bucharest",
    "FLE Standard Time": "Europe/Kiev",
    "E. Europe Standard Time": "Europe/Chisinau",
    "Turkey Standard Time": "Europe/Istanbul",
    "Russian Standard Time": "Europe/Moscow",
    "Kaliningrad Standard Time": "Europe/Kaliningrad",
    "Belarus Standard Time": "Europe/Minsk",
    "Israel Standard Time": "Asia/Jerusalem",
    "Egypt Standard Time": "Africa/Cairo",
    "Morocco Standard Time": "Africa/Casablanca",
    "South Africa Standard Time": "Africa/Johannesburg",
    "W. Central Africa Standard Time": "Africa/Lagos",
    "E. Africa Standard Time": "Africa/Nairobi",
    "Arab Standard Time": "Asia/Riyadh",
    "Arabian Standard Time": "Asia/Dubai",
    "Pakistan Standard Time": "Asia/Karachi",
    "India Standard Time": "Asia/Kolkata",
    "Sri Lanka Standard Time": "Asia/Colombo",
    "Bangladesh Standard Time": "Asia/Dhaka",
    "SE Asia Standard Time": "Asia/Bangkok",
    "Singapore Standard Time": "Asia/Singapore",
    "China Standard Time": "Asia/Shanghai",
    "Taipei Standard Time": "Asia/Taipei",
    "Tokyo Standard Time": "Asia/Tokyo",
    "Korea Standard Time": "Asia/Seoul",
    "AUS Eastern Standard Time": "Australia/Sydney",
    "E. Australia Standard Time": "Australia/Brisbane",
    "W. Australia Standard Time": "Australia/Perth",
    "New Zealand Standard Time": "Pacific/Auckland",
    "Eastern Standard Time": "America/New_York",
    "Central Standard Time": "America/Chicago",
    "Mountain Standard Time": "America/Denver",
    "Pacific Standard Time": "America/Los_Angeles",
    "Atlantic Standard Time": "America/Halifax",
    "Newfoundland Standard Time": "America/St_Johns",
    "E. South America Standard Time": "America/Sao_Paulo",
    "Argentina Standard Time": "America/Buenos_Aires",
    "SA Pacific Standard Time": "America/Bogota",
    "Pacific SA Standard Time": "America/Santiago",
    "Central Standard Time (Mexico)": "America/Mexico_City",
    "UTC": "UTC",
}
"""One Windows zone stands for several countries (W. Europe: Amsterdam, Berlin, Oslo, Stockholm …): same clocks, other holidays."""
_WINDOWS = {name.casefold(): zone for name, zone in WINDOWS.items()}


@cache
def _by_case() -> dict[str, str]:
    return {name.casefold(): name for name in known_zones()}


def zone_named(given: str) -> str | None:
    """The IANA zone meant by an IANA or Windows name, in any case; None for neither."""
    return _by_case().get(given.casefold()) or _WINDOWS.get(given.casefold())


def is_windows(given: str) -> bool:
    """Whether this is a zone by its Windows name, which says nothing about the country."""
    return given.casefold() in _WINDOWS and given.casefold() not in _by_case()


@cache
def _countries() -> dict[str, str]:
    """Zone to ISO 3166 country, where the zone database names exactly one."""
    table = resources.files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.splitlines() if line and not line.startswith("#")]
    return {row[2]: row[0] for row in rows}


def country_of(zone: str) -> str | None:
    """The country of a zone; None where unclear (UTC, CET, old names): then it is asked for."""
    return _countries().get(zone)
