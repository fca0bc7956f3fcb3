# L'écran ou la partie « shell ».
