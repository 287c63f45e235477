namespace MlNetCnn.Augmentations;

/// <summary>Replaces a rectangle by random values (the paper's RE-R, which did best).</summary>
/// <param name="Left">Its left border, as a fraction of the width that it leaves, 0..1.</param>
/// <param name="Top">Its upper border, as a fraction of the height that it leaves, 0..1.</param>
/// <param name="Width">Its width, as a fraction of the input's.</param>
/// <param name="Height">Its height, as a fraction of the input's.</param>
/// <param name="Seed">What the values are drawn from.</param>
internal sealed record ErasingOperation(double Left, double Top, double Width, double Height, long Seed) : IImageOperation
{
    /// <inheritdoc/>
    public void Apply(Span<float> pixels, int width, int height)
    {
        var (w, h) = ((int)Math.Round(Width * width), (int)Math.Round(Height * height));
        var (left, top) = ((int)Math.Round(Left * (width - w)), (int)Math.Round(Top * (height - h)));
        var random = new SeededRandom(Seed);
        for (var channel = 0; channel < 3; channel++)
        {
            for (var y = top; y < top + h; y++)
            {
                foreach (ref var value in pixels.Slice((((channel * height) + y) * width) + left, w))
                {
                    value = random.Next(256);
                }
            }
        }
    }
}
