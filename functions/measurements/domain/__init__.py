"""The rules of measurements: what may be logged, what day it counts for, what follows from it."""
