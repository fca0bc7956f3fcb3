# L'écran ou la partie « review ».
