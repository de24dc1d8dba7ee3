"""Tables of cities and organisations."""

from __future__ import annotations

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Model, Versioned
from app.texts import LocalText

__all__ = ["City", "Organisation"]


class City(Versioned, Model):
    """A place with a name, a country, an IANA zone and languages; host or guest of events."""

    __tablename__ = "cities"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[LocalText]
    country: Mapped[str] = mapped_column(String(2), default="")
    """ISO 3166-1 alpha-2, upper case; empty where unknown."""
    zone: Mapped[str] = mapped_column(String(64))
    languages: Mapped[list[str]] = mapped_column(JSON, default=list)
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    geonames_id: Mapped[int | None] = mapped_column(unique=True)
    about: Mapped[LocalText] = mapped_column(default=dict)


class Organisation(Versioned, Model):
    """A city administration, embassy, company or lab: speakers come from one, partners are ones."""

    __tablename__ = "organisations"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[LocalText]
    kind: Mapped[str] = mapped_column(String(60), default="")
    country: Mapped[str] = mapped_column(String(2), default="")
    city_id: Mapped[int | None] = mapped_column(ForeignKey("cities.id", ondelete="SET NULL"))
    url: Mapped[str] = mapped_column(String(500), default="")

    city: Mapped[City | None] = relationship()
