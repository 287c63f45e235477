namespace MlNetCnn.Augmentations;

/// <summary>Turns values into their negative from a threshold up.</summary>
/// <param name="Threshold">0 for all values to 256 for none.</param>
internal sealed record SolarizeOperation(float Threshold) : IImageOperation
{
    /// <inheritdoc/>
    public void Apply(Span<float> pixels, int width, int height)
    {
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = pixels[i] < Threshold ? pixels[i] : 255 - pixels[i];
        }
    }
}
