"""Splink comparison creators over the columns that `standardise` makes."""
