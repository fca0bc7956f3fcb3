# Records: one table, searched, filtered, previewed.

records-new = New record
records-import = Import…
records-new-choose = Which form?
records-new-type = Type some letters to find one
records-nobody = Nobody named yet
records-again = Try again
records-persons = { $n ->
    [one] one person
   *[other] { $n } persons
}

records-search = Search records
records-search-hint = a name in any spelling or script, a number
records-of = of { $all } records
records-ms = { $n } ms
records-row = row { $n } of { $all }
records-table = Records

records-name = Name
records-as-written = As written
records-age = Age
records-sex = Sex
records-sex-female = F
records-sex-male = M
records-number = Record
records-state = State
records-place = Place
records-officer = Officer
records-changed = Changed
records-form = Form
records-head = Head
records-persons-head = Persons
records-submitted = Submitted
records-errors = Errors
records-errors-n = { $n ->
    [one] one to mend
   *[other] { $n } to mend
}
records-warnings = Warnings
records-warnings-n = { $n ->
    [one] one kept with a reason
   *[other] { $n } kept with a reason
}
records-comments = Comments
records-comments-n = { $n ->
    [one] one open
   *[other] { $n } open
}

records-filter-state = State
records-filter-form = Form
records-filter-place = Place
records-filter-officer = Officer
records-filter-year = Changed in
records-filter-more = { $n } more
records-filter-fewer = fewer
records-clear = Clear filters

records-none-found = No record fits.
records-none-found-how = Try fewer letters or another spelling, or take a filter away.
records-empty = The records of this office come here.
records-empty-enter = Begin the first one; it saves itself.
records-empty-wait = None has been entered yet.

records-history = What happened
records-deed-begun = Begun
records-deed-edited = Changed
records-deed-imported = Imported
records-deed-submitted = Submitted
records-deed-void = Struck out
records-deed-approved = Approved
records-deed-returned = Returned
records-deed-reopened = Reopened
records-deed-commented = Commented
records-deed-answered = Comment answered
records-deed-settled = Comment settled
records-deed-exported = Exported

records-key-row = row
records-key-open = open
records-key-search = search
records-key-clear = clear the search
records-key-filters = filters
records-key-order = order
records-list = What is listed
records-list-persons = Persons
records-list-records = Records
records-of-persons = of { $all } persons
records-person = Person
records-members = { $n ->
    [one] One member
   *[other] { $n } members
}
records-key-switch = persons or records
