# L'écran ou la partie « export ».
