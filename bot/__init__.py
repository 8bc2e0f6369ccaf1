"""The map: one sentence per station, and where to begin reading.

Begin with `journey.py`: one mail through the stations, as one page. Then follow the stations in their order:
`arrivals` `classifier` `disputes` `ledger` `responders` `review` `sending` `store` `summary`. Each station has one
question, written in the first line of its `__init__.py`; all of them speak the words of `vocabulary`.
"""

__version__ = "0.1.0"
