"""Runs a callback's example cases."""


def run(obj):
    return [{"name": c["name"]} for c in obj["cases"]]
