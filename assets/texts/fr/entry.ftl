# L'écran ou la partie « entry ».
