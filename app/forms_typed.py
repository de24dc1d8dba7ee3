"""Days, times and numbers as people type them, refused in our own words: WTForms' lack languages, and say less."""

from __future__ import annotations

from flask_babel import gettext
from wtforms.fields import DateField, FloatField, IntegerField, TimeField

__all__ = ["ClockField", "DayField", "DegreesField", "NumberField"]


class DayField(DateField):
    """A day."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(gettext("This is no day. Write it as %(example)s.", example="2027-03-28")) from None


class ClockField(TimeField):
    """A time on the clock."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(gettext("This is no time. Write it as %(example)s.", example="15:30")) from None


class NumberField(IntegerField):
    """A whole number."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(gettext("Write a whole number.")) from None


class DegreesField(FloatField):
    """A latitude or longitude, with a point or, as many languages write it, a comma."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata([value.replace(",", ".").replace("٫", ".") for value in valuelist])
        except ValueError:
            raise ValueError(gettext("Write a number such as %(example)s.", example="60.17")) from None
