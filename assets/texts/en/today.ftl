# The screen or part “today”.
