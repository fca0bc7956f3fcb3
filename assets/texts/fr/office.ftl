# L'écran ou la partie « office ».

office-title = Bureau
office-subject = { $name }, { $code }
office-people = Personnes
office-forms = Formulaires
office-places = Lieux
office-headquarters = Siège
office-check = Vérification

office-key-pane = volet suivant
office-key-add-person = ajouter une personne
office-key-add-form = ajouter un formulaire
office-key-check = vérifier
office-key-back = retour

compartment-general = Général
compartment-protection = Protection
compartment-health = Santé

office-person-name = Nom
office-person-login = Identifiant
office-person-roles = Rôles
office-person-cleared = Habilitée pour
office-person-removed = retirée
office-person-passphrase = Phrase secrète
office-person-again = La même phrase secrète
office-person-passphrase-rule = Cinq ou six mots sans lien entre eux. Personne d’autre ne doit les voir.
office-person-differ = Les deux phrases secrètes ne sont pas les mêmes.
office-add-person = Ajouter une personne
office-add-person-how = La personne s’assoit à ce clavier et tape sa propre phrase secrète. Vous ne pouvez l’habiliter que pour ce qui vous est ouvert.
office-add-person-do = Ajouter
office-add-person-missing = il faut un identifiant, un rôle et deux fois la même phrase secrète
office-person-added = { $login } peut maintenant déverrouiller le bureau.
office-remove = Retirer…
office-remove-title = Retirer { $login } ?
office-remove-yes = Retirer
office-remove-how = La personne ne peut plus déverrouiller ce bureau, et ses clés disparaissent. Ce qu’elle a lu, elle l’a lu ; ses dossiers et ses lignes du journal restent.

office-rights = Droits
office-rights-how = Par clé : sans elle rien ne se déchiffre. Par signature : sans elle l’étape ne se vérifie pas. Par cet écran : seul ce programme fait obstacle.
office-right = { $by } : { $roles }
office-by-key = protégé par clé
office-by-signature = protégé par signature
office-by-screen = protégé par cet écran
right-anybody = Tout le monde
right-unlocked = Déverrouiller
right-read = Lire les dossiers
right-enter = Saisir les dossiers
right-review = Réviser et approuver
right-release = Exporter
right-administer = Administrer

office-form-title = Titre
office-form-id = Code
office-form-version = Version
office-form-compartment = Scellé pour
office-form-questions = Questions
office-form-records = Dossiers
office-form-leaves = Export
office-form-may = ligne par ligne
office-form-may-not = reste ici
office-add-form = Ajouter un formulaire
office-form-path = Formulaire
office-form-path-hint = Un classeur .xlsx, ou un dossier avec survey.csv, choices.csv et settings.csv.
office-form-check = Le vérifier
office-form-add = L’ajouter au bureau
office-form-added = { $form } est maintenant dans le bureau.
office-form-runs = { $title }, version { $version }, fonctionnerait : { $questions } questions. { $warnings ->
    [0] Aucun avertissement.
    [one] Un avertissement.
   *[other] { $warnings } avertissements.
}
office-form-refused = { $title }, version { $version }, ne fonctionnerait pas : { $errors ->
    [one] une erreur
   *[other] { $errors } erreurs
}, { $warnings ->
    [one] un avertissement
   *[other] { $warnings } avertissements
}. Corrigez les lignes ci-dessous et vérifiez-le à nouveau.
office-findings = Constats
office-finding-code = Code
office-finding-sheet = Feuille
office-finding-row = Ligne
office-finding-column = Colonne
office-finding-excerpt = Texte
office-finding-what = Ce qui ne va pas, et que faire

office-places-search = Chercher par nom ou code
office-places-path = Liste de lieux
office-places-path-hint = Un fichier CSV ou un classeur avec les colonnes code, name et parent, ou la table mondiale des P-codes d’OCHA telle quelle. Rien n’est supprimé.
office-places-import = La reprendre
office-places-imported = { $read } lignes lues, { $places } lieux nouveaux ou renommés, { $countries } pays ajoutés au-dessus, { $refused } lignes refusées.
office-refused = Lignes refusées
office-refused-row = Ligne
office-refused-column = Colonne
office-refused-why = Ce qui ne va pas
office-places-not-found = Rien ne s’appelle ainsi. Vérifiez l’orthographe, ou cherchez le lieu où il se trouve.
office-places-none = Le bureau n’a pas encore de lieux.
office-places-none-how = Reprenez une liste ci-dessus ; d’ici là, les formulaires proposent ce que leurs auteurs ont écrit.
office-key-import = reprendre la liste
office-place-code = Code
office-place-name = Nom
office-place-level = Niveau
office-place-parent = Se trouve dans

office-no-headquarters = Ce bureau ne connaît pas encore son siège.
office-no-headquarters-how = Lisez son profil ci-dessous et tapez les huit mots de sa lettre. Jusque-là aucun lot ne peut être scellé.
office-fingerprint = Empreinte, huit mots
office-profile = Nouveau profil
office-profile-path = Profil du siège
office-profile-hint = La signature est à côté : le même nom avec .minisig.
office-profile-read = Le lire
office-profile-number = Numéro du profil
office-profile-office = Pour le bureau
office-profile-keys = Clés pour lesquelles les lots sont scellés
office-profile-destination = pour { $purpose }, protection { $profile }
office-profile-words = Les huit mots de la lettre du siège
office-profile-words-hint = Ils ne sont pas montrés ici : tapez-les d’après la lettre.
office-profile-trust = Faire confiance à ce siège
office-profile-trusted = Les lots de { $office } sont désormais scellés pour ce siège.
office-signer = Clé publique de ce bureau
office-signer-how = Le siège vérifie avec elle qu’un lot vient de ce bureau. Donnez-lui le fichier, et les huit mots par une autre voie.
office-signer-path = L’écrire dans
office-signer-write = Écrire la clé
office-signer-written = Écrit dans { $path }.

office-check-how = Examine chaque page du coffre, chaque ligne et signature du journal, et l’empreinte de chaque dossier.
office-check-do = Vérifier
office-check-holds = Tout tient. { $lines } lignes du journal sont vérifiées.
office-check-damaged = Quelque chose ne tient pas. Ne supprimez rien.
office-audit = Journal
office-audit-how = le plus récent d’abord ; qui a fait quoi, jamais avec quelle valeur
office-audit-number = N°
office-audit-when = Quand
office-audit-who = Qui
office-audit-what = Quoi
office-audit-fields = Questions
office-key-upgrade = les faire suivre
office-key-would-upgrade = ce qui changerait
office-upgrade-ask = Dossiers à une version antérieure…
office-upgrade-ask-how = Dit ce qu’ils deviendraient avant que rien ne change.
office-upgrade-title = Dossiers ouverts de { $form } à une version antérieure
office-upgrade-how = Les réponses pour lesquelles la version actuelle n’a pas de place restent avec le dossier, lisibles et exportables comme réponses d’une version antérieure. Ce qui a été soumis ne suit que s’il ne perd ni ne demande rien.
office-upgrade-none = Aucun dossier ouvert n’a une version antérieure à { $version }.
office-upgrade-would = Avec la version { $version }, dossiers ouverts : { $records }. Suivent : { $upgraded } ; restent : { $stay } ; perdent une réponse : { $lost } ; en demandent une : { $needed }.
office-upgrade-did = Version { $version } maintenant : { $upgraded } sur { $records } dossiers ouverts. Restés : { $stay } ; réponse perdue : { $lost } ; réponse demandée : { $needed }.
office-upgrade-do =
    { $n ->
        [one] Faire suivre { $n } dossier
       *[other] Faire suivre { $n } dossiers
    }
office-upgrade-records = Dossiers ouverts
office-upgrade-record = Dossier
office-upgrade-state = État
office-upgrade-lost = Perdrait
office-upgrade-needed = Demande
office-upgrade-broken = Enfreint une règle
office-upgrade-then = Ensuite
office-upgrade-moves = suit
office-upgrade-stays = reste jusqu’à la revue
office-lost-question = { $question } (plus de question)
office-lost-choice = { $question } (plus de choix)
office-lost-not-asked = { $question } (plus demandée)
