# The screen or part “settings”.

settings-title = Settings
settings-this-computer = This computer
settings-this-computer-hint = Kept on this computer, for whoever uses it. Nothing about the office or its people is kept with it.
settings-language = Language
settings-text-size = Text size
settings-theme = Light or dark
settings-theme-system = As the computer
settings-theme-light = Light
settings-theme-dark = Dark
settings-this-office = This office
settings-this-office-hint = The same for everybody who works in this office.
settings-idle-lock = Lock when nobody has touched a key for
settings-minutes = { $n } min
settings-key-find = find or do
settings-key-lock = lock
