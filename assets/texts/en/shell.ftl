# The screen or part “shell”.
