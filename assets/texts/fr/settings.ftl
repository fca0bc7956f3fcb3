# L'écran ou la partie « settings ».
