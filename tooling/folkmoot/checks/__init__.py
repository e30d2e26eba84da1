"""WHAT MUST HOLD: one small generator a check, with a code, a page and a good and bad example."""
