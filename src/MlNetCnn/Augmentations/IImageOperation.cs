namespace MlNetCnn.Augmentations;

/// <summary>A change that is no matrix, made to the pixels of the network's input one after the other.</summary>
internal interface IImageOperation
{
    /// <summary>Changes a picture in place.</summary>
    /// <param name="pixels">CHW, float32, RGB 0..255, before and after.</param>
    /// <param name="width">Width, in pixels.</param>
    /// <param name="height">Height, in pixels.</param>
    void Apply(Span<float> pixels, int width, int height);
}
