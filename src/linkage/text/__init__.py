"""Pure functions on names, numbers, dates and places: no engine, no pandas."""
