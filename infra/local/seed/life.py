"""What a demo person logged on each of 180 days, by the rules of a plausible life.

Weekends are slower, a week of illness and a trip across time zones leave their marks, some days are
forgotten, weight drifts, a meditation habit forms, and mood follows sleep.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain
from math import exp
from typing import TYPE_CHECKING

from functions.measurements import schemas
from infra.local.seed.days import DAYS, SortOfDay, sort_of_day
from serenity.localday import PersonalCalendar

if TYPE_CHECKING:
    from infra.local.seed.people import DemoPerson

DEPARTURE_HOUR = 13
# A small glass, two usual ones and a big one, as either system measures them, in millilitres.
GLASSES = {"metric": (200.0, 250.0, 250.0, 330.0), "imperial": (177.441, 236.588, 236.588, 354.882)}


@dataclass(frozen=True)
class Logged:
    """An entry and when it was logged."""

    body: schemas.EntryIn
    logged_at: datetime


def life(person: DemoPerson, now: datetime) -> list[Logged]:
    """Everything the person has logged by now, in the order of logging."""
    today = PersonalCalendar(person.zone, person.day_end_minutes).day_of(now)
    logged: list[Logged] = []
    for days_ago in range(DAYS - 1, -1, -1):
        day = sort_of_day(person, today, days_ago)
        if not day.forgotten:
            latest = min(now, day.at(DEPARTURE_HOUR)) if day.departs else now
            logged += [each for each in _day(person, day, now) if each.logged_at <= latest]
    return sorted(logged, key=lambda each: each.logged_at)


def _day(person: DemoPerson, day: SortOfDay, now: datetime) -> Iterator[Logged]:
    night = _night(person, day)
    slept = night.total_seconds() / 3600
    woke = day.at(person.wakes_at + 1.1 * day.weekend + 1.2 * day.ill, 18)
    yield from _sleeps(person, day, night, woke)
    yield from _steps(person, day, now)
    awake = chain(
        _meals(person, day),
        _drinks(person, day),
        _sport(person, day),
        _meditations(day),
        _moods(person, day, slept),
        _weights(person, day),
    )
    yield from (each for each in awake if each.logged_at > woke + timedelta(minutes=10))


def _night(person: DemoPerson, day: SortOfDay) -> timedelta:
    hours = person.sleeps_hours + day.chance.gauss(0, 0.55)
    hours += 0.7 * day.weekend + 1.4 * day.ill - 1.3 * day.just_arrived
    return timedelta(minutes=round(60 * min(max(hours, 4.0), 11.0)))


def _sleeps(
    person: DemoPerson, day: SortOfDay, night: timedelta, woke: datetime
) -> Iterator[Logged]:
    hours = night.total_seconds() / 3600
    rested = 3.6 + 0.7 * (hours - person.sleeps_hours) - 1.2 * day.ill - 0.9 * day.just_arrived
    quality = _level(rested + day.chance.gauss(0, 0.5))
    if day.happens(0.04):
        yield _after(
            woke,
            schemas.SleepIn(
                kind="sleep",
                on=_local_date(day, woke),
                duration_seconds=int(night.total_seconds()),
                quality=quality,
                zone=day.zone,
            ),
        )
    else:
        yield _after(
            woke,
            schemas.SleepIn(
                kind="sleep",
                started_at=woke - night,
                ended_at=woke,
                quality=quality,
                zone=day.zone,
            ),
        )
    if day.weekend and day.happens(0.2 + 0.5 * day.ill):
        nap = day.at(14.5, 15)
        ended = nap + timedelta(minutes=day.chance.randint(20, 50))
        yield _after(
            ended,
            schemas.SleepIn(kind="sleep", started_at=nap, ended_at=ended, zone=day.zone),
        )


def _local_date(day: SortOfDay, instant: datetime) -> date:
    return PersonalCalendar(day.zone).day_of(instant)


def _meals(person: DemoPerson, day: SortOfDay) -> Iterator[Logged]:
    plan = [
        (person.wakes_at + 1.0 + 0.8 * day.weekend, 390, 0.95),
        (12.6, 680, 0.95),
        (19.6, 740 + 120 * day.weekend, 0.93),
        (16.2, 190, 0.35),
    ]
    for hour, energy, likelihood in plan:
        if day.happens(likelihood):
            at = day.at(hour, 20)
            appetite = (0.6 if day.ill else 1.0) * day.chance.gauss(1, 0.13)
            note = day.chance.choice(person.dishes) if day.happens(0.25) else None
            yield _after(
                at,
                schemas.MealIn(
                    kind="meal",
                    at=at,
                    energy_kcal=float(max(round(energy * appetite, -1), 60)),
                    note=note,
                    zone=day.zone,
                ),
            )


def _drinks(person: DemoPerson, day: SortOfDay) -> Iterator[Logged]:
    for hour in (7.6, 9.5, 11.3, 13.2, 15.4, 17.3, 20.4):
        if day.happens(0.86):
            at = day.at(hour, 18)
            volume = day.chance.choice(GLASSES[person.units])
            yield _after(at, schemas.WaterIn(kind="water", at=at, volume_ml=volume, zone=day.zone))


def _sport(person: DemoPerson, day: SortOfDay) -> Iterator[Logged]:
    usual = person.workouts.get(day.on.isoweekday())
    if usual is not None and not day.ill and day.happens(0.45 if day.away else 0.85):
        start = day.at(usual.hour, 20)
        minutes = max(round(day.chance.gauss(usual.minutes, usual.minutes * 0.12)), 10)
        pace = day.chance.gauss(1 + 0.06 * day.progress, 0.04)
        metres = usual.speed_kmh and round(usual.speed_kmh * pace * minutes / 60 * 1000, -1)
        yield _after(
            start + timedelta(minutes=minutes),
            schemas.ActivityIn(
                kind="activity",
                activity=usual.activity,
                started_at=start,
                duration_seconds=minutes * 60,
                distance_m=metres or None,
                effort=min(max(usual.effort + day.chance.choice((-1, 0, 0, 1)), 1), 10),
                zone=day.zone,
            ),
        )


def _steps(person: DemoPerson, day: SortOfDay, now: datetime) -> Iterator[Logged]:
    """The day's count in the evening; on the present day what has come together so far."""
    usual = person.steps * (1.15 if day.weekend else 1) * (1.5 if day.away else 1)
    count = day.chance.gauss(0.3 if day.ill else 1, 0.22) * usual
    begins, evening = day.at(person.wakes_at), day.at(21.8)
    logged_at = min(evening, max(now - timedelta(minutes=5), begins))
    done = (logged_at - begins) / (evening - begins)
    if steps := int(max(count, 400) * done):
        yield Logged(
            schemas.StepsIn(kind="steps", on=day.on, steps=steps, zone=day.zone), logged_at
        )


def _meditations(day: SortOfDay) -> Iterator[Logged]:
    habit = 1 / (1 + exp(-9 * (day.progress - 0.45)))
    if day.happens(0.05 + 0.9 * habit * (0.5 if day.ill or day.away else 1)):
        start = day.at(7.9 + 0.9 * day.weekend, 12)
        minutes = max(round(day.chance.gauss(5 + 9 * day.progress, 1.6)), 3)
        yield _after(
            start + timedelta(minutes=minutes),
            schemas.MeditationIn(
                kind="meditation", started_at=start, duration_seconds=minutes * 60, zone=day.zone
            ),
        )


def _moods(person: DemoPerson, day: SortOfDay, slept: float) -> Iterator[Logged]:
    base = 3.5 + 0.75 * (slept - person.sleeps_hours - 0.7 * day.weekend)
    base += 0.3 * day.weekend + 0.4 * day.progress - 3.2 * day.ill
    for hour, likelihood in ((9.8, 0.55), (20.7, 0.85)):
        if day.happens(likelihood):
            at = day.at(hour, 25)
            mood = _level(base + day.chance.gauss(0, 0.6))
            yield _after(at, schemas.MoodIn(kind="mood", at=at, mood=mood, zone=day.zone))


def _weights(person: DemoPerson, day: SortOfDay) -> Iterator[Logged]:
    if day.happens(0.0 if day.away else 0.6):
        at = day.at(person.wakes_at + 0.4 + 1.1 * day.weekend, 8)
        drift = person.weight_per_day * DAYS * day.progress - 0.8 * day.ill
        weight = round(person.weight_kg + drift + day.chance.gauss(0, 0.28), 1)
        yield _after(at, schemas.WeightIn(kind="weight", at=at, weight_kg=weight, zone=day.zone))


def _level(value: float) -> int:
    return min(max(round(value), 1), 5)


def _after(at: datetime, body: schemas.EntryIn) -> Logged:
    """Logged a few minutes after it happened."""
    return Logged(body, at + timedelta(minutes=4))
