"""Calendars: sessions as iCalendar, to take home once or to subscribe to."""
