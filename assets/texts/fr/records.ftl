# L'écran ou la partie « records ».
