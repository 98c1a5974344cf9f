"""Runs of `linkage` and its peers on synthetic registers whose truth is known."""
