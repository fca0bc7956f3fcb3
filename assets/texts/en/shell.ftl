# The screen or part “shell”.

shell-today = Today
shell-records = Records
shell-review = Review
shell-export = Export
shell-batches = Batches
shell-office = Office
shell-settings = Settings

shell-find = Find or do…
shell-lock = Lock
shell-lock-office = Lock the office
shell-quit = Close Waypost
shell-dismiss = Dismiss
shell-left-pane = Where you are
shell-right-pane = What is known

shell-encrypted = Encrypted, no network
shell-saving = Saving…
shell-saved = Saved { $time }, encrypted
shell-not-saved = Not saved yet

shell-demonstration = Demonstration

role-field-officer = Field officer
role-supervisor = Supervisor
role-data-officer = Data officer
role-administrator = Administrator

palette-hint = A name, a number, a screen
palette-nothing = Nothing is called that.
palette-search-records = Search the records for “{ $text }”

key-ctrl = Ctrl
key-alt = Alt
key-shift = Shift
key-enter = Enter
key-escape = Esc
key-tab = Tab
key-space = Space
key-delete = Del
key-home = Home
key-end = End
key-page-up = PgUp
key-page-down = PgDn
