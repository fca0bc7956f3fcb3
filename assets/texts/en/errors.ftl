# err-* says what happened, fix-* what the person can do.

err-locked = The office is locked.
fix-locked = Unlock it and try again.
err-not-allowed = Your roles do not allow this.
fix-not-allowed = Ask the administrator of your office who may do it.
err-not-cleared = You are not cleared for this part of the office.
fix-not-cleared = Ask somebody who is cleared to do it, or to have you cleared.
err-own-record = Nobody approves their own record. It is unchanged.
fix-own-record = Ask another supervisor to review it.
err-not-own = This record belongs to somebody else. It is unchanged.
fix-not-own = Ask its author, or a supervisor.
err-wrong-state = This cannot be done with a record that is { $state ->
    [draft] a draft
    [returned] returned
    [submitted] submitted
    [approved] approved
    [exported] exported
   *[void] struck out
}. It is unchanged.
fix-open-again = Open it again and look where it stands.

err-unknown-record = There is no such record that you may see.
err-unknown-comment = There is no such comment.
err-unknown-form = There is no such form in this office.
err-unknown-question = The form has no such question.
err-unknown-person = There is no such person in this office.
err-unknown-batch = There is no such batch.
err-unknown-destination = Headquarters' profile knows no such destination.
err-unknown-import = There is no import with this number.
err-unknown-scheme = No release scheme has been frozen for this form yet.
err-missing-reason = A written reason is missing.
err-missing-comment = A comment that says what is wrong is missing.
err-missing-login = A login is missing.
err-missing-role = A role is missing.
err-missing-second-person = A second person must sign this.
err-missing-headquarters = This office does not know its headquarters yet.
fix-missing = Add it and try again.

err-busy = The program is still busy with what you asked before.
err-no-thread = The computer has no room to start this work.
fix-try-again = Wait a moment and try again. Nothing was lost.
err-cancelled = Stopped. Nothing was changed.
err-bug = The program made a mistake. Your data is as it was. Report number { $report }.
fix-bug = Try again; if it happens again, tell support the report number.

err-wrong-passphrase = Login and passphrase do not open this office.
fix-wrong-passphrase = Check the keyboard layout and Caps Lock, and type them again.
err-wait = Too many attempts failed. { $seconds ->
    [one] One second
   *[other] { $seconds } seconds
} must pass before the next.
fix-wait = Wait, check the keyboard layout and Caps Lock, then try again.
err-passphrase-weak = This passphrase is not strong enough.
fix-passphrase-weak = Use five or six words that do not belong together, at least 15 characters.
err-wrong-recovery = This is not the recovery key of this office, or it was mistyped.
fix-wrong-recovery = Type it again from the paper, character by character.
err-not-a-vault = There is no office in this folder.
fix-not-a-vault = Choose another folder, or create an office.
err-folder-not-empty = This folder is not empty. Nothing was written.
fix-folder-not-empty = Choose an empty or a new folder.
err-in-use = This office is open in another window or by another person on this computer.
fix-in-use = Close it there, then unlock it here.
err-header-damaged = The office's key file is damaged. The records are untouched.
err-damaged = A file of the office is damaged.
fix-restore = Do not delete anything. Restore from the latest backup, or ask support.
err-too-new = This was made by a later version of Waypost. It was left untouched.
fix-too-new = Install the later version.
err-stale = Somebody changed this record after you opened it. Your change was not stored.
fix-stale = Open it again, look at what changed, and do it again.
err-not-found = It is not there any more, or you may not see it.
err-login-taken = Somebody with this login exists already.
fix-login-taken = Choose another login.
err-conflict = This contradicts what is stored. Nothing was changed.
fix-conflict = Check codes and versions, and try again.
err-disk-full = The disk is full. What was saved before is safe; this was not saved.
fix-disk-full = Free some space, then try again. You can go on reading.
err-read-only = This folder cannot be written to.
fix-read-only = Ask whoever looks after this computer to let you write there.
err-no-memory = There is not enough memory to unlock.
fix-no-memory = Close other programs and try again.
err-unavailable = The disk does not answer.
fix-unavailable = Check that it is plugged in, then try again.

err-form-refused = This form would not run. It was not added.
fix-form-refused = Correct the rows listed and add it again.
err-form-exists = This version of the form is in the office already, with other content.
fix-form-exists = Give the form a new version in its settings sheet.
err-not-a-form = This file is not a form that Waypost can read.
fix-not-a-form = Give an .xlsx workbook, or a folder with survey.csv, choices.csv and settings.csv.
err-answers = The file of answers is not JSON. Nothing was changed.
fix-answers-json = It holds one object, with the name of each question before its answer: look for a missing quote, comma or bracket.
fix-answers = Compare names and kinds of answers with the form's questions.
err-instance = The stored answers of this record cannot be read.
err-not-a-table = This file cannot be read as a table.
fix-not-a-table = Give a UTF-8 CSV file with a header row, or an .xlsx workbook.
err-not-a-map = The mapping file is not as the manual describes it.
fix-not-a-map = It maps each question to a column: { "{" }"question": { "{" }"column": "Name"{ "}" }{ "}" }.
err-same-person = The second person must be somebody else.
fix-same-person = Let another person type their own login and passphrase.
err-last-administrator = This is the last administrator. Nobody could look after the office any more.
fix-last-administrator = Add another administrator first.
err-settings = This setting is outside what is allowed.
fix-settings = Choose a value from the list.
err-code = An office code has 2 to 8 capital letters and digits.
fix-code = Ask headquarters for your office's code.
err-file = The file cannot be read or written.
fix-file = Check the name and the folder, and try again.

import-required = An answer is required here.
import-constraint = The answer breaks the rule of this question.
import-type = This is not the kind of answer that the question takes.
import-warning = The answer looks wrong; a reason is needed to keep it.
import-check = { $rule } does not hold.
import-ragged = The row has another number of cells than the header.
import-place-code = A code is missing.
import-place-parent = There is no place with the parent's code.
import-place-level = The level is not a number from 0 to 9.
import-place-twice = The list has this code in an earlier row.
import-place-above = The place does not lie below the one it is said to lie in: its level is not deeper.
import-place-ring = The place it lies in was refused, or lies in it in turn.
import-place-edge = South, west, north and east must be degrees, all four or none, south below north.

check-duplicate = Another record may be about the same people.
check-incident-known = This incident number is already used.
check-incident-near = A similar incident lies within three days and 50 km.
check-card-known = This card number stands in another record.
batch-finding-signature = It was changed, cut off, or signed with another key. Ask the office to write it out again.
batch-finding-chain = This batch does not follow the batch that you named. Look for one that is missing, or that came twice.
finding-audit = The audit log does not verify from this line on. Restore from a backup, or tell headquarters.
finding-record = This record is not as its last audit line left it. Restore from a backup, or tell headquarters.
finding-pages = A page of the file is damaged. Restore from a backup.
finding-space = There is little space left on the disk. Free some before the next batch or backup.

err-unknown-answers = The form has no such question: { $questions }. Nothing was changed.
err-wrong-answers = These answers do not fit the form: { $questions }. Nothing was changed.
err-no-column = The table has no column “{ $column }”. Nothing was imported.
err-no-question = The form has no question “{ $question }” outside its repeats. Nothing was imported.
fix-no-column = Correct the mapping file, or the header row of the table.
err-other-fingerprint = The words typed are not those of this profile. It was not trusted.
fix-other-fingerprint = Compare them with headquarters' letter once more. If they differ, ask headquarters by another way.
err-other-office = This profile is for another office.
fix-other-office = Ask headquarters for the profile of your office.
err-batch-malformed = This file does not have the shape of a batch.
err-batch-too-large = This file holds more than a batch may.
err-batch-not-authentic = This is not what the office signed: it was changed, cut off, or signed with another key. Nothing was opened.
err-batch-not-for-key = This batch was not sealed to this key. Nothing was opened.
err-batch-disagrees = A file of the batch is not what its manifest says. Do not use it.
fix-batch-again = Ask the office to write the batch out again.
fix-batch-key = Check which key you were given, and that it is the whole text.
err-not-a-key = This text is not a key.
err-batch-unfit = The batch could not be put together. Nothing was sealed.
err-certificate = What the certificate says could not be proved from the finished files. Nothing was sealed.
fix-support = Tell support the code of this message.
err-crypto = The computer gave no randomness or no memory for encryption.

notice-header-copy = The office's key file was damaged; its copy was used. Make a backup, and tell whoever looks after this computer.
notice-older-vault = This office is older than the one last used on this computer, on { $day }. Was an old copy put back?
notice-rescue = The disk is full. You can read, and free some space; nothing can be saved until then.
notice-failed-attempts = { $count ->
    [one] One attempt
   *[other] { $count } attempts
} to unlock with your login failed since { $day }. If that was not you, tell your administrator.
notice-failed-attempts-ever = { $count ->
    [one] One attempt
   *[other] { $count } attempts
} to unlock with your login failed. If that was not you, tell your administrator.
notice-intake-taken = { $count ->
    [one] One entry
   *[other] { $count } entries
} that others handed in for you came in. They wait for review.
notice-intake-left = { $count ->
    [one] One entry that was handed in
   *[other] { $count } entries that were handed in
} could not be opened, or not proved to be by whom they name. Nothing of it was lost. Tell your administrator.
notice-change-done = A change of people or keys had been cut off; it has taken effect.
notice-change-undone = A change of people or keys had been cut off; it did not take effect. Do it again.

job-checking = Looking at every page and line
job-demonstration = Eight weeks of invented work
job-places = Reading places
job-reading-table = Reading the table
job-upgrading = Reading records
job-importing = Reading rows
check-case-known = This case number stands in another record.
check-other-listed = What you wrote under “other” is in the list: choose it there.
check-name-in-text = This text holds the name of somebody in this record.
check-purpose-twice = This purpose is in the list twice.
check-stage-back = The stage of a case goes forward only.
check-no-earlier-record = No earlier record of this household was found.
check-place-unknown = This place is not in the office’s list of places.
check-place-outside = This place does not lie in the one chosen above it.
check-position-outside = The position lies outside the district chosen.
check-far-from-country = The position lies more than 500 km from the country named.
check-split-more = The split records of this incident count more dead and missing than its main record.
check-link-unknown = No case of this office has this number.
check-link-differs = Sex or year of birth differ between this case and a record that is linked to it.

err-no-profile = Headquarters' profile asks for a kind of protection that this program does not know. Nothing left.
fix-headquarters = Ask headquarters for a new profile, or update the program.
err-restricted = Records of a restricted form do not leave row by row. Nothing left.
fix-restricted = Only a destination with a profile of its own for this form may receive it.
err-nothing-may-leave = This form says of no question that it may leave. Nothing left.
fix-classify = An administrator has to say for each question how private it is.
err-nothing-to-export = No record of this form is approved and consented for this purpose. Nothing left.
fix-nothing-to-export = Approve records of this form first, or choose another form.
err-nothing-new = No record is new: everything that may leave has left already. Nothing left, and no batch was made.
fix-nothing-new = Approve more records, then do it again. A batch that was made can be written out again.
err-everybody-waits = Everybody waits: too few records are alike to hide each other. Nothing left.
fix-everybody-waits = Wait for more approved records; nobody is lost, they leave with a later batch.
err-not-in-hierarchy = Some answers are in no list of broader groups. Nothing left.
err-hierarchy = A list of broader groups is not usable. Nothing left.
fix-hierarchy = Correct the list, or the records that hold other answers.
err-privacy-request = The export was asked for something that makes no sense. Nothing left.
err-too-few = { $k } alike are asked for, and there are { $available } records. Nothing left.
fix-too-few = Wait until more records are approved.
err-privacy-parameter = A limit is outside what is allowed. Nothing left.
fix-privacy-parameter = Fewer than 3 alike are never allowed; shares lie between 0 and 1.
err-nothing-feasible = No treatment lets anybody out safely yet. Nothing left.
err-scheme-mismatch = The frozen treatment does not fit the form as it is now. Nothing left.
fix-scheme = Freeze a new treatment with a second person.
err-joint-history = Together with earlier batches this one would single somebody out. Nothing left.
fix-joint-history = Nothing may leave to this destination. Tell headquarters and keep the vault as it is.
err-file-no-cases = { $file } holds no cases.

err-unknown-case = This record belongs to no case.
err-no-next-form = No further form of this case can be opened now.
err-form-of-case-there = This case has its record of this form already.
fix-form-of-case-there = Open the record that is there.
err-case-over = This case is closed: nothing more is opened in it.
err-not-yet = Not yet: “{ $form }” comes first.
fix-not-yet = Hand it in; where it was handed in, see whether what it says lets the case go on.
err-needs-case = This form continues a case.
fix-needs-case = Open a record of the case and go on from there.
