# What the form engine says: to the person answering, and to the form's author.
