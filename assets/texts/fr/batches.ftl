# L'écran ou la partie « batches ».
