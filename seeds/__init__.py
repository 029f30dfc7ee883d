"""The data the bot starts from: types, gazetteer, feeds, history, samples, model. No code but this."""

from importlib.resources import files
from importlib.resources.abc import Traversable


def folder(*parts: str) -> Traversable:
    """Return a folder or file of the shipped data, wherever the package is installed."""
    return files(__name__).joinpath(*parts)
