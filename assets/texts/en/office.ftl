# The screen or part “office”.
