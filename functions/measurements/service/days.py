"""The person's days: the picture, the values and the entries of one day."""

from __future__ import annotations

from datetime import date, datetime

from functions.measurements import schemas
from functions.measurements.domain.catalogue import BY_ID
from functions.measurements.domain.entry import StoredEntry
from functions.measurements.domain.picture import picture, zone_of_day
from functions.measurements.service.contract import Notes, day_asked, present
from functions.measurements.service.ports import EntryStore, Sealer
from serenity.clock import Clock
from serenity.data import Reader
from serenity.localday import PersonalCalendar


class Days:
    """The use cases around one day."""

    def __init__(self, store: EntryStore, sealer: Sealer, clock: Clock) -> None:
        self._store = store
        self._notes = Notes(sealer)
        self._clock = clock

    def today(self, reader: Reader) -> schemas.Day:
        """The person's present day, in the time zone of their profile."""
        now = self._clock.now()
        calendar = present(self._store.calendar(reader))
        return self._day(reader, calendar, calendar.day_of(now), now)

    def day(self, reader: Reader, on: date) -> schemas.Day:
        """Any day of the person, in the time zone they lived it in.

        Raises:
            Invalid: when the product keeps no calendar for the date.
        """
        calendar = present(self._store.calendar(reader))
        return self._day(reader, calendar, day_asked(on), self._clock.now())

    def _day(
        self, reader: Reader, calendar: PersonalCalendar, on: date, now: datetime
    ) -> schemas.Day:
        known = self._store.around(reader, on)
        own = [entry for entry in known if entry.facts.placement.local_on == on]
        today = on == calendar.day_of(now)
        if not today:
            zone = zone_of_day((entry.facts for entry in own), calendar.zone)
            calendar = PersonalCalendar(zone, calendar.day_end_minutes)
        starts_at, ends_at = calendar.bounds_of(on)
        return schemas.Day(
            on=on,
            zone=calendar.zone,
            starts_at=starts_at,
            ends_at=ends_at,
            today=today,
            hours=_hours(starts_at, ends_at, known, now),
            values=self._values(reader, on),
            entries=[self._notes.shown(reader, entry) for entry in own],
        )

    def _values(self, reader: Reader, on: date) -> list[schemas.DayValue]:
        found = sorted(self._store.day_summaries(reader, on).items())
        return [
            schemas.DayValue(
                metric=BY_ID[metric].code,
                unit=BY_ID[metric].unit,
                value=summary.value(BY_ID[metric]),
                readings=summary.readings,
            )
            for metric, summary in found
        ]


def _hours(
    starts_at: datetime, ends_at: datetime, known: list[StoredEntry], now: datetime
) -> list[schemas.Hour]:
    return [
        schemas.Hour(
            starts_at=hour.starts_at,
            movement_minutes=hour.movement_minutes,
            rest_minutes=hour.rest_minutes,
            calm_minutes=hour.calm_minutes,
        )
        for hour in picture(starts_at, ends_at, [entry.facts for entry in known], now)
    ]
