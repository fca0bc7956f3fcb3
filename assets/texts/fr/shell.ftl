# L'écran ou la partie « shell ».

shell-today = Aujourd’hui
shell-records = Dossiers
shell-review = Révision
shell-export = Export
shell-batches = Lots
shell-office = Bureau
shell-settings = Réglages

shell-find = Chercher ou faire…
shell-lock = Verrouiller
shell-lock-office = Verrouiller le bureau
shell-quit = Fermer Waypost
shell-dismiss = Fermer l’avis
shell-left-pane = Où vous êtes
shell-right-pane = Ce que l’on sait

shell-encrypted = Chiffré, sans réseau
shell-saving = Enregistrement…
shell-saved = Enregistré { $time }, chiffré
shell-not-saved = Pas encore enregistré

shell-demonstration = Démonstration

role-field-officer = Agent de terrain
role-supervisor = Superviseur
role-data-officer = Responsable des données
role-administrator = Administrateur

palette-hint = Un nom, un numéro, un écran
palette-nothing = Rien ne porte ce nom.
palette-search-records = Chercher « { $text } » dans les dossiers

key-ctrl = Ctrl
key-alt = Alt
key-shift = Maj
key-enter = Entrée
key-escape = Échap
key-tab = Tab
key-space = Espace
key-delete = Suppr
key-home = Début
key-end = Fin
key-page-up = Pg préc
key-page-down = Pg suiv
