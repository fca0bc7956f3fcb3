# The screen or part “settings”.
