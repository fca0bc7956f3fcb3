# The screen or part “entry”.
