"""The table of kept files; knows db. Which file belongs to what is said by link tables in the rooms."""

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from floortime.db import Base


class File(Base):
    """The content of a file, once however often it was sent; its bytes lie in the data folder."""

    __tablename__ = "files"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int] = mapped_column(Integer)
    type: Mapped[str] = mapped_column(String(80))
    """What its content is, whatever its name says."""
