namespace MlNetCnn.Augmentations;

/// <summary>
/// A custom augmentation, called for every image of every epoch after all others, on several threads at once.
/// </summary>
/// <param name="pixels">The image, changed in place: CHW, float32, RGB 0..255. Values outside are clipped afterwards.</param>
/// <param name="width">Its width, in pixels.</param>
/// <param name="height">Its height, in pixels.</param>
/// <param name="random">Random numbers that depend only on seed, epoch and image; use no others, or runs will not be reproducible.</param>
public delegate void PixelFunction(Span<float> pixels, int width, int height, Random random);
