# L'écran ou la partie « export ».

export-title = Export
export-headquarters = le siège
export-subject = { $form } vers { $destination }
export-choose = Choisir
export-form = Formulaire
export-destination = Destination
export-until = Approuvés jusqu’au
export-treatment = Traitement

export-verdict-safe = peut être scellé
export-verdict-freeze = peut être scellé à deux
export-verdict-none-new = rien de nouveau à envoyer
export-verdict-waits = tous attendent
export-verdict-nothing = rien ne peut partir
export-verdict-sealed = le lot { $n } est scellé

export-scheme-none = Aucun n’est figé. Celui qui perd le moins est montré ; le scellement le fige, et une seconde personne signe.
export-scheme-frozen = Figé à l’époque { $epoch }, { $day }, signé par { $people }.

unit-household = { $n ->
    [one] { $n } ménage
   *[other] { $n } ménages
}
unit-person = { $n ->
    [one] { $n } personne
   *[other] { $n } personnes
}
unit-case = { $n ->
    [one] { $n } cas
   *[other] { $n } cas
}

export-count-approved = Approuvés, pas envoyés
export-count-no-consent = sans accord pour cet usage
export-count-withdrawn = accord retiré
export-count-unfit = réponse sans groupe
export-count-other-version = autre version du formulaire
export-count-checked = Examinés
export-count-held = retenus
export-count-leave = Partent maintenant

export-check-joined = avec { $n ->
    [0] aucun lot précédent
    [one] { $n } lot précédent
   *[other] { $n } lots précédents
} : personne sous { $k }
export-check-deny = ni texte libre, ni position, rien que le formulaire ne laisse partir
export-check-second = une seconde personne signe le traitement

export-risk = Risque
export-risk-of = sur { $what }
export-entered = Saisi
export-leaves = Part
export-limit = Limite
export-risk-alone = Seuls dans leur classe
export-risk-below = Classes de moins de { $k }
export-risk-smallest = Plus petite classe
export-risk-highest = Risque le plus haut
export-risk-mean = Risque moyen
export-risk-held = Retenus
export-risk-lost = Détail perdu
export-risk-how = Une classe réunit tous ceux qui se ressemblent. Le risque est d’un sur le nombre de semblables.

export-coarser = Ce qui est moins précis
export-coarser-example = un exemple
export-field = Champ
export-leaves-as = Part comme
export-lost = Perdu
export-as-it-is = tel quel
export-left-out = omis
export-as-they-are = { $n ->
    [one] { $n } autre réponse part telle quelle.
   *[other] { $n } autres réponses partent telles quelles.
}
export-never = { $n ->
    [one] { $n } question ne part jamais : nom, téléphone, carte, notes.
   *[other] { $n } questions ne partent jamais : noms, téléphones, cartes, notes et autres.
}

export-frozen = Traitement figé
export-frozen-epoch = Époque
export-frozen-since = Depuis
export-frozen-by = Signé par
export-frozen-why = Chaque lot de ce formulaire est rendu moins précis de la même façon : deux lots côte à côte ne désignent personne. Aucun autre traitement n’est cherché avant la prochaine époque.

export-sizes = Taille des classes
export-sizes-legend = gris : saisi, pétrole : part
export-sizes-axis = nombre de semblables
export-limit-k = limite : { $k }
export-cloud = Risque moyen, détail perdu
export-cloud-legend = plein : dans les limites, cerclé : choisi
export-limit-mean = limite : { $limit }

export-held-title = { $n } retenus
export-held-next = attendent le prochain lot
held-not-approved = pas encore approuvés
held-no-consent = sans accord pour cet usage
held-withdrawn = accord retiré
held-later = approuvés plus tard
held-released = déjà envoyés
held-waiting = trop peu de semblables
held-correction = correction d’un envoi
held-unfit = réponse sans groupe
held-other-version = autre version du formulaire
held-void = annulés

export-recognised = Qui serait reconnu
export-as-entered = tel que saisi
export-more-classes = { $n ->
    [one] { $n } autre classe
   *[other] { $n } autres classes
}
export-revealing = Ce qui les trahit
export-warning-tainted = « { $question } » se calcule d’après une réponse qui ne doit pas partir. Elle reste ici aussi.

export-preview = Exactement ce qui part
export-preview-count = { $n } premières lignes sur { $all }, { $columns } colonnes, codes en mots ; la deuxième ligne porte les balises HXL

export-seal = Sceller { $what }
export-seal-title = Sceller { $what } ?
export-seal-yes = Sceller
export-seal-how = Les lignes sont signées et chiffrées pour { $destination }, et comptent dès lors comme exportées. On ne peut pas revenir en arrière.
export-seal-waits = { $n ->
    [one] Un attend un lot suivant.
   *[other] { $n } attendent un lot suivant.
}
export-second-how = Le traitement est figé avec ce lot. Une seconde personne le confirme à ce clavier, avec ses propres identifiant et phrase secrète.
export-second-login = Identifiant de la seconde personne
export-second-passphrase = Phrase secrète de la seconde personne

export-sealed-title = Le lot { $n } est scellé
export-sealed-rows = Lignes
export-sealed-waiting = Retenus, en attente
export-sealed-file = Fichier
export-sealed-size = Taille
export-sealed-kept = Le fichier est gardé dans le coffre. On peut l’écrire à nouveau à tout moment, identique à l’octet près.
export-write-where = L’écrire dans
export-write-hint = Un dossier, ou un fichier qui n’existe pas encore.
export-write = Écrire le fichier
export-write-later = Plus tard, depuis Lots
export-written = Écrit dans { $path }. Remettez-le au siège, puis marquez-le comme remis.
export-to-batches = Aux lots
export-again = Un autre lot

export-no-form = Aucun formulaire de ce bureau ne laisse rien partir.
export-no-form-how = Un formulaire dit pour chaque question à quel point elle est privée et ce qu’elle devient. Un administrateur en ajoute un sous Bureau.
export-nothing-left = Rien ne part avant le scellement
export-sealed-fact = Scellé, pas encore écrit
export-written-fact = Le fichier scellé est écrit

export-key-pane = volet suivant
export-key-seal = sceller
export-key-stop = arrêter

job-starting = Démarrage
job-nothing-yet = Rien n’est écrit pendant ce temps
job-reading = Lecture des dossiers approuvés
job-searching = Recherche du traitement qui perd le moins
job-grouping = Réunion de ceux qui se ressemblent
job-sealing = Preuve du certificat, signature, chiffrement
