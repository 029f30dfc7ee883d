"""kp-events: watches the Korean Peninsula for a team, one alert per event."""

__version__ = "0.1.0"
