# Dossiers : un tableau, cherché, filtré, aperçu.

records-new = Nouveau dossier
records-import = Importer…
records-new-choose = Quel formulaire ?
records-new-type = Tapez quelques lettres pour en trouver un
records-nobody = Personne n’est encore nommé
records-again = Réessayer
records-persons = { $n ->
    [one] une personne
   *[other] { $n } personnes
}

records-search = Chercher des dossiers
records-search-hint = un nom, toute graphie ou écriture ; un numéro
records-of = sur { $all } dossiers
records-ms = { $n } ms
records-row = ligne { $n } sur { $all }
records-table = Dossiers

records-name = Nom
records-as-written = Tel qu’écrit
records-age = Âge
records-sex = Sexe
records-sex-female = F
records-sex-male = M
records-number = Dossier
records-state = État
records-place = Lieu
records-officer = Agent
records-changed = Modifié
records-form = Formulaire
records-head = Chef
records-persons-head = Personnes
records-submitted = Soumis
records-errors = Erreurs
records-errors-n = { $n ->
    [one] une à corriger
   *[other] { $n } à corriger
}
records-warnings = Alertes
records-warnings-n = { $n ->
    [one] une gardée avec un motif
   *[other] { $n } gardées avec un motif
}
records-comments = Commentaires
records-comments-n = { $n ->
    [one] un ouvert
   *[other] { $n } ouverts
}

records-filter-state = État
records-filter-form = Formulaire
records-filter-place = Lieu
records-filter-officer = Agent
records-filter-year = Modifié en
records-filter-more = { $n } de plus
records-filter-fewer = moins
records-clear = Lever les filtres

records-none-found = Aucun dossier ne convient.
records-none-found-how = Essayez moins de lettres ou une autre graphie, ou levez un filtre.
records-empty = Les dossiers de ce bureau viennent ici.
records-empty-enter = Commencez le premier ; il s’enregistre de lui-même.
records-empty-wait = Aucun n’a encore été saisi.

records-history = Ce qui s’est passé
records-deed-begun = Commencé
records-deed-edited = Modifié
records-deed-imported = Importé
records-deed-submitted = Soumis
records-deed-void = Annulé
records-deed-approved = Approuvé
records-deed-returned = Renvoyé
records-deed-reopened = Rouvert
records-deed-commented = Commenté
records-deed-answered = Réponse au commentaire
records-deed-settled = Commentaire réglé
records-deed-exported = Exporté

records-key-row = ligne
records-key-open = ouvrir
records-key-search = chercher
records-key-clear = effacer la recherche
records-key-filters = filtres
records-key-order = ordre
records-list = Ce qui est listé
records-list-persons = Personnes
records-list-records = Dossiers
records-of-persons = sur { $all } personnes
records-person = Personne
records-members = { $n ->
    [one] Un membre
   *[other] { $n } membres
}
records-key-switch = personnes ou dossiers
