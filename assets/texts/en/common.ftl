# Words that several screens use.

common-count-of = { $n } of { $all }
common-cancel = Cancel
common-choose-file = Choose a file

month-january = January
month-february = February
month-march = March
month-april = April
month-may = May
month-june = June
month-july = July
month-august = August
month-september = September
month-october = October
month-november = November
month-december = December

month-short-january = Jan
month-short-february = Feb
month-short-march = Mar
month-short-april = Apr
month-short-may = May
month-short-june = Jun
month-short-july = Jul
month-short-august = Aug
month-short-september = Sep
month-short-october = Oct
month-short-november = Nov
month-short-december = Dec

weekday-monday = Monday
weekday-tuesday = Tuesday
weekday-wednesday = Wednesday
weekday-thursday = Thursday
weekday-friday = Friday
weekday-saturday = Saturday
weekday-sunday = Sunday
weekday-short-monday = Mo
weekday-short-tuesday = Tu
weekday-short-wednesday = We
weekday-short-thursday = Th
weekday-short-friday = Fr
weekday-short-saturday = Sa
weekday-short-sunday = Su

common-nothing-found = Nothing in the list fits.

date-today-words = today t
date-calendar = Calendar
date-month-before = Month before
date-month-after = Month after
date-year-before = Year before
date-year-after = Year after
date-years-before = Years before
date-years-after = Years after
date-only = Only { $what }

state-draft = Draft
state-submitted = Submitted
state-submitted-again = Submitted again
state-returned = Returned
state-approved = Approved
state-exported = Exported
state-void = Void
