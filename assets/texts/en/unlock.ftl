# The screen or part “unlock”.

unlock-folder = Office (its folder)
unlock-choose-folder = Choose a folder
unlock-login = Your login in this office
unlock-passphrase = Passphrase
unlock-passphrase-again = The same passphrase again
unlock-new-passphrase = New passphrase
unlock-passphrase-rule = Five or six words that do not belong together
unlock-show = Show the passphrase
unlock-hold-to-see = hold to see what you type
unlock-unlock = Unlock
unlock-takes-a-second = takes about one second

unlock-key-next = next field
unlock-key-unlock = unlock
unlock-key-back = back

unlock-busy-unlocking = Unlocking…
unlock-busy-creating = Making the office…
unlock-busy-checking = Checking the key…

unlock-was-locked = Locked at { $time }. What you were typing is kept, encrypted.
unlock-was-idle = Locked at { $time } after { $minutes } minutes without use. What you were typing is kept, encrypted.

unlock-other-ways = Other ways in
unlock-create = Create an office
unlock-create-hint = about ten minutes, two people
unlock-create-how = The first person looks after the office and reviews. Everybody else is added afterwards.
unlock-create-do = Create the office
unlock-create-takes = takes a few seconds
unlock-office-name = Name of the office
unlock-office-code = Its code: 2 to 8 capital letters or digits
unlock-new-folder = A new or empty folder for it
unlock-your-name = Your name
unlock-demo = Demonstration office
unlock-demo-hint = invented families, nothing to break
unlock-forgotten = Forgotten passphrase
unlock-forgotten-hint = needs the printed recovery key
unlock-forgotten-how = The recovery key that was printed when the office was made opens it once more. Set a new passphrase with it.
unlock-recovery-key = Recovery key, from paper
unlock-recover = Set the new passphrase

unlock-recovery-title = The recovery key
unlock-recovery-how = Write it down or print it now, and keep the paper in a safe place outside this computer. It is shown this once, and nothing keeps it. Whoever has it can open the office.
unlock-recovery-typed = Type it back from the paper
unlock-recovery-check = Check it and open the office
unlock-recovery-once = the office is not set up before that

unlock-passphrases-differ = The two passphrases are not the same.
unlock-passphrases-differ-fix = Type both again.

unlock-protected = What is protected
unlock-protected-how = Every record, name, search index and draft is encrypted on the disk. This program has no network function: records leave only in a batch or a backup that somebody writes on purpose.

unlock-demo-how = A folder with an office of invented families in an invented country. Its passphrases lie in files beside it.
unlock-demo-persons = How many persons
unlock-demo-do = Make the demonstration
unlock-demo-takes = takes about a minute for 2,000
