"""Measurements: ``scripts/bench``."""

import argparse


def count(text: str) -> int:
    """An option's value: a whole number from 1.

    Raises:
        argparse.ArgumentTypeError: It is something else.
    """
    if not text.isascii() or not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"{text} is not a whole number, 1 or more")
    return int(text)
