namespace MlNetCnn.Augmentations;

/// <summary>
/// An augmentation of the user's own, called for every picture of every epoch after all others, on several threads at once.
/// </summary>
/// <param name="pixels">The picture, changed in place: CHW, float32, RGB 0..255. Values outside are clipped afterwards.</param>
/// <param name="width">Its width, in pixels.</param>
/// <param name="height">Its height, in pixels.</param>
/// <param name="random">Random numbers that depend on seed, epoch and picture alone; take none from elsewhere, else no run repeats.</param>
public delegate void PixelFunction(Span<float> pixels, int width, int height, Random random);
