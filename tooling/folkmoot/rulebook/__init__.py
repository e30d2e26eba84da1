"""WHICH RULES HOLD: articles in force become one rule book; pure functions of articles."""
