# err-* dit ce qui s'est passé, fix-* ce qu'on peut faire.
