# The screen or part “office”.

office-title = Office
office-subject = { $name }, { $code }
office-people = People
office-forms = Forms
office-places = Places
office-headquarters = Headquarters
office-check = Check

office-key-pane = next pane
office-key-add-person = add a person
office-key-add-form = add a form
office-key-check = check now
office-key-back = back

compartment-general = General
compartment-protection = Protection
compartment-health = Health

office-person-name = Name
office-person-login = Login
office-person-roles = Roles
office-person-cleared = Cleared for
office-person-removed = removed
office-person-passphrase = Passphrase
office-person-again = The same passphrase again
office-person-passphrase-rule = Five or six words that do not belong together. Nobody else is to see them.
office-person-differ = The two passphrases are not the same.
office-add-person = Add a person
office-add-person-how = They sit at this keyboard and type their own passphrase. You can clear them for no more than you are cleared for yourself.
office-add-person-do = Add
office-add-person-missing = needs a login, a role and the same passphrase twice
office-person-added = { $login } can unlock the office now.
office-remove = Remove…
office-remove-title = Remove { $login }?
office-remove-yes = Remove
office-remove-how = They can no longer unlock this office, and their keys go. What they have read they have read; their records and their lines in the audit log stay.

office-rights = Rights
office-rights-how = By key: without it nothing can be decrypted. By signature: without it the step does not verify. By this screen: only this program stands in the way.
office-right = { $by }: { $roles }
office-by-key = protected by key
office-by-signature = protected by signature
office-by-screen = protected by this screen
right-anybody = Anybody
right-unlocked = Unlock
right-read = Read records
right-enter = Enter records
right-review = Review and approve
right-release = Export
right-administer = Administer

office-form-title = Title
office-form-id = Id
office-form-version = Version
office-form-compartment = Sealed for
office-form-questions = Questions
office-form-records = Records
office-form-leaves = Export
office-form-may = row by row
office-form-may-not = stays here
office-add-form = Add a form
office-form-path = Form
office-form-path-hint = An .xlsx workbook, or a folder with survey.csv, choices.csv and settings.csv.
office-form-check = Check it
office-form-add = Add it to the office
office-form-added = { $form } is in the office now.
office-form-runs = { $title }, version { $version }, would run: { $questions } questions. { $warnings ->
    [0] No warnings.
    [one] One warning.
   *[other] { $warnings } warnings.
}
office-form-refused = { $title }, version { $version }, would not run: { $errors ->
    [one] one error
   *[other] { $errors } errors
}, { $warnings ->
    [one] one warning
   *[other] { $warnings } warnings
}. Correct the rows below and check it again.
office-findings = Findings
office-finding-code = Code
office-finding-sheet = Sheet
office-finding-row = Row
office-finding-column = Column
office-finding-excerpt = Text
office-finding-what = What is wrong, and what to do

office-places-search = Find by name or code
office-places-path = List of places
office-places-path-hint = A CSV file or workbook with the columns code, name and parent, or OCHA’s global table of P-codes as it is. Nothing is removed.
office-places-import = Take it in
office-places-imported = { $read } rows read, { $places } places new or renamed, { $countries } countries added above them, { $refused } rows refused.
office-refused = Rows refused
office-refused-row = Row
office-refused-column = Column
office-refused-why = What is wrong
office-places-not-found = Nothing is called that. Check the spelling, or look for the place it lies in.
office-places-none = The office has no places yet.
office-places-none-how = Take in a list of them above; until then forms offer what their authors wrote.
office-key-import = take the list in
office-place-code = Code
office-place-name = Name
office-place-level = Level
office-place-parent = Lies in

office-no-headquarters = This office does not know its headquarters yet.
office-no-headquarters-how = Read its profile below and type the eight words of its letter. Until then no batch can be sealed.
office-fingerprint = Fingerprint, eight words
office-profile = New profile
office-profile-path = Profile of headquarters
office-profile-hint = The signature lies beside it: the same name with .minisig.
office-profile-read = Read it
office-profile-number = Number of the profile
office-profile-office = For the office
office-profile-keys = Keys that batches are sealed to
office-profile-destination = for { $purpose }, protection { $profile }
office-profile-words = The eight words of headquarters’ letter
office-profile-words-hint = They are not shown here: type them from the letter.
office-profile-trust = Trust this headquarters
office-profile-trusted = Batches of { $office } are sealed for this headquarters from now on.
office-signer = This office’s public key
office-signer-how = Headquarters checks with it that a batch comes from this office. Give it the file, and the eight words by another way.
office-signer-path = Write it to
office-signer-write = Write the key
office-signer-written = Written to { $path }.

office-check-how = Looks at every page of the vault, every line and signature of the audit log, and the digest of every record.
office-check-do = Check now
office-check-holds = Everything holds. { $lines } lines of the audit log verify.
office-check-damaged = Something does not hold. Do not delete anything.
office-audit = Audit log
office-audit-how = latest first; who did what, never with what value
office-audit-number = No.
office-audit-when = When
office-audit-who = Who
office-audit-what = What
office-audit-fields = Questions
office-key-upgrade = bring them along
office-key-would-upgrade = what would change
office-upgrade-ask = Records at earlier versions…
office-upgrade-ask-how = Says what would become of them before anything changes.
office-upgrade-title = Open records of { $form } at earlier versions
office-upgrade-how = Answers that the current version has no place for stay with the record, readable and exportable as answers of an earlier version. What was handed in comes along only where it loses and needs nothing.
office-upgrade-none = No open record has an earlier version than { $version }.
office-upgrade-would = Under version { $version }, open records: { $records }. Coming along: { $upgraded }; staying: { $stay }; losing an answer: { $lost }; needing one: { $needed }.
office-upgrade-did = Version { $version } now: { $upgraded } of { $records } open records. Stayed: { $stay }; lost an answer: { $lost }; need one: { $needed }.
office-upgrade-do =
    { $n ->
        [one] Bring 1 record along
       *[other] Bring { $n } records along
    }
office-upgrade-records = Open records
office-upgrade-record = Record
office-upgrade-state = State
office-upgrade-lost = Would lose
office-upgrade-needed = Needs
office-upgrade-broken = Breaks a rule
office-upgrade-then = Then
office-upgrade-moves = comes along
office-upgrade-stays = stays until reviewed
office-lost-question = { $question } (no such question)
office-lost-choice = { $question } (no such choice)
office-lost-not-asked = { $question } (not asked)
