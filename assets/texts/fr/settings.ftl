# L'écran ou la partie « settings ».

settings-title = Réglages
settings-this-computer = Cet ordinateur
settings-this-computer-hint = Gardé sur cet ordinateur, pour quiconque l’utilise. Rien sur le bureau ni sur les personnes n’y est gardé.
settings-language = Langue
settings-text-size = Taille du texte
settings-theme = Clair ou sombre
settings-theme-system = Comme l’ordinateur
settings-theme-light = Clair
settings-theme-dark = Sombre
settings-this-office = Ce bureau
settings-this-office-hint = Le même pour toutes les personnes de ce bureau.
settings-idle-lock = Verrouiller si personne n’a touché une touche depuis
settings-minutes = { $n } min
settings-key-find = chercher ou faire
settings-key-lock = verrouiller
