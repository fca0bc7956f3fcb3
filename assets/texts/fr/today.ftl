# L'écran ou la partie « today ».
