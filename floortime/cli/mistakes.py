"""How a user's mistake is said: one sentence, never a traceback. Roof; knows errors."""

from floortime.errors import FloortimeError


def sentence_of(wrong: Exception) -> str | None:
    """What the user can do about it; None for a fault of the program, which shows itself whole."""
    if isinstance(wrong, FloortimeError):
        return wrong.sentence or type(wrong).__name__
    if isinstance(wrong, OSError):
        return f"{wrong.filename or 'The system'}: {wrong.strerror or wrong}."
    return _of_the_database(wrong)


def _of_the_database(wrong: Exception) -> str | None:
    """A database that is away, full or locked is not a fault of the program."""
    from sqlalchemy.exc import DBAPIError, NoSuchModuleError

    if isinstance(wrong, NoSuchModuleError) or (isinstance(wrong, ImportError) and "psycopg" in str(wrong)):
        return "PostgreSQL needs its driver. Install it with: pip install 'floortime[postgres]'."
    if isinstance(wrong, DBAPIError):
        return f"The database says: {str(wrong.orig).splitlines()[0]}. Run: floortime doctor."
    return None
