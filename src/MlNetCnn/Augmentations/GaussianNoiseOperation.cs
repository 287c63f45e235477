namespace MlNetCnn.Augmentations;

/// <summary>Adds normally distributed noise to every value.</summary>
/// <param name="Deviation">Its standard deviation, on the scale of 0..255.</param>
/// <param name="Seed">What it is drawn from.</param>
internal sealed record GaussianNoiseOperation(double Deviation, long Seed) : IImageOperation
{
    /// <inheritdoc/>
    public void Apply(Span<float> pixels, int width, int height)
    {
        var random = new SeededRandom(Seed);
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = Math.Clamp(pixels[i] + (float)(Deviation * random.NextNormal()), 0, 255);
        }
    }
}
