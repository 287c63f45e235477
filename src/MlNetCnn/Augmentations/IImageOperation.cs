namespace MlNetCnn.Augmentations;

/// <summary>A change that cannot be expressed as a matrix; such changes are applied to the pixels of the network's input in sequence.</summary>
internal interface IImageOperation
{
    /// <summary>Changes an image in place.</summary>
    /// <param name="pixels">CHW, float32, RGB 0..255, before and after.</param>
    /// <param name="width">Width, in pixels.</param>
    /// <param name="height">Height, in pixels.</param>
    void Apply(Span<float> pixels, int width, int height);
}
