namespace MlNetCnn.Fuzz;

/// <summary>Runs the image decoder with all options; only typed errors are allowed, and only values in 0..255.</summary>
/// <param name="chunksOnly">Whether only the chunks of PNG files are changed.</param>
internal sealed class ImageTarget(bool chunksOnly = false) : IFuzzTarget
{
    private readonly ImageDecoder[] _decoders =
    [
        new(new ImageInput(64, 64, ResizeMode.Crop, 1.75), ImageDecoderOptions.Default),
        new(new ImageInput(48, 32, ResizeMode.Pad, 3), ImageDecoderOptions.MlNetCompatible),
        new(new ImageInput(32, 48, ResizeMode.Squash, 2), ImageDecoderOptions.Default with { AllowTruncated = true }),

        // Everything that can be decoded at a reduced scale is.
        new(new ImageInput(16, 16, ResizeMode.Crop, null), ImageDecoderOptions.Default with { AllowTruncated = true, ScaledFromPixels = 1 }),
    ];

    public IReadOnlyList<FuzzSeed> Seeds { get; } = chunksOnly
        ? [.. PictureSeeds.Create().Where(seed => seed.Kind == FuzzKind.Png).Select(seed => seed with { Kind = FuzzKind.PngChunks })]
        : PictureSeeds.Create();

    public string Feed(string path, int round)
    {
        var decoder = _decoders[round % _decoders.Length];
        var pixels = new float[decoder.PixelValueCount];
        pixels.AsSpan().Fill(float.NaN);
        if (decoder.Decode(path, pixels, out _) is { } error)
        {
            return error.Code.StartsWith("IMG_", StringComparison.Ordinal) && error.Reason.Length > 0 && error.Path == path
                ? error.Code
                : throw new InvalidOperationException($"an unexpected error: {error}");
        }

        return pixels.All(value => value is >= 0 and <= 255) ? "ok" : throw new InvalidOperationException("a pixel is outside 0..255");
    }

    public void Dispose()
    {
        foreach (var decoder in _decoders)
        {
            decoder.Dispose();
        }
    }
}
