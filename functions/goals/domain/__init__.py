"""The rules of goals: pure, and the same for screens, events and schedules."""
