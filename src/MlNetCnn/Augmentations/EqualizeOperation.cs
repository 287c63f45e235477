namespace MlNetCnn.Augmentations;

/// <summary>Spreads the values of every channel so that all are about equally frequent, like PIL's <c>ImageOps.equalize</c>.</summary>
internal sealed record EqualizeOperation : IImageOperation
{
    private const int Values = 256;

    /// <inheritdoc/>
    public void Apply(Span<float> pixels, int width, int height)
    {
        Span<int> histogram = stackalloc int[Values];
        Span<float> table = stackalloc float[Values];
        for (var channel = 0; channel < 3; channel++)
        {
            var plane = pixels.Slice(channel * width * height, width * height);
            histogram.Clear();
            foreach (var value in plane)
            {
                histogram[(int)MathF.Round(value)]++;
            }

            var brightest = histogram.LastIndexOfAnyExcept(0);
            var step = (plane.Length - histogram[brightest]) / (Values - 1);
            if (step == 0)
            {
                continue;
            }

            var below = step / 2;
            for (var value = 0; value < Values; value++)
            {
                table[value] = Math.Min(Values - 1, below / step);
                below += histogram[value];
            }

            for (var i = 0; i < plane.Length; i++)
            {
                plane[i] = table[(int)MathF.Round(plane[i])];
            }
        }
    }
}
