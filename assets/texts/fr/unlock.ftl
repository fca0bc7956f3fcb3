# L'écran ou la partie « unlock ».
