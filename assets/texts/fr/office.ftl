# L'écran ou la partie « office ».
