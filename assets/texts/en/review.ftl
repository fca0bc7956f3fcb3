# The screen or part “review”.
