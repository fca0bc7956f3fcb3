# The screen “import of records”.

import-title = Import of records
import-subject = { $form }, { $rows } rows
import-columns = Columns
import-first-rows = First rows
import-refused = Refused rows
import-done = Imports done
import-key-next = next part
import-key-read = read the file
import-key-import = bring the rows in
import-key-assign = what it answers
import-key-undo = take back
import-key-stop = stop
import-file = File
import-how = Each row of a table becomes a record, submitted in your name. Nothing is brought in before you have seen which column answers which question.
import-form = Form
import-path = Table
import-path-hint = A CSV file in UTF-8, or the first sheet of an Excel workbook, with the names of its columns in the first row.
import-read = Read it
import-do = Bring the rows in
import-standing = { $mapped } of { $columns } columns answer a question; the others stay out.
import-without = No column answers these questions, which may be required: { $questions } { $more ->
    [0] {""}
   *[other] and { $more } more.
}
import-column = Column
import-examples = Examples
import-question = Question
import-question-hint = Type part of a question. Empty it and the column stays out.
import-read-as = Read as
import-stays-out = stays out
import-unknown-values = { $n ->
    [one] one value unknown
   *[other] { $n } values unknown
}
import-as-codes = codes of the list
import-as-numbers = numbers
import-as-words = words
import-n-values = { $n ->
    [one] one value
   *[other] { $n } different values
}
import-dates = Dates are written like
import-values = What the values mean
import-values-how = Each value of the column, the most frequent first, and the answer it stands for.
import-value-unknown = No answer is known for it; its rows would be refused.
import-blank = Cells that mean no answer
import-blank-hint = Parted by semicolons: NA; -
import-not-tried = Nothing was tried yet: read a file and say which columns answer which questions.
import-would = { $read } rows: { $imported } would come in, { $refused } would be refused.
import-outcome = { $read } rows read, { $imported } records came in, { $refused } rows were refused.
import-refused-how = This list is kept nowhere: correct the rows in the file and import it again. What is in the office already is not brought in twice where the form has a number of its own.
import-reason = Why unlikely answers may stand
import-reason-hint = Kept with each answer that a soft rule doubts.
import-verdict = As it stands
import-row = Row { $row }
import-row-fine = comes in
import-row-refused = { $n ->
    [one] refused: one reason
   *[other] refused: { $n } reasons
}
import-row-doubts = { $n ->
    [one] comes in, one doubt
   *[other] comes in, { $n } doubts
}
import-undo-how = An import can be taken back as a whole while none of its records was approved: they become void, and stay readable as such.
import-undo = Take back { $records } records
import-was-undone = The import was taken back: { $records } records are void.
import-none = Nothing was imported yet.
import-number = No.
import-n-read = Read
import-n-imported = Came in
import-n-refused = Refused
import-state = State
import-undone = taken back { $when }
import-stands = stands
