# Ce que dit le moteur de formulaires.
