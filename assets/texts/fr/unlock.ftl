# L'écran ou la partie « unlock ».

unlock-folder = Bureau (son dossier)
unlock-choose-folder = Choisir un dossier
unlock-login = Votre identifiant dans ce bureau
unlock-passphrase = Phrase secrète
unlock-passphrase-again = La même phrase secrète
unlock-new-passphrase = Nouvelle phrase secrète
unlock-passphrase-rule = Cinq ou six mots sans lien entre eux
unlock-show = Montrer la phrase secrète
unlock-hold-to-see = tenir pour voir ce que vous tapez
unlock-unlock = Déverrouiller
unlock-takes-a-second = prend environ une seconde

unlock-key-next = champ suivant
unlock-key-unlock = déverrouiller
unlock-key-back = retour

unlock-busy-unlocking = Déverrouillage…
unlock-busy-creating = Création du bureau…
unlock-busy-checking = Vérification de la clé…

unlock-was-locked = Verrouillé à { $time }. Ce que vous tapiez est gardé, chiffré.
unlock-was-idle = Verrouillé à { $time } après { $minutes } minutes sans activité. Ce que vous tapiez est gardé, chiffré.

unlock-other-ways = Autres entrées
unlock-create = Créer un bureau
unlock-create-hint = dix minutes environ, à deux
unlock-create-how = La première personne administre le bureau et révise. Les autres sont ajoutées ensuite.
unlock-create-do = Créer le bureau
unlock-create-takes = prend quelques secondes
unlock-office-name = Nom du bureau
unlock-office-code = Son code : 2 à 8 capitales ou chiffres
unlock-new-folder = Un dossier neuf ou vide pour lui
unlock-your-name = Votre nom
unlock-demo = Bureau de démonstration
unlock-demo-hint = familles inventées, rien à casser
unlock-forgotten = Phrase secrète oubliée
unlock-forgotten-hint = demande la clé de secours imprimée
unlock-forgotten-how = La clé de secours imprimée à la création du bureau l’ouvre encore une fois. Choisissez avec elle une nouvelle phrase secrète.
unlock-recovery-key = Clé de secours, sur papier
unlock-recover = Choisir la nouvelle phrase

unlock-recovery-title = La clé de secours
unlock-recovery-how = Notez-la ou imprimez-la maintenant et gardez le papier en lieu sûr, loin de cet ordinateur. Elle n’est montrée que cette fois et rien ne la garde. Qui la possède peut ouvrir le bureau.
unlock-recovery-typed = Tapez-la depuis le papier
unlock-recovery-check = La vérifier et ouvrir le bureau
unlock-recovery-once = le bureau n’est pas prêt avant cela

unlock-passphrases-differ = Les deux phrases secrètes ne sont pas les mêmes.
unlock-passphrases-differ-fix = Tapez-les à nouveau.

unlock-protected = Ce qui est protégé
unlock-protected-how = Chaque dossier, nom, index de recherche et brouillon est chiffré sur le disque. Ce programme n’a aucune fonction réseau : les dossiers ne sortent que dans un lot ou une sauvegarde que quelqu’un écrit exprès.

unlock-demo-how = Un dossier avec un bureau de familles inventées dans un pays inventé. Ses phrases secrètes se trouvent dans des fichiers à côté.
unlock-demo-persons = Combien de personnes
unlock-demo-do = Créer la démonstration
unlock-demo-takes = une minute environ pour 2 000
