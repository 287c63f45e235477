namespace MlNetCnn.Augmentations;

/// <summary>Keeps the highest bits of every value.</summary>
/// <param name="Bits">How many, 1 to 8.</param>
internal sealed record PosterizeOperation(int Bits) : IImageOperation
{
    /// <inheritdoc/>
    public void Apply(Span<float> pixels, int width, int height)
    {
        var step = 1 << (8 - Bits);
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = MathF.Floor(MathF.Round(pixels[i]) / step) * step;
        }
    }
}
